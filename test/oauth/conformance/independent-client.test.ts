/** The protocol against an independent client library, oauth4webapi, which checks every MUST of a client. */
import * as oauth from 'oauth4webapi';
import { beforeAll, describe, expect, it } from 'vitest';
import { ISSUER, send } from '../../support/app.ts';
import { createKeyClient, createKeyPair, createSecretClient } from '../../support/assertions.ts';
import { asOwner } from '../../support/database.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

const OPTIONS = {
  [oauth.customFetch]: (url: string, init: object) => send(url, init),
  // The issuer of the tests is http://localhost.
  [oauth.allowInsecureRequests]: true,
};

let organisation: TestOrganisation;
let server: oauth.AuthorizationServer;

beforeAll(async () => {
  organisation = await createOrganisation();
  const issuer = new URL(ISSUER);
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, OPTIONS));
});

/** The browser's part: from the client to the authorization endpoint and back. */
async function visit(to: TestClient, parameters: Record<string, string>): Promise<URL> {
  const url = new URL(server.authorization_endpoint ?? '');
  const all = { client_id: to.clientId, redirect_uri: to.redirectUri, response_type: 'code', ...parameters };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  const response = await send(url.pathname + url.search, { headers: { Cookie: organisation.cookies } });
  return new URL(response.headers.get('Location') ?? '');
}

/** The complete flow of an OpenID Connect client; the library validates every response. */
async function signIn(to: TestClient, authentication: oauth.ClientAuth) {
  const client: oauth.Client = { client_id: to.clientId };
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const callback = await visit(to, {
    scope: 'openid email offline_access',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const parameters = oauth.validateAuthResponse(server, client, callback, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    authentication,
    parameters,
    to.redirectUri,
    verifier,
    OPTIONS,
  );
  const expected = { expectedNonce: nonce, requireIdToken: true, maxAge: 3600 };
  const result = await oauth.processAuthorizationCodeResponse(server, client, response, expected);
  await oauth.validateApplicationLevelSignature(server, response, OPTIONS);
  return { client, result };
}

/** From the sign-in to the revocation; the library validates every response. */
async function useTokens(to: TestClient, authentication: oauth.ClientAuth): Promise<void> {
  const { client, result } = await signIn(to, authentication);
  const token = result.refresh_token ?? '';
  const refreshing = await oauth.refreshTokenGrantRequest(server, client, authentication, token, OPTIONS);
  const refreshed = await oauth.processRefreshTokenResponse(server, client, refreshing);
  const ask = async (about: string) => {
    const response = await oauth.introspectionRequest(server, client, authentication, about, OPTIONS);
    return oauth.processIntrospectionResponse(server, client, response);
  };
  const facts = { active: true, client_id: to.clientId, sub: organisation.owner.id, iss: ISSUER };
  expect(await ask(refreshed.access_token)).toMatchObject({
    ...facts,
    aud: [to.clientId, ISSUER],
    token_type: 'Bearer',
  });
  expect(await ask(refreshed.refresh_token ?? '')).toMatchObject(facts);
  const revoking = await oauth.revocationRequest(
    server,
    client,
    authentication,
    refreshed.refresh_token ?? '',
    OPTIONS,
  );
  await oauth.processRevocationResponse(revoking);
  for (const given of [result.access_token, refreshed.access_token, refreshed.refresh_token ?? '']) {
    expect(await ask(given)).toEqual({ active: false });
  }
}

describe('oauth4webapi', () => {
  it.each([
    ['a public client', false, () => oauth.None()],
    ['a confidential client, by Basic', true, (secret: string) => oauth.ClientSecretBasic(secret)],
    ['a confidential client, by post', true, (secret: string) => oauth.ClientSecretPost(secret)],
  ])('signs in, asks for userinfo and refreshes as %s', async (_what, confidential, authenticationOf) => {
    const to = await createClient(organisation.id, { confidential });
    const authentication = authenticationOf(to.secret ?? '');
    const { client, result } = await signIn(to, authentication);
    const claims = oauth.getValidatedIdTokenClaims(result);
    expect(claims).toMatchObject({ sub: organisation.owner.id, email: organisation.owner.email });

    const info = await oauth.userInfoRequest(server, client, result.access_token, OPTIONS);
    const person = await oauth.processUserInfoResponse(server, client, claims?.sub ?? '', info);
    expect(person.email).toBe(organisation.owner.email);

    const refreshed = await oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(server, client, authentication, result.refresh_token ?? '', OPTIONS),
    );
    expect(refreshed.refresh_token).not.toBe(result.refresh_token);
    expect(oauth.getValidatedIdTokenClaims(refreshed)?.sub).toBe(organisation.owner.id);
  });

  it('gets a token for itself (client credentials)', async () => {
    const options = { confidential: true, grantTypes: ['client_credentials'], scopes: ['users:read'] };
    const to = await createClient(organisation.id, options);
    const client: oauth.Client = { client_id: to.clientId };
    const authentication = oauth.ClientSecretBasic(to.secret ?? '');
    const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, {}, OPTIONS);
    const result = await oauth.processClientCredentialsResponse(server, client, response);
    expect(result.scope).toBe('users:read');
  });

  it('signs in, refreshes, introspects and revokes, authenticated by private_key_jwt', async () => {
    const key = await createKeyPair('PS256');
    const to = await createKeyClient(organisation.id, [key], { scopes: ['openid', 'email', 'offline_access'] });
    const authentication = oauth.PrivateKeyJwt({ key: key.key as CryptoKey, kid: key.kid });
    await useTokens(to, authentication);
  });

  it('and authenticated by client_secret_jwt', async () => {
    const to = await createSecretClient(organisation.id);
    await asOwner('UPDATE clients SET scopes = $2 WHERE id = $1', [to.id, '["openid", "email", "offline_access"]']);
    await useTokens(to, oauth.ClientSecretJwt(to.secret));
  });

  it('accepts the access token as a resource server (RFC 9068)', async () => {
    const to = await createClient(organisation.id);
    const { result } = await signIn(to, oauth.None());
    const request = new Request('https://api.example.com/', {
      headers: { Authorization: `Bearer ${result.access_token}` },
    });
    const claims = await oauth.validateJwtAccessToken(server, request, to.clientId, OPTIONS);
    expect(claims).toMatchObject({ sub: organisation.owner.id, client_id: to.clientId });
  });

  it('understands an error of the authorization endpoint', async () => {
    const to = await createClient(organisation.id);
    const callback = await visit(to, { scope: 'root', state: 'the-state' });
    const validate = () => oauth.validateAuthResponse(server, { client_id: to.clientId }, callback, 'the-state');
    expect(validate).toThrow(expect.objectContaining({ error: 'invalid_scope' }));
  });

  it('understands an error of the token endpoint, and the challenge that comes with it', async () => {
    const to = await createClient(organisation.id, { confidential: true });
    const client: oauth.Client = { client_id: to.clientId };
    const authentication = oauth.ClientSecretBasic('wrong');
    const refused = await oauth.refreshTokenGrantRequest(server, client, authentication, 'rt_x', OPTIONS);
    const process = oauth.processRefreshTokenResponse(server, client, refused);
    await expect(process).rejects.toThrow(oauth.WWWAuthenticateChallengeError);
    const post = await oauth.refreshTokenGrantRequest(server, client, oauth.ClientSecretPost('wrong'), 'rt_x', OPTIONS);
    await expect(oauth.processRefreshTokenResponse(server, client, post)).rejects.toMatchObject({
      error: 'invalid_client',
      status: 401,
    });
  });
});
