/** Whole HTML pages, with the policy that keeps them harmless: no script, no frame, forms to ourselves only. */

import { html, raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AppError } from '../errors.ts';
import type { HttpContext } from './hono-env.ts';
import { STYLESHEET, STYLESHEET_HASH } from './stylesheet.ts';

export interface PageOptions {
  title: string;
  status?: ContentfulStatusCode;
  /**
   * Where a form of this page may end up after redirects. Browsers hold `form-action` against every redirect that
   * follows a form (w3c/webappsec-csp#8), so the client's redirect URI has to be named. What its callback redirects to,
   * on a third origin, is still blocked: only the client knows it.
   */
  formTargets?: readonly string[];
}

export function renderPage(c: HttpContext, options: PageOptions, content: Child): Response | Promise<Response> {
  c.header('Content-Security-Policy', contentSecurityPolicy(options.formTargets ?? []));
  // Not `no-referrer`: with it browsers send `Origin: null` with our own forms, and a form's origin must be known.
  c.header('Referrer-Policy', 'same-origin');
  c.header('Cache-Control', 'no-store');
  const document = html`<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>{options.title} · Cerberus</title>
        <style>{raw(STYLESHEET)}</style>
      </head>
      <body>
        <main>{content}</main>
      </body>
    </html>
  )}`;
  return c.html(document, options.status ?? 200);
}

function contentSecurityPolicy(formTargets: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src '${STYLESHEET_HASH}'`,
    'img-src https: data:',
    `form-action ${["'self'", ...formTargets.map(sourceOf)].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** An origin, or the bare scheme where no source expression can say more: of a native application, of an IPv6 address. */
function sourceOf(uri: string): string {
  const { origin, protocol, hostname } = new URL(uri);
  if (origin === 'null' || hostname.startsWith('[')) return protocol;
  // CSP Level 3 section 2.3.1: these two "MUST be percent-encoded", else a host could add directives.
  return origin.replaceAll(';', '%3B').replaceAll(',', '%2C');
}

export function renderErrorPage(c: HttpContext, error: AppError): Response | Promise<Response> {
  if (error.retryAfter !== undefined) c.header('Retry-After', String(error.retryAfter));
  return renderPage(
    c,
    { title: 'Something is not right', status: error.status },
    <>
      <h1>Something is not right</h1>
      <p class="error" role="alert">
        {error.message}
      </p>
      <p class="hint">Request {c.var.context?.id ?? ''}</p>
    </>,
  );
}
