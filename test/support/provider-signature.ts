/** Signs with the provider's keys, from workerd as from Node. */
import { importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { openPrivateKey, type SigningAlgorithm } from '../../src/platform/keys/jwk.ts';
import { createSecretBox } from '../../src/platform/keys/secret-box.ts';

/** With the algorithm as its parameter. */
export const SIGNING_KEY = `SELECT id, kid, public_key, private_key FROM jwks WHERE alg = $1 AND stage = 'signing'`;

export interface SigningKeyRow {
  id: string;
  kid: string;
  public_key: string;
  private_key: string;
}

export async function signWith(
  row: SigningKeyRow | undefined,
  encryptionKey: string,
  payload: JWTPayload,
  header: JWTHeaderParameters,
): Promise<string> {
  if (!row) throw new Error(`There is no ${header.alg} signing key`);
  const stored = {
    id: row.id,
    kid: row.kid,
    alg: header.alg as SigningAlgorithm,
    publicKey: row.public_key,
    privateKey: row.private_key,
  };
  const key = await importJWK(await openPrivateKey(stored, createSecretBox(encryptionKey)), header.alg);
  return new SignJWT(payload).setProtectedHeader({ kid: row.kid, ...header }).sign(key);
}
