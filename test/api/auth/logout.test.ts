import { describe, expect, it } from 'vitest';
import { cookiesOf, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';

/** The two ways to sign out. */
const WAYS = [
  ['POST', '/v1/auth/logout', 200],
  ['DELETE', '/v1/auth/session', 204],
] as const;

async function profileStatus(cookies: string): Promise<number> {
  return (await send('/v1/me/profile', { headers: { Cookie: cookies } })).status;
}

/** Both cookies are gone in a browser that got this response. */
function expectCleared(response: Response): void {
  const jar = new Map(
    response.headers.getSetCookie().map((cookie) => {
      const [pair = '', ...attributes] = cookie.split('; ');
      const [name = '', value] = pair.split('=');
      return [name, { value, attributes }];
    }),
  );
  for (const name of ['cerb_sid', 'cerb_csrf']) {
    expect(jar.get(name)).toEqual({
      value: '',
      attributes: expect.arrayContaining(['Max-Age=0', 'Path=/', 'HttpOnly']),
    });
  }
}

async function logoutEvents(its: TestOrganisation): Promise<unknown[]> {
  return asOwner(
    `SELECT event_type, event_category, action, user_id, success FROM audit_logs
     WHERE organisation_id = $1 AND event_type = 'user.logout'`,
    [its.id],
  );
}

describe.each(WAYS)('%s %s', (method, path, status) => {
  const signOut = (cookies: string, headers: Record<string, string> = {}) =>
    send(path, { method, headers: { Cookie: cookies, ...headers } });

  it('ends the session, clears the cookies and records an event, without a CSRF token', async () => {
    const its = await createOrganisation();
    const response = await signOut(its.cookies);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(status === 200 ? '{"message":"Logged out successfully"}' : '');
    expectCleared(response);
    expect(await profileStatus(its.cookies)).toBe(401);
    expect(await asOwner('SELECT FROM sessions WHERE organisation_id = $1', [its.id])).toHaveLength(0);
    expect(await logoutEvents(its)).toEqual([
      { event_type: 'user.logout', event_category: 'auth', action: 'logout', user_id: its.owner.id, success: true },
    ]);
  });

  it('clears the cookies of a browser that lost its CSRF cookie', async () => {
    const its = await createOrganisation();
    const [session = ''] = its.cookies.split('; ');
    expectCleared(await signOut(session));
  });

  it.each([
    ['no session', ''],
    ['nonsense', 'cerb_sid=nonsense'],
    ['a session that never was', `cerb_sid=ses_${'A'.repeat(43)}`],
    ['an empty cookie', 'cerb_sid='],
  ])('succeeds with %s: whoever calls it is signed out afterwards', async (_what, cookies) => {
    const response = await signOut(cookies);
    expect(response.status).toBe(status);
    expectCleared(response);
  });

  it('can be repeated, and is recorded once', async () => {
    const its = await createOrganisation();
    for (let round = 0; round < 2; round++) expect((await signOut(its.cookies)).status).toBe(status);
    expect(await logoutEvents(its)).toHaveLength(1);
  });

  it('leaves other sessions of the same person alone', async () => {
    const its = await createOrganisation();
    const login = await postJson('/v1/auth/login', { email: its.owner.email, password: PASSWORD });
    await signOut(its.cookies);
    expect(await profileStatus(cookiesOf(login))).toBe(200);
  });

  it('is refused to other sites: a link or a form signs nobody out', async () => {
    const its = await createOrganisation();
    for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      expect((await signOut(its.cookies, headers as Record<string, string>)).status).toBe(403);
    }
    expect(await profileStatus(its.cookies)).toBe(200);
  });
});
