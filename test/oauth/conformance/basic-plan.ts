/**
 * The modules of the OpenID Foundation's plan "Basic OP" by their names, written from what they are said to check. The
 * plan "Form Post Basic OP" is the same with response_mode=form_post.
 */
import { decodeProtectedHeader } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { ISSUER, postForm, send } from '../../support/app.ts';
import { ageSessions } from '../../support/states.ts';
import {
  answerOf,
  authorizationPath,
  authorize,
  basic,
  type Fields,
  follow,
  openRelyingParty,
  type RelyingParty,
  redeem,
  refresh,
  signInTo,
  userinfo,
  verifyIdToken,
} from './relying-party.ts';

let party: RelyingParty;

/** @param mode the response mode that every request asks for; undefined for the default */
export function describeBasicPlan(mode: 'form_post' | undefined): void {
  const asked: Fields = mode ? { response_mode: mode } : {};
  beforeEach(async () => {
    party = await openRelyingParty();
  });
  describe('the code flow', () => codeFlow(asked));
  describe('scopes and claims', () => scopesAndClaims(asked));
  describe('userinfo', () => userinfoRequests(asked));
  describe('prompts and ages', () => promptsAndAges(asked));
  describe('what is only asked for', () => hints(asked));
  describe('refusals', () => refusals(asked));
  describe('request objects', () => requestObjects(asked));
}

function codeFlow(asked: Fields): void {
  it('oidcc-server', async () => {
    for (const client of [party.client, party.secondClient]) {
      const { idToken, tokens } = await signInTo(party, asked, client);
      expect(idToken).toMatchObject({ iss: ISSUER, aud: client.clientId, nonce: 'the-nonce' });
      expect(tokens.token_type).toBe('Bearer');
      expect(await userinfo(tokens.access_token ?? '')).toMatchObject({ sub: idToken.sub });
    }
  });

  it('oidcc-server-client-secret-post', async () => {
    const { code = '' } = await authorize(party, asked);
    const { client } = party;
    const credentials = { client_id: client.clientId, client_secret: client.secret ?? '' };
    const form = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri, ...credentials };
    expect((await postForm('/oauth2/token', form)).status).toBe(200);
  });

  it('oidcc-idtoken-signature', async () => {
    const { tokens } = await signInTo(party, asked);
    expect(decodeProtectedHeader(tokens.id_token ?? '')).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
  });

  it('oidcc-idtoken-unsigned: alg none is not offered', async () => {
    const discovery = await (await send('/.well-known/openid-configuration')).json();
    expect((discovery as Record<string, string[]>).id_token_signing_alg_values_supported).not.toContain('none');
  });

  it('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async () => {
    const { nonce: _, ...others } = Object.fromEntries(
      new URL(authorizationPath(party.client, asked), ISSUER).searchParams,
    );
    const page = await follow(party, await party.browser.get(`/oauth2/authorize?${new URLSearchParams(others)}`));
    const { code = '' } = answerOf(page, asked);
    const idToken = await verifyIdToken(party.client, (await redeem(party.client, code)).body.id_token ?? '');
    expect(idToken).not.toHaveProperty('nonce');
  });

  it('oidcc-ensure-post-request-succeeds', async () => {
    const fields = Object.fromEntries(new URL(authorizationPath(party.client, asked), ISSUER).searchParams);
    const page = await follow(party, await party.browser.post('/oauth2/authorize', fields));
    expect(answerOf(page, asked)).toMatchObject({ code: expect.any(String), state: 'the-state' });
  });

  it('oidcc-ensure-request-with-valid-pkce-succeeds', async () => {
    const pkce = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
    const { code = '' } = await authorize(party, { ...asked, ...pkce });
    const verifier = { code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' };
    expect((await redeem(party.client, code, verifier)).status).toBe(200);
  });

  it('oidcc-refresh-token', async () => {
    const first = await signInTo(party, { ...asked, scope: 'openid offline_access' });
    const { refresh_token: token = '' } = first.tokens;
    expect((await refresh(party.secondClient, token)).body).toMatchObject({ error: 'invalid_grant' });
    const { status, headers, body } = await refresh(party.client, token);
    expect([status, headers.get('Cache-Control')]).toEqual([200, 'no-store']);
    const idToken = await verifyIdToken(party.client, body.id_token ?? '');
    const { iss, sub, aud, auth_time } = first.idToken;
    expect(idToken).toMatchObject({ iss, sub, aud, auth_time });
    expect((body.refresh_token ?? '').length).toBeGreaterThan(40);
  });
}

function scopesAndClaims(asked: Fields): void {
  const PROFILE = {
    name: expect.any(String),
    given_name: expect.any(String),
    family_name: expect.any(String),
    middle_name: 'King',
    nickname: 'Ada',
    preferred_username: 'ada',
    profile: 'https://example.com/ada',
    picture: 'https://example.com/ada.png',
    website: 'https://example.com',
    gender: 'female',
    birthdate: '1815-12-10',
    zoneinfo: 'Europe/London',
    locale: 'en-GB',
    updated_at: expect.any(Number),
  };
  const EMAIL = { email: expect.stringContaining('@'), email_verified: true };
  const ADDRESS = { address: { formatted: expect.any(String), locality: 'London', country: 'GB' } };
  const PHONE = { phone_number: '+442079460000', phone_number_verified: false };

  it.each([
    ['oidcc-scope-profile', 'openid profile', PROFILE],
    ['oidcc-scope-email', 'openid email', EMAIL],
    ['oidcc-scope-address', 'openid address', ADDRESS],
    ['oidcc-scope-phone', 'openid phone', PHONE],
    ['oidcc-scope-all', 'openid profile email address phone', { ...PROFILE, ...EMAIL, ...ADDRESS, ...PHONE }],
    ['oidcc-alternate-happy-flow', 'phone openid', PHONE],
  ])('%s', async (_module, scope, claims) => {
    const { tokens } = await signInTo(party, { ...asked, scope });
    const { sub, ...told } = await userinfo(tokens.access_token ?? '');
    expect(sub).toEqual(expect.any(String));
    expect(told).toEqual(claims);
  });

  it('oidcc-claims-essential', async () => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    const { tokens } = await signInTo(party, { ...asked, claims });
    expect(await userinfo(tokens.access_token ?? '')).toEqual({ sub: expect.any(String), name: expect.any(String) });
  });
}

function userinfoRequests(asked: Fields): void {
  it.each(['GET', 'POST'])('oidcc-userinfo-get, oidcc-userinfo-post-header: %s', async (method) => {
    const { tokens, idToken } = await signInTo(party, asked);
    expect(await userinfo(tokens.access_token ?? '', { method })).toMatchObject({ sub: idToken.sub });
  });

  it('oidcc-userinfo-post-body', async () => {
    const { tokens, idToken } = await signInTo(party, asked);
    const response = await postForm('/oauth2/userinfo', { access_token: tokens.access_token ?? '' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ sub: idToken.sub });
  });
}

function promptsAndAges(asked: Fields): void {
  const pass = (seconds: number) => ageSessions(party.organisationId, seconds);

  it('oidcc-prompt-login', async () => {
    const first = await signInTo(party, asked);
    await pass(10);
    const second = await signInTo(party, { ...asked, prompt: 'login' });
    expect(second.idToken.sub).toBe(first.idToken.sub);
    expect(second.idToken.auth_time).toBeGreaterThan((first.idToken.auth_time as number) - 10);
    expect(second.idToken.auth_time).toBeGreaterThanOrEqual(first.idToken.auth_time as number);
  });

  it('oidcc-prompt-none-not-logged-in', async () => {
    const page = await party.browser.get(authorizationPath(party.client, { ...asked, prompt: 'none' }));
    expect(answerOf(page, asked)).toMatchObject({ error: 'login_required', state: 'the-state' });
  });

  it('oidcc-prompt-none-logged-in', async () => {
    const first = await signInTo(party, asked);
    const page = await party.browser.get(authorizationPath(party.client, { ...asked, prompt: 'none' }));
    const { code = '' } = answerOf(page, asked);
    const { sub, auth_time } = await verifyIdToken(
      party.client,
      (await redeem(party.client, code)).body.id_token ?? '',
    );
    expect({ sub, auth_time }).toEqual({ sub: first.idToken.sub, auth_time: first.idToken.auth_time });
  });

  it('oidcc-max-age-1', async () => {
    const first = await signInTo(party, asked);
    await pass(5);
    const path = authorizationPath(party.client, { ...asked, max_age: '1' });
    const asks = await party.browser.get(path);
    expect(asks.location).toMatch(/^\/auth\/login\?/);
    const { code = '' } = answerOf(await follow(party, asks), asked);
    const { auth_time } = await verifyIdToken(party.client, (await redeem(party.client, code)).body.id_token ?? '');
    expect(auth_time).toBeGreaterThan((first.idToken.auth_time as number) - 5);
  });

  it('oidcc-max-age-10000', async () => {
    const first = await signInTo(party, asked);
    const path = authorizationPath(party.client, { ...asked, max_age: '10000' });
    const { code = '' } = answerOf(await party.browser.get(path), asked);
    const { auth_time } = await verifyIdToken(party.client, (await redeem(party.client, code)).body.id_token ?? '');
    expect(auth_time).toBe(first.idToken.auth_time);
  });

  it('oidcc-id-token-hint', async () => {
    const first = await signInTo(party, asked);
    const fields = { ...asked, prompt: 'none', id_token_hint: first.tokens.id_token ?? '' };
    const { code = '' } = answerOf(await party.browser.get(authorizationPath(party.client, fields)), asked);
    const { sub } = await verifyIdToken(party.client, (await redeem(party.client, code)).body.id_token ?? '');
    expect(sub).toBe(first.idToken.sub);
  });
}

function hints(asked: Fields): void {
  it.each([
    ['oidcc-display-page', { display: 'page' }],
    ['oidcc-display-popup', { display: 'popup' }],
    ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }],
    ['oidcc-login-hint', { login_hint: 'somebody@example.com' }],
    ['oidcc-ui-locales', { ui_locales: 'se' }],
    ['oidcc-claims-locales', { claims_locales: 'se' }],
  ])('%s', async (_module, fields) => {
    await signInTo(party, { ...asked, ...fields });
  });

  it('oidcc-ensure-request-with-acr-values-succeeds', async () => {
    const { acr_values_supported } = (await (await send('/.well-known/openid-configuration')).json()) as {
      acr_values_supported: string[];
    };
    const { idToken } = await signInTo(party, { ...asked, acr_values: acr_values_supported.join(' ') });
    expect(acr_values_supported).toContain(idToken.acr);
  });
}

function refusals(asked: Fields): void {
  it('oidcc-response-type-missing', async () => {
    const parameters = new URL(authorizationPath(party.client, asked), ISSUER).searchParams;
    parameters.delete('response_type');
    const answer = answerOf(await party.browser.get(`/oauth2/authorize?${parameters}`), asked);
    expect(answer).toMatchObject({ error: 'invalid_request', state: 'the-state' });
  });

  it('oidcc-ensure-registered-redirect-uri', async () => {
    const fields = { ...asked, redirect_uri: 'https://elsewhere.example.com/callback' };
    const page = await party.browser.get(authorizationPath(party.client, fields));
    expect([page.status, page.location]).toEqual([400, null]);
    expect(page.body).toContain('Invalid redirect_uri');
  });

  it('oidcc-codereuse, oidcc-codereuse-30seconds: the code is refused, and what it brought is revoked', async () => {
    const { code, tokens } = await signInTo(party, asked);
    const { status, body } = await redeem(party.client, code);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    expect((await send('/oauth2/userinfo', { headers })).status).toBe(401);
  });

  it("a code of one client is no use to another (oidcc-server's second client)", async () => {
    const { code = '' } = await authorize(party, asked);
    expect((await redeem(party.secondClient, code)).body.error).toBe('invalid_grant');
    const wrong = { Authorization: basic({ ...party.client, secret: 'wrong' }).Authorization ?? '' };
    const form = { grant_type: 'authorization_code', code, redirect_uri: party.client.redirectUri };
    expect((await postForm('/oauth2/token', form, wrong)).status).toBe(401);
  });
}

function requestObjects(asked: Fields): void {
  const unsigned = `${btoa('{"alg":"none"}').replace(/=+$/, '')}.${btoa('{"scope":"openid"}').replace(/=+$/, '')}.`;

  it.each([
    [
      'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported',
      'request_uri',
      'https://rp.example/r',
    ],
    ['oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported', 'request', unsigned],
    ['oidcc-ensure-request-object-with-redirect-uri', 'request', unsigned],
  ])('%s', async (_module, name, value) => {
    const page = await party.browser.get(authorizationPath(party.client, { ...asked, [name]: value }));
    expect(answerOf(page, asked)).toMatchObject({ error: `${name}_not_supported`, state: 'the-state' });
  });
}
