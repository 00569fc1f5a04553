/** RFC 9110 section 15.5.16: a body in an unsupported coding is refused as such, not as malformed JSON. */
import { describe, expect, test } from 'vitest';
import { send } from '../support/app.ts';

async function gzip(text: string): Promise<ArrayBuffer> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

describe.each([
  ['/v1/auth/login', JSON_TYPE, '{"email":"a@example.com","password":"x"}'],
  ['/oauth2/token', FORM_TYPE, 'grant_type=client_credentials'],
  ['/oauth2/revoke', FORM_TYPE, 'token=x'],
  ['/auth/login', FORM_TYPE, 'email=a%40example.com'],
])('%s', (path, type, body) => {
  test('a compressed body is 415, and the answer says which coding is accepted', async () => {
    const headers = { 'Content-Type': type, 'Content-Encoding': 'gzip' };
    const answer = await send(path, { method: 'POST', headers, body: await gzip(body) });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('Accept-Encoding')).toBe('identity');
    expect(await answer.text()).toContain('Content-Encoding is not supported');
  });

  test('identity is accepted', async () => {
    const headers = { 'Content-Type': type, 'Content-Encoding': 'identity' };
    expect((await send(path, { method: 'POST', headers, body })).status).not.toBe(415);
  });
});
