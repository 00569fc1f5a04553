import { base64url, createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { ISSUER, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { ageSessions, signInTimeOf } from '../../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

async function keys() {
  return createLocalJWKSet((await (await send('/oauth2/jwks.json')).json()) as JSONWebKeySet);
}

/** The session of somebody with one. */
async function sessionOf({ id }: TestOrganisation): Promise<string | undefined> {
  const [session] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE organisation_id = $1', [id]);
  return session?.id;
}

describe('ID tokens (OIDC Core section 2)', () => {
  it('verify with the published keys, by RS256, as every client can (section 15.1)', async () => {
    const { id_token: token } = await obtainTokens(organisation, client, 'openid');
    const { protectedHeader } = await jwtVerify(token, await keys(), { issuer: ISSUER, audience: client.clientId });
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
  });

  it('have exactly the claims of the request', async () => {
    const before = Math.floor(Date.now() / 1000);
    const tokens = await obtainTokens(organisation, client, 'openid', { nonce: 'n-0S6_WzA2Mj' });
    const claims = decodeJwt(tokens.id_token);
    expect(claims).toEqual({
      iss: ISSUER,
      sub: organisation.owner.id,
      aud: client.clientId,
      iat: expect.any(Number),
      exp: (claims.iat ?? 0) + 3600,
      auth_time: expect.any(Number),
      acr: 'urn:cerberus:aal1',
      amr: ['pwd'],
      nonce: 'n-0S6_WzA2Mj',
      at_hash: expect.any(String),
      sid: await sessionOf(organisation),
    });
    expect(claims.iat).toBeGreaterThanOrEqual(before);
    expect(claims.iat).toBeLessThanOrEqual(Date.now() / 1000);
    // One audience: no azp.
    expect(claims).not.toHaveProperty('azp');
  });

  it('have no nonce when the request had none', async () => {
    expect(decodeJwt((await obtainTokens(organisation, client, 'openid')).id_token)).not.toHaveProperty('nonce');
  });

  it('have the nonce unchanged', async () => {
    const nonce = 'ä€ "\\ +/=&?#<>';
    const { id_token: token } = await obtainTokens(organisation, client, 'openid', { nonce });
    expect(decodeJwt(token).nonce).toBe(nonce);
  });

  it.each([
    ['RS256', 'SHA-256'],
    ['ES256', 'SHA-256'],
    ['PS256', 'SHA-256'],
    ['EdDSA', 'SHA-512'],
  ])('are signed by %s where the client registered it, with the left half of its hash (3.1.3.6)', async (alg, hash) => {
    const its = await createClient(organisation.id, { columns: { id_token_signed_response_alg: alg } });
    const tokens = await obtainTokens(organisation, its, 'openid');
    const { protectedHeader, payload } = await jwtVerify(tokens.id_token, await keys(), { audience: its.clientId });
    expect(protectedHeader).toEqual({ alg, typ: 'JWT', kid: expect.any(String) });
    const digest = new Uint8Array(await crypto.subtle.digest(hash, new TextEncoder().encode(tokens.access_token)));
    expect(payload.at_hash).toBe(base64url.encode(digest.subarray(0, digest.length / 2)));
  });

  it('have the auth_time of the sign-in, not of the redemption', async () => {
    const its = await createOrganisation();
    await ageSessions(its.id, 900);
    const claims = decodeJwt((await obtainTokens(its, await createClient(its.id), 'openid')).id_token);
    expect(claims.auth_time).toBe(await signInTimeOf(its.id));
    expect(Number(claims.iat) - Number(claims.auth_time)).toBeGreaterThanOrEqual(899);
  });

  it('carry the claims of the scopes (section 5.4), and no others', async () => {
    const claims = decodeJwt((await obtainTokens(organisation, client, 'openid profile email')).id_token);
    expect(claims).toMatchObject({
      name: 'Ada Owner',
      given_name: 'Ada',
      family_name: 'Owner',
      email: organisation.owner.email,
      email_verified: true,
    });
    expect(Object.values(claims)).not.toContain(null);
    // Claims that were not requested for the ID token are in userinfo.
    for (const name of ['picture', 'updated_at', 'middle_name']) expect(claims).not.toHaveProperty(name);
  });

  it('have the acr of the sign-in, and its methods (amr)', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    for (const [amr, acr] of [
      [['pwd', 'otp', 'mfa'], 'urn:cerberus:aal2'],
      [['swk', 'user', 'mfa'], 'phr'],
    ]) {
      await asOwner('UPDATE sessions SET amr = $2 WHERE organisation_id = $1', [its.id, JSON.stringify(amr)]);
      expect(decodeJwt((await obtainTokens(its, to, 'openid')).id_token)).toMatchObject({ acr, amr });
    }
  });

  it('when refreshed: the same person, sign-in and session, a new time, and no nonce (section 12.2)', async () => {
    const its = await createOrganisation();
    await ageSessions(its.id, 900);
    const to = await createClient(its.id);
    const sid = await sessionOf(its);
    const first = await obtainTokens(its, to, 'openid email offline_access', { nonce: 'n-1' });
    await asOwner('DELETE FROM sessions WHERE organisation_id = $1', [its.id]);
    const second = decodeJwt(((await (await refresh(to, first.refresh_token)).json()) as Tokens).id_token);
    const { iat, exp, at_hash: atHash, nonce, ...constant } = decodeJwt(first.id_token);
    expect(nonce).toBe('n-1');
    expect(second).toMatchObject({ ...constant, sid });
    expect(second).not.toHaveProperty('nonce');
    expect(second.at_hash).not.toBe(atHash);
    expect(second.iat).toBeGreaterThanOrEqual(Number(iat));
    expect(Number(second.exp) - Number(second.iat)).toBe(Number(exp) - Number(iat));
  });

  it('are not issued by a refresh without openid', async () => {
    const { refresh_token: token } = await obtainTokens(organisation, client, 'openid email offline_access');
    const narrowed = await refresh(client, token, { scope: 'email' });
    expect(await narrowed.json()).not.toHaveProperty('id_token');
  });

  it('live as long as the client is registered for', async () => {
    const brief = await createClient(organisation.id);
    await asOwner('UPDATE clients SET id_token_lifetime = 60 WHERE id = $1', [brief.id]);
    const claims = decodeJwt((await obtainTokens(organisation, brief, 'openid')).id_token);
    expect(Number(claims.exp) - Number(claims.iat)).toBe(60);
  });

  it('have one client as the audience', async () => {
    const { id_token: token } = await obtainTokens(organisation, client, 'openid');
    const other = await createClient(organisation.id);
    await expect(jwtVerify(token, await keys(), { audience: other.clientId })).rejects.toThrow('"aud"');
  });

  it('of the same person have the same subject at every client (public subjects)', async () => {
    const other = await createClient(organisation.id);
    const tokens = [
      await obtainTokens(organisation, client, 'openid'),
      await obtainTokens(organisation, other, 'openid'),
    ];
    expect(new Set(tokens.map((token) => decodeJwt(token.id_token).sub))).toEqual(new Set([organisation.owner.id]));
  });

  it('name a key that is published', async () => {
    const { id_token: token } = await obtainTokens(organisation, client, 'openid');
    const { keys: published } = (await (await send('/oauth2/jwks.json')).json()) as JSONWebKeySet;
    expect(published.map((key) => key.kid)).toContain(decodeProtectedHeader(token).kid);
  });
});
