/** Clients that authenticate by assertions (RFC 7523), and valid or altered assertions. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { uuidv7 } from '../../src/lib/ids.ts';
import { newSecret, sha256 } from '../../src/lib/secrets.ts';
import { ISSUER } from './app.ts';
import { createClient, type TestClient } from './organisation.ts';
import { boxOf } from './sealed.ts';

export const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The key of an assertion. */
export interface AssertionKey {
  alg: string;
  kid?: string;
  key: CryptoKey | Uint8Array;
}

export interface KeyPair extends AssertionKey {
  kid: string;
  jwk: JWK;
}

export async function createKeyPair(alg: string): Promise<KeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { alg, kid, key: privateKey, jwk: { ...jwk, kid, alg, use: 'sig' } };
}

export function macKey(alg: string, secret: string): AssertionKey {
  return { alg, key: new TextEncoder().encode(secret) };
}

const SERVICE = {
  confidential: true,
  grantTypes: ['client_credentials', 'authorization_code', 'refresh_token'],
  scopes: ['openid', 'offline_access', 'users:read'],
};

export async function createKeyClient(
  organisationId: string,
  keys: KeyPair[],
  columns: Record<string, unknown> = {},
): Promise<TestClient> {
  const jwks = { keys: keys.map(({ jwk }) => jwk) };
  const registered = { token_endpoint_auth_method: 'private_key_jwt', client_secret: null, jwks, ...columns };
  return { ...(await createClient(organisationId, { ...SERVICE, columns: registered })), secret: null };
}

export async function createSecretClient(organisationId: string, secret = newSecret('clientSecret')) {
  const id = uuidv7();
  const columns = {
    token_endpoint_auth_method: 'client_secret_jwt',
    client_secret: await sha256(secret),
    client_secret_sealed: await boxOf().seal(secret, { purpose: 'client.secret', id, ownerId: organisationId }),
  };
  return { ...(await createClient(organisationId, { ...SERVICE, id, columns })), secret };
}

export interface Changes {
  /** A member that is undefined is left out. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
}

/** A valid assertion, except for the changes. */
export function makeAssertion({ clientId }: TestClient, key: AssertionKey, changes: Changes = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const standard = { iss: clientId, sub: clientId, aud: ISSUER, iat: now, exp: now + 60, jti: crypto.randomUUID() };
  const header = { alg: key.alg, ...(key.kid === undefined ? {} : { kid: key.kid }), ...changes.header };
  return new SignJWT({ ...standard, ...changes.claims } as JWTPayload).setProtectedHeader(header).sign(key.key);
}

/** The request parameters that present the assertion. */
export function presenting(assertion: string): Record<string, string> {
  return { client_assertion_type: TYPE, client_assertion: assertion };
}
