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
   * Where a form of this page may end up after redirects. Browsers apply `form-action` to the redirect that follows
   * too, so the client's redirect URI has to be named.
   */
  formTargets?: readonly string[];
}

export function renderPage(c: HttpContext, options: PageOptions, content: Child): Response | Promise<Response> {
  c.header('Content-Security-Policy', contentSecurityPolicy(options.formTargets ?? []));
  c.header('Cache-Control', 'no-store');
  const document = html`<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
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
  const origins = formTargets.map((target) => sourceOf(target));
  return [
    "default-src 'none'",
    `style-src '${STYLESHEET_HASH}'`,
    'img-src https: data:',
    `form-action ${["'self'", ...origins].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** An https origin, or the bare scheme of a native application's URI. */
function sourceOf(uri: string): string {
  const { origin, protocol } = new URL(uri);
  return origin === 'null' ? protocol : origin;
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
