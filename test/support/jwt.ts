/** Forged tokens, and tokens signed with the provider's keys. */
import { env } from 'cloudflare:workers';
import { base64url, importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { openPrivateKey, type SigningAlgorithm } from '../../src/platform/keys/jwk.ts';
import { createSecretBox } from '../../src/platform/keys/secret-box.ts';
import { asOwner } from './database.ts';

const { SECRET_ENCRYPTION_KEY } = env as unknown as { SECRET_ENCRYPTION_KEY: string };

/** Signs a token with the provider's key, as if the provider had issued it. */
export async function signAsProvider(payload: JWTPayload, header: JWTHeaderParameters): Promise<string> {
  const [row] = await asOwner<{ id: string; kid: string; public_key: string; private_key: string }>(
    `SELECT id, kid, public_key, private_key FROM jwks WHERE alg = $1 AND stage = 'signing'`,
    [header.alg],
  );
  if (!row) throw new Error(`There is no ${header.alg} signing key`);
  const stored = {
    id: row.id,
    kid: row.kid,
    alg: header.alg as SigningAlgorithm,
    publicKey: row.public_key,
    privateKey: row.private_key,
  };
  const key = await importJWK(await openPrivateKey(stored, createSecretBox(SECRET_ENCRYPTION_KEY)), header.alg);
  return new SignJWT(payload).setProtectedHeader({ kid: row.kid, ...header }).sign(key);
}

/** Changes parts of a token without a new signature. */
export function tamper(token: string, changes: { header?: object; payload?: object; signature?: string }): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const merge = (part: string, change: object | undefined) =>
    change
      ? base64url.encode(JSON.stringify({ ...JSON.parse(new TextDecoder().decode(base64url.decode(part))), ...change }))
      : part;
  const changed = [merge(header, changes.header), merge(payload, changes.payload), changes.signature ?? signature];
  if (changed.join('.') === token) throw new Error('Nothing was changed');
  return changed.join('.');
}
