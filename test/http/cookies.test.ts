/** The cookies of a pending sign-in and of the device have the prefix __Host- (RFC 6265bis section 4.1.3.2). */
import { beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/app.ts';
import { createMfaPerson, type MfaPerson } from '../support/mfa.ts';
import { createOrganisation, PASSWORD } from '../support/organisation.ts';

const HTTPS = { ISSUER_URL: 'https://id.example.com' };

let person: MfaPerson;

beforeAll(async () => {
  person = await createMfaPerson(await createOrganisation());
});

interface SetCookie {
  name: string;
  value: string;
  attributes: string[];
}

const cookiesIn = (response: Response): SetCookie[] =>
  response.headers.getSetCookie().map((cookie) => {
    const [pair = '', ...attributes] = cookie.split('; ');
    const [name = '', value = ''] = pair.split('=');
    return { name, value, attributes: attributes.sort() };
  });

async function logIn(
  extra: Record<string, string>,
  overrides: Record<string, unknown>,
  cookie = '',
): Promise<Response> {
  const body = JSON.stringify({ email: person.email, password: PASSWORD, ...extra });
  const headers = { 'Content-Type': 'application/json', Cookie: cookie };
  return send('/v1/auth/login', { method: 'POST', headers, body }, overrides);
}

const pendingOf = async (overrides: Record<string, unknown>) =>
  cookiesIn(await logIn({}, overrides)).find(({ name }) => name.endsWith('cerb_pending'));

const deviceOf = async (overrides: Record<string, unknown>) =>
  cookiesIn(await logIn({ mfaToken: await person.authenticator.code() }, overrides)).find(({ name }) =>
    name.endsWith('cerb_device'),
  );

describe.each([
  ['of a sign-in that waits for its second factor', 'cerb_pending', pendingOf, 600],
  ['of a browser', 'cerb_device', deviceOf, 400 * 86_400],
] as const)('the cookie %s', (_what, name, cookieOf, lifetime) => {
  const attributes = ['HttpOnly', `Max-Age=${lifetime}`, 'Path=/', 'SameSite=Lax'];

  it('has the prefix __Host- and its attributes, where the issuer is https', async () => {
    expect(await cookieOf(HTTPS)).toEqual({
      name: `__Host-${name}`,
      value: expect.any(String),
      attributes: [...attributes, 'Secure'].sort(),
    });
  });

  it('has no prefix on a developer’s machine, where it cannot be Secure', async () => {
    expect(await cookieOf({})).toEqual({ name, value: expect.any(String), attributes });
  });
});

it('a pending sign-in that another host of the domain planted is ignored', async () => {
  const { name = '', value = '' } = (await pendingOf(HTTPS)) ?? {};
  const statusWith = async (cookie: string) => (await send('/auth/mfa', { headers: { Cookie: cookie } }, HTTPS)).status;
  expect(await statusWith(`${name}=${value}`)).toBe(200);
  expect(await statusWith(`cerb_pending=${value}`)).not.toBe(200);
});
