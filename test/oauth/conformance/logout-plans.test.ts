/**
 * The modules of the OpenID Foundation's logout plans by their names, written from what they are said to check: a person
 * signs in, is sent to the end_session_endpoint, and must have been signed out where the module ends well.
 */
import { generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { alertOf, csrfOf, type Page } from '../../pages/browser.ts';
import { ISSUER, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { tamper } from '../../support/jwt.ts';
import { receiveLogouts, verifyLogoutToken } from '../../support/logouts.ts';
import { authorizationPath, type Fields, openRelyingParty, type RelyingParty, signInTo } from './relying-party.ts';

const REDIRECT_URI = 'https://app.example.com/signed-out';
const STATE = 'the state & more=ä';

let party: RelyingParty;
let idTokenHint: string;
let sid: unknown;
let sub: unknown;

beforeEach(async () => {
  party = await openRelyingParty();
  await register({ post_logout_redirect_uris: JSON.stringify([REDIRECT_URI]) });
  const { tokens, idToken } = await signInTo(party);
  idTokenHint = tokens.id_token ?? '';
  ({ sid, sub } = idToken);
});

async function register(columns: Fields): Promise<void> {
  for (const [name, value] of Object.entries(columns)) {
    await asOwner(`UPDATE clients SET ${name} = $2 WHERE id = $1`, [party.client.id, value]);
  }
}

async function endSession(fields: Fields): Promise<Page> {
  const { end_session_endpoint: endpoint } = await metadata();
  return party.browser.get(`${endpoint}?${new URLSearchParams(fields)}`);
}

async function metadata(): Promise<Fields> {
  return (await send('/.well-known/openid-configuration')).json();
}

/** The error of prompt=none; none when the person is still signed in. */
async function silently(): Promise<string | null> {
  const { location } = await party.browser.get(authorizationPath(party.client, { prompt: 'none' }));
  return new URL(location ?? '').searchParams.get('error');
}

function expectErrorPage(page: Page, text: string, status = 400): void {
  const alert = `${text} You are not sent back to the application.`;
  expect([page.status, page.location, alertOf(page)]).toEqual([status, null, alert]);
}

function expectSignedOutPage(page: Page): void {
  expect([page.status, page.location]).toEqual([200, null]);
  expect(page.body).toContain('<h1>You are signed out</h1>');
}

/** The confirmation page, and the answer to its form. */
async function confirm(page: Page): Promise<Page> {
  expect([page.status, page.location]).toEqual([200, null]);
  expect(page.body).toContain('<h1>Do you want to sign out?</h1>');
  expect(await silently(), 'nothing has happened before the answer').toBeNull();
  const request = /name="request" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  return party.browser.post('/oauth2/logout/confirm', { _csrf: csrfOf(page), request });
}

const unregistered = (uri: string) => `The post_logout_redirect_uri ${uri} is not registered for Test Application.`;
const NOBODY_ASKS =
  'A post_logout_redirect_uri needs an id_token_hint or a client_id beside it: nobody said which application asks.';
const BAD_HINT = 'The id_token_hint is not an ID token of ours.';

describe('oidcc-rp-initiated-logout-certification-test-plan', () => {
  it('oidcc-rp-initiated-logout-discovery-endpoint-verification', async () => {
    expect((await metadata()).end_session_endpoint).toBe(`${ISSUER}/oauth2/logout`);
  });

  it('oidcc-rp-initiated-logout', async () => {
    const fields = { id_token_hint: idTokenHint, post_logout_redirect_uri: REDIRECT_URI, state: STATE };
    const { location } = await endSession(fields);
    expect(location).toBe(`${REDIRECT_URI}?${new URLSearchParams({ state: STATE })}`);
    expect(await silently()).toBe('login_required');
  });

  it('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', async () => {
    const elsewhere = 'https://app.example.com/elsewhere';
    const page = await endSession({ id_token_hint: idTokenHint, post_logout_redirect_uri: elsewhere, state: STATE });
    // The hint is of this session: the person is signed out.
    expectErrorPage(page, unregistered(elsewhere), 200);
    expect(await silently()).toBe('login_required');
  });

  it('oidcc-rp-initiated-logout-modified-id-token-hint', async () => {
    const unsigned = tamper(idTokenHint, { header: { alg: 'none' }, signature: '' });
    expectErrorPage(await endSession({ id_token_hint: unsigned, post_logout_redirect_uri: REDIRECT_URI }), BAD_HINT);
    expect(await silently()).toBeNull();
  });

  it('oidcc-rp-initiated-logout-bad-id-token-hint', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const claims = { iss: ISSUER, sub: String(sub), sid, aud: party.client.clientId, iat: 1, exp: 2_000_000_000 };
    const hint = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey);
    expectErrorPage(await endSession({ id_token_hint: hint, post_logout_redirect_uri: REDIRECT_URI }), BAD_HINT);
    expect(await silently()).toBeNull();
  });

  it('oidcc-rp-initiated-logout-no-id-token-hint', async () => {
    expectErrorPage(await endSession({ post_logout_redirect_uri: REDIRECT_URI, state: STATE }), NOBODY_ASKS);
    expect(await silently()).toBeNull();
  });

  it('oidcc-rp-initiated-logout-no-params', async () => {
    expectSignedOutPage(await confirm(await endSession({})));
    expect(await silently()).toBe('login_required');
  });

  it('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', async () => {
    expectSignedOutPage(await endSession({ id_token_hint: idTokenHint }));
    expect(await silently()).toBe('login_required');
  });

  it('oidcc-rp-initiated-logout-no-state', async () => {
    const { location } = await endSession({ id_token_hint: idTokenHint, post_logout_redirect_uri: REDIRECT_URI });
    expect(location).toBe(REDIRECT_URI);
    expect(await silently()).toBe('login_required');
  });

  it('oidcc-rp-initiated-logout-only-state', async () => {
    expectSignedOutPage(await confirm(await endSession({ state: STATE })));
    expect(await silently()).toBe('login_required');
  });

  it('oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri', async () => {
    const added = `${REDIRECT_URI}?foo=bar`;
    const page = await endSession({ id_token_hint: idTokenHint, post_logout_redirect_uri: added });
    expectErrorPage(page, unregistered(added), 200);
    expect(await silently()).toBe('login_required');
  });
});

describe('oidcc-backchannel-rp-initiated-logout-certification-test-plan', () => {
  it('oidcc-backchannel-logout-discovery-endpoint-verification', async () => {
    expect(await metadata()).toMatchObject({
      end_session_endpoint: expect.any(String),
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
  });

  it('oidcc-backchannel-rp-initiated-logout', async () => {
    await register({ backchannel_logout_uri: 'https://app.example.com/backchannel' });
    const received = receiveLogouts();
    const fields = { id_token_hint: idTokenHint, post_logout_redirect_uri: REDIRECT_URI };
    expect((await endSession(fields)).location).toBe(REDIRECT_URI);
    expect(received.map(({ url }) => url)).toEqual(['https://app.example.com/backchannel']);
    const { payload } = await verifyLogoutToken(received[0], party.client);
    expect(payload).toMatchObject({ sid, sub, jti: expect.any(String) });
    expect(payload.events).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
    expect(payload).not.toHaveProperty('nonce');
    expect(await silently()).toBe('login_required');
  });
});

describe('oidcc-frontchannel-rp-initiated-logout-certification-test-plan', () => {
  it('oidcc-frontchannel-logout-discovery-endpoint-verification', async () => {
    expect(await metadata()).toMatchObject({
      end_session_endpoint: expect.any(String),
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
    });
  });

  it('oidcc-frontchannel-rp-initiated-logout', async () => {
    await register({ frontchannel_logout_uri: 'https://app.example.com/frontchannel' });
    const page = await endSession({ id_token_hint: idTokenHint, post_logout_redirect_uri: REDIRECT_URI });
    const { searchParams, origin, pathname } = new URL(frameOf(page));
    expect(origin + pathname).toBe('https://app.example.com/frontchannel');
    expect(Object.fromEntries(searchParams)).toEqual({ iss: ISSUER, sid });
    expect(page.body).toContain(`<a id="continue" href="${REDIRECT_URI}">`);
    expect(await silently()).toBe('login_required');
  });
});

function frameOf({ body }: Page): string {
  return (/<iframe src="([^"]+)"/.exec(body)?.[1] ?? '').replaceAll('&amp;', '&');
}
