/** A logout by an application's server: an ID token, no cookie, and the client's credentials. */
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectFlights, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { signAsProvider } from '../../support/jwt.ts';
import { obtainTokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { sendAs, signIn } from '../../support/people.ts';

const ENDPOINT = '/oauth2/logout';

let its: TestOrganisation;
let client: TestClient;
let idToken: string;

beforeEach(async () => {
  its = await createOrganisation();
  client = await createClient(its.id, { confidential: true });
  idToken = (await obtainTokens(its, client)).id_token;
});

const basic = ({ clientId, secret }: TestClient) => ({ Authorization: `Basic ${btoa(`${clientId}:${secret}`)}` });

async function isSignedIn(cookies = its.cookies): Promise<boolean> {
  return (await sendAs({ cookies, csrf: '' }, 'GET', '/v1/me/profile')).status === 200;
}

const byGet = (hint: string, headers: Record<string, string>) =>
  send(`${ENDPOINT}?${new URLSearchParams({ id_token_hint: hint })}`, { headers });

async function expectEnded(response: Response): Promise<void> {
  expect([response.status, response.headers.get('Location')]).toEqual([200, null]);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(await response.json()).toEqual({});
}

async function expectRefused(response: Response, status: number, error: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error });
  expect(await isSignedIn()).toBe(true);
}

describe('ends the session that the ID token names', () => {
  it('by GET with Basic, as a reverse proxy calls a URL with user and password in it, in two round trips', async () => {
    const response = await byGet(idToken, basic(client));
    expectFlights(response, 2);
    await expectEnded(response);
    expect(await isSignedIn()).toBe(false);
  });

  it('by POST with the secret in the form', async () => {
    const fields = { id_token_hint: idToken, client_id: client.clientId, client_secret: client.secret ?? '' };
    await expectEnded(await postForm(ENDPOINT, fields));
    expect(await isSignedIn()).toBe(false);
  });

  it('and no other one of the same person; the event names the client', async () => {
    const other = await signIn(its.owner.email);
    await byGet(idToken, basic(client));
    expect(await isSignedIn(other.cookies)).toBe(true);
    const rows = await asOwner(
      `SELECT user_id, client_id FROM audit_logs WHERE organisation_id = $1 AND action = 'logout'`,
      [its.id],
    );
    expect(rows).toEqual([{ user_id: its.owner.id, client_id: client.id }]);
  });

  it('and notifies the other clients', async () => {
    const columns = { backchannel_logout_uri: 'https://rp.example.com/logout' };
    const told = await createClient(its.id, { columns });
    await obtainTokens(its, told);
    await byGet(idToken, basic(client));
    const rows = await asOwner('SELECT client_id FROM logout_deliveries WHERE organisation_id = $1', [its.id]);
    expect(rows).toEqual([{ client_id: told.id }]);
  });

  it('once; a repeat gets the same answer', async () => {
    await byGet(idToken, basic(client));
    await expectEnded(await byGet(idToken, basic(client)));
  });

  it('also by an expired ID token', async () => {
    const old = await signAsProvider(
      { ...decodeJwt(idToken), iat: 1_000_000, exp: 1_003_600 },
      { alg: 'RS256', typ: 'JWT' },
    );
    await expectEnded(await byGet(old, basic(client)));
    expect(await isSignedIn()).toBe(false);
  });
});

it('a request with a session cookie is a browser’s: the person is asked, despite Authorization', async () => {
  const stranger = await createOrganisation();
  const page = await byGet(idToken, { ...basic(client), Cookie: stranger.cookies });
  expect(await page.text()).toContain('Do you want to sign out?');
  expect([await isSignedIn(), await isSignedIn(stranger.cookies)]).toEqual([true, true]);
});

describe('ends nothing', () => {
  it('with a wrong secret', async () => {
    await expectRefused(await byGet(idToken, basic({ ...client, secret: 'wrong' })), 401, 'invalid_client');
  });

  it('with the credentials of another client of the organisation', async () => {
    const other = await createClient(its.id, { confidential: true });
    await expectRefused(await byGet(idToken, basic(other)), 400, 'invalid_request');
  });

  it('with the credentials of a client of another organisation', async () => {
    const theirs = await createClient((await createOrganisation()).id, { confidential: true });
    await expectRefused(await byGet(idToken, basic(theirs)), 400, 'invalid_request');
  });

  it.each([
    ['a hint that is none of ours', 'nonsense'],
    ['no hint', ''],
  ])('with %s', async (_what, hint) => {
    await expectRefused(await byGet(hint, basic(client)), 400, 'invalid_request');
  });

  it('with a session that never signed in to the client', async () => {
    const [row] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE organisation_id = $1', [its.id]);
    const other = await createClient(its.id, { confidential: true });
    const claims = { ...decodeJwt(idToken), aud: other.clientId, sid: row?.id };
    await expectEnded(await byGet(await signAsProvider(claims, { alg: 'RS256', typ: 'JWT' }), basic(other)));
    expect(await isSignedIn()).toBe(true);
  });

  it('for a public client, which cannot authenticate', async () => {
    const open = await createClient(its.id);
    const hint = (await obtainTokens(its, open)).id_token;
    const page = await postForm(ENDPOINT, { id_token_hint: hint, client_id: open.clientId });
    expect(page.status).toBe(303);
    expect(await isSignedIn()).toBe(true);
    const form = { id_token_hint: hint, client_id: open.clientId, client_secret: 'x' };
    await expectRefused(await postForm(ENDPOINT, form), 401, 'invalid_client');
  });

  it('with a secret in the URL', async () => {
    const query = { id_token_hint: idToken, client_id: client.clientId, client_secret: client.secret ?? '' };
    const page = await send(`${ENDPOINT}?${new URLSearchParams(query)}`);
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
    expect(await isSignedIn()).toBe(true);
  });
});
