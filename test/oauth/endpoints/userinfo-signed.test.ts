import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, ISSUER, send } from '../../support/app.ts';
import { obtainTokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;
let client: TestClient;

const signedBy = (alg: string, more: Record<string, unknown> = {}) =>
  createClient(organisation.id, { columns: { userinfo_signed_response_alg: alg, ...more } });

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await signedBy('ES256');
});

async function keys() {
  return createLocalJWKSet((await (await send('/oauth2/jwks.json')).json()) as JSONWebKeySet);
}

/** workerd warns about text() for other types than text. */
async function jwtOf(response: Response): Promise<string> {
  return new TextDecoder().decode(await response.arrayBuffer());
}

async function userinfo(to: TestClient, scope = 'openid email', init: RequestInit = {}): Promise<Response> {
  const { access_token: token } = await obtainTokens(organisation, to, scope);
  return send('/oauth2/userinfo', { ...init, headers: { Authorization: `Bearer ${token}` } });
}

describe('a signed userinfo response (OIDC Core section 5.3.2)', () => {
  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])(
    'by %s, with its media type, and the claims of the JSON',
    async (alg) => {
      const response = await userinfo(await signedBy(alg));
      expect(response.status).toBe(200);
      expect(response.headers.get('Content-Type')).toBe('application/jwt');
      expect(response.headers.get('Cache-Control')).toBe('no-store');
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
      const jwt = await jwtOf(response);
      expect(decodeProtectedHeader(jwt)).toEqual({ alg, typ: 'JWT', kid: expect.any(String) });
      await jwtVerify(jwt, await keys(), { algorithms: [alg] });
    },
  );

  it('has the issuer and the client as audience, the subject and the claims, and nothing else', async () => {
    const { payload } = await jwtVerify(await jwtOf(await userinfo(client)), await keys());
    expect(payload).toEqual({
      iss: ISSUER,
      aud: client.clientId,
      sub: organisation.owner.id,
      email: organisation.owner.email,
      email_verified: true,
    });
  });

  it('by POST too, and in one round trip', async () => {
    await userinfo(client);
    const response = await userinfo(client, 'openid', { method: 'POST' });
    expect(response.status).toBe(200);
    expectFlights(response, 1);
  });

  it('is what an independent client accepts', async () => {
    const { access_token: token } = await obtainTokens(organisation, client, 'openid email');
    const server = (await (await send('/.well-known/openid-configuration')).json()) as oauth.AuthorizationServer;
    const registered = { client_id: client.clientId, userinfo_signed_response_alg: 'ES256' };
    const options: object = {
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: (url: string, init: RequestInit) => send(new URL(url).pathname, init),
    };
    const response = await oauth.userInfoRequest(server, registered, token, options);
    const claims = await oauth.processUserInfoResponse(server, registered, organisation.owner.id, response);
    expect(claims).toMatchObject({ email: organisation.owner.email });
    await oauth.validateApplicationLevelSignature(server, response, options);
  });

  it('is no ID token: it has no exp', async () => {
    const jwt = await jwtOf(await userinfo(client));
    const strict = jwtVerify(jwt, await keys(), { requiredClaims: ['exp', 'iat'] });
    await expect(strict).rejects.toThrow('missing required "iat" claim');
  });

  it('a refusal stays readable', async () => {
    const response = await userinfo(client, 'email');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: 'insufficient_scope' });
  });
});
