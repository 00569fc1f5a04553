/** HTML pages with a Content-Security-Policy: only our scripts, no framing, forms to ourselves only. */

import { html, raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HttpContext } from './hono-env.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PASSKEY_SCRIPT, PASSKEY_SCRIPT_HASH } from './passkey-script.ts';
import { STYLESHEET, STYLESHEET_HASH } from './stylesheet.ts';

export interface PageOptions {
  title: string;
  /** Whether a form is shown again because of an error. The title says so, as screen readers read it first. */
  isRefused?: boolean;
  status?: ContentfulStatusCode;
  /**
   * Whether submitting the form of this page ends at a client. Browsers apply `form-action` to every redirect that
   * follows a form (w3c/webappsec-csp#8), also to those of the client's callback, which we do not know. Such a page has
   * no `form-action` (docs/decisions/0006-form-action.md).
   */
  endsAtClient?: boolean;
  /** Whether the page has a button for passkeys and needs their script. */
  withPasskeys?: boolean;
  /** An additional script; the page must work without it. */
  script?: InlineScript;
  /** The origins that this page shows in frames. */
  frames?: readonly string[];
  /** Where the browser goes on to by itself, after that many seconds. */
  refresh?: { url: string; after: number };
}

export interface InlineScript {
  source: string;
  /** The source expression that allows this script and no other (CSP Level 3 section 8.4). */
  hash: string;
}

const PASSKEYS: InlineScript = { source: PASSKEY_SCRIPT, hash: PASSKEY_SCRIPT_HASH };

export function renderPage(c: HttpContext, options: PageOptions, content: Child): Response | Promise<Response> {
  c.header('Content-Security-Policy', contentSecurityPolicy(options));
  // Not `no-referrer`: browsers would send `Origin: null` with our own forms, and CSRF protection reads their origin.
  c.header('Referrer-Policy', 'same-origin');
  c.header('Cache-Control', 'no-store');
  const document = html`<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        {options.refresh && (
          <meta http-equiv="refresh" content={`${options.refresh.after}; url=${options.refresh.url}`} />
        )}
        <title>
          {options.isRefused ? 'Error: ' : ''}
          {options.title} · Cerberus
        </title>
        <style>{raw(STYLESHEET)}</style>
      </head>
      <body>
        <main>{content}</main>
        {scriptsOf(options).map(({ source }) => (
          <script>{raw(source)}</script>
        ))}
      </body>
    </html>
  )}`;
  return c.html(document, options.status ?? 200);
}

function scriptsOf({ withPasskeys, script }: PageOptions): InlineScript[] {
  return [PAGE_SCRIPT, ...(withPasskeys ? [PASSKEYS] : []), ...(script ? [script] : [])];
}

function contentSecurityPolicy(options: PageOptions): string {
  const scripts = scriptsOf(options).map(({ hash }) => `'${hash}'`);
  return [
    "default-src 'none'",
    `style-src '${STYLESHEET_HASH}'`,
    'img-src https: data:',
    `script-src ${scripts.join(' ')}`,
    ...(options.withPasskeys ? ["connect-src 'self'"] : []),
    ...(options.frames?.length ? [`frame-src ${[...new Set(options.frames)].join(' ')}`] : []),
    ...(options.endsAtClient ? [] : ["form-action 'self'"]),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}
