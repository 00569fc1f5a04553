import { expect, test } from 'vitest';
import { createOrganisation } from '../support/organisation.ts';
import { openBrowser } from './browser.ts';

test('the reference runs its own two scripts, and sends requests to this origin alone', async () => {
  const { headers, body } = await openBrowser().get('/docs');
  const nonce = /script-src 'nonce-([\w-]{22})'/.exec(headers.get('Content-Security-Policy') ?? '')?.[1];
  expect(headers.get('Content-Security-Policy')).toBe(
    [
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      'img-src data:',
      `script-src 'nonce-${nonce}'`,
      "connect-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
  );
  expect([...body.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes?.trim())).toEqual([
    `nonce="${nonce}" src="/docs/scalar.js"`,
    `nonce="${nonce}"`,
  ]);
  const again = await openBrowser().get('/docs');
  expect(again.headers.get('Content-Security-Policy')).not.toBe(headers.get('Content-Security-Policy'));
});

test('the reference knows the CSRF token of the session, and is not kept', async () => {
  const { cookies, csrf } = await createOrganisation();
  const { headers, body } = await openBrowser(cookies).get('/docs');
  expect(body).toContain(`<meta name="csrf-token" content="${csrf}"/>`);
  expect([headers.get('Cache-Control'), headers.get('X-Frame-Options')]).toEqual(['no-store', 'DENY']);
});
