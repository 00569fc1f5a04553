import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { ISSUER, send } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { obtainTokens } from '../support/oauth.ts';
import { createClient, createOrganisation, type TestClient, type TestOrganisation } from '../support/organisation.ts';
import { ageSessions } from '../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

async function keys() {
  return createLocalJWKSet((await (await send('/oauth2/jwks.json')).json()) as JSONWebKeySet);
}

describe('ID tokens (OIDC Core section 2)', () => {
  it('verify with the published keys, by RS256, as every client can (section 15.1)', async () => {
    const { id_token: token } = await obtainTokens(organisation, client, 'openid');
    const { protectedHeader } = await jwtVerify(token, await keys(), { issuer: ISSUER, audience: client.clientId });
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
  });

  it('have exactly the claims that the request brought', async () => {
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
      amr: ['pwd'],
      nonce: 'n-0S6_WzA2Mj',
      at_hash: expect.any(String),
    });
    expect(claims.iat).toBeGreaterThanOrEqual(before);
    expect(claims.iat).toBeLessThanOrEqual(Date.now() / 1000);
    // One audience: no azp.
    expect(claims).not.toHaveProperty('azp');
  });

  it('have no nonce when the request had none', async () => {
    expect(decodeJwt((await obtainTokens(organisation, client, 'openid')).id_token)).not.toHaveProperty('nonce');
  });

  it('give the nonce back unchanged', async () => {
    const nonce = 'ä€ "\\ +/=&?#<>';
    const { id_token: token } = await obtainTokens(organisation, client, 'openid', { nonce });
    expect(decodeJwt(token).nonce).toBe(nonce);
  });

  it('carry the left half of the access token hash (section 3.1.3.6)', async () => {
    const tokens = await obtainTokens(organisation, client, 'openid');
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(tokens.access_token));
    const half = btoa(String.fromCharCode(...new Uint8Array(digest).subarray(0, 16)));
    expect(decodeJwt(tokens.id_token).at_hash).toBe(half.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
  });

  it('say when the person signed in, not when the code was redeemed', async () => {
    const its = await createOrganisation();
    await ageSessions(its.id, 900);
    const claims = decodeJwt((await obtainTokens(its, await createClient(its.id), 'openid')).id_token);
    const age = Number(claims.iat) - Number(claims.auth_time);
    expect(age).toBeGreaterThanOrEqual(899);
    expect(age).toBeLessThan(930);
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
    expect(Object.keys(claims)).not.toEqual(expect.arrayContaining(['picture']));
  });

  it('live as long as the client says', async () => {
    const brief = await createClient(organisation.id);
    await asOwner('UPDATE clients SET id_token_lifetime = 60 WHERE id = $1', [brief.id]);
    const claims = decodeJwt((await obtainTokens(organisation, brief, 'openid')).id_token);
    expect(Number(claims.exp) - Number(claims.iat)).toBe(60);
  });

  it('are for one client: another is not the audience', async () => {
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
