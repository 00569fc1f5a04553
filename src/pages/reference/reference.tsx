/**
 * The reference of the API, which its reader can try with their own session (docs/decisions/0040-reference-reader.md).
 * Scalar renders it in the browser.
 */
import { html, raw } from 'hono/html';
import { csrfToken } from '../../http/csrf.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { toBase64Url } from '../../lib/bytes.ts';
import { REFERENCE_SCRIPT } from './reference-script.ts';

/** Served beside the Worker: migrations-runner/bootstrap/assets.mjs writes it. */
const READER = '/docs/scalar.js';

export async function showReference(c: HttpContext): Promise<Response> {
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
  c.header('Content-Security-Policy', contentSecurityPolicy(nonce));
  c.header('Referrer-Policy', 'same-origin');
  c.header('Cache-Control', 'no-store');
  return c.html(
    html`<!doctype html>${(
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="csrf-token" content={await csrfToken(c)} />
          <link rel="icon" href="data:," />
          <title>API reference · Cerberus</title>
        </head>
        <body>
          <div id="reference"></div>
          <noscript>
            The reference needs JavaScript. Its document is <a href="/v1/openapi.json">openapi.json</a>.
          </noscript>
          <script nonce={nonce} src={READER}></script>
          <script nonce={nonce}>{raw(REFERENCE_SCRIPT)}</script>
        </body>
      </html>
    )}`,
  );
}

/** The reader sends requests to this origin alone. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    // The reader and its editor write styles that have no nonce.
    "style-src 'unsafe-inline'",
    'img-src data:',
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}
