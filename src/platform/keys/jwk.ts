/**
 * Signing keys as rows: the public JWK in the clear, the private JWK sealed. The sealed key also authenticates the row:
 * it takes SECRET_ENCRYPTION_KEY to make one, so a key that an attacker inserts into the database is recognised.
 */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { uuidv7 } from '../../lib/ids.ts';
import type { SecretBox } from './secret-box.ts';

/**
 * Every implementation can verify RS256 (OIDC Core section 15.1, RFC 9068 section 2.1). PS256 is the RSA algorithm that
 * FAPI 2.0 allows. The others are smaller and faster. Each algorithm has its own keys (RFC 8725 section 3.1).
 */
export const SIGNING_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

export interface SigningKeyRow {
  id: string;
  kid: string;
  alg: SigningAlgorithm;
  /** JSON of the public JWK as the JWKS shows it. */
  publicKey: string;
  /** Sealed JSON of the private JWK. */
  privateKey: string;
}

const PURPOSE = 'jwk.private';

/** Makes a new key pair; its `kid` is the RFC 7638 thumbprint. */
export async function generateSigningKey(alg: SigningAlgorithm, box: SecretBox): Promise<SigningKeyRow> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const id = uuidv7();
  const privateJwk = { ...(await exportJWK(privateKey)), alg };
  return {
    id,
    kid,
    alg,
    publicKey: JSON.stringify({ ...publicJwk, kid, alg, use: 'sig' }),
    privateKey: await box.seal(JSON.stringify(privateJwk), { purpose: PURPOSE, id }),
  };
}

/**
 * @returns the private JWK
 * @throws Error when it cannot be decrypted, or does not belong to the `kid` and the algorithm of the row
 */
export async function openPrivateKey(row: SigningKeyRow, box: SecretBox): Promise<JWK> {
  const key: JWK = JSON.parse(await box.open(row.privateKey, { purpose: PURPOSE, id: row.id }));
  // Keys of older releases hold no algorithm.
  if ((await calculateJwkThumbprint(key)) !== row.kid || (key.alg ?? row.alg) !== row.alg) {
    throw new Error(`The signing key ${row.kid} is not the one that was sealed`);
  }
  return key;
}

/**
 * The public JWK, computed from the sealed private key; the public key in the clear is not trusted.
 * @returns null when the row is not ours: the private key cannot be decrypted, or belongs to another `kid`
 */
export async function provePublicKey(row: SigningKeyRow, box: SecretBox): Promise<JWK | null> {
  try {
    const { kty, crv, n, e, x, y } = await openPrivateKey(row, box);
    const { kid, alg } = row;
    // The JSON round trip removes members that are undefined for this type of key.
    return JSON.parse(JSON.stringify({ kty, crv, n, e, x, y, kid, alg, use: 'sig' }));
  } catch {
    return null;
  }
}
