/** SESSION_COOKIE_NAME = "__Host-cerb_sid", as wrangler.toml gives it to new deployments. */
import { beforeAll, describe, expect, it } from 'vitest';
import { cookiesOf, send } from '../../support/app.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';

const ISSUER = 'https://id.example.com';
const HTTPS = { ISSUER_URL: ISSUER, SESSION_COOKIE_NAME: '__Host-cerb_sid' };
let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

async function ask(path: string, headers: Record<string, string>, body?: unknown): Promise<Response> {
  const json = { Origin: ISSUER, 'Content-Type': 'application/json', ...headers };
  const init = body === undefined ? { headers } : { method: 'POST', headers: json, body: JSON.stringify(body) };
  return send(`${ISSUER}${path}`, init, HTTPS);
}

const signIn = () => ask('/v1/auth/login', {}, { email: organisation.owner.email, password: PASSWORD });
const sessionOf = (answer: Response) =>
  answer.headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-cerb_sid='));

describe('a session cookie with the prefix __Host-', () => {
  it('is secure, for the whole host and no other (RFC 6265bis section 4.1.3.2)', async () => {
    const answer = await signIn();
    expect(answer.status).toBe(200);
    const session = sessionOf(answer) ?? '';
    expect(session).toMatch(/^__Host-cerb_sid=ses_[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect((await ask('/v1/me/profile', { Cookie: cookiesOf(answer) })).status).toBe(200);
  });

  it('is the only one that counts: a cookie without the prefix is ignored', async () => {
    const session = sessionOf(await signIn()) ?? '';
    const planted = session.replace('__Host-', '').split(';')[0] ?? '';
    expect((await ask('/v1/me/profile', { Cookie: planted })).status).toBe(401);
  });

  it('is cleared with the same attributes, or the browser would keep it', async () => {
    const answer = await signIn();
    const csrf = answer.headers.get('X-CSRF-Token') ?? '';
    const out = await ask('/v1/auth/logout', { Cookie: cookiesOf(answer), 'X-CSRF-Token': csrf }, {});
    expect(out.status).toBeLessThan(300);
    expect(sessionOf(out)).toMatch(/^__Host-cerb_sid=; Max-Age=0; Path=\/; (HttpOnly; )?Secure/);
  });
});
