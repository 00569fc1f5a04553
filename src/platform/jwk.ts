/** Signing keys as rows: the public JWK in the clear, the private JWK sealed. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { SecretBox } from './crypto.ts';

/**
 * RS256 is what everybody can verify (OIDC Core section 15.1, RFC 9068 section 2.1), PS256 what FAPI 2.0 allows of RSA;
 * the others are smaller and faster. Each has keys of its own, as RFC 8725 section 3.1 wants.
 */
export const SIGNING_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

export interface SigningKeyRow {
  kid: string;
  alg: SigningAlgorithm;
  /** JSON of the public JWK as the JWKS shows it. */
  publicKey: string;
  /** Sealed JSON of the private JWK. */
  privateKey: string;
}

const SEAL_PURPOSE = 'jwk.private';

/** Makes a new key pair; its `kid` is the RFC 7638 thumbprint. */
export async function generateSigningKey(alg: SigningAlgorithm, box: SecretBox): Promise<SigningKeyRow> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    kid,
    alg,
    publicKey: JSON.stringify({ ...publicJwk, kid, alg, use: 'sig' }),
    privateKey: await box.seal(JSON.stringify(await exportJWK(privateKey)), SEAL_PURPOSE),
  };
}

export async function openPrivateKey(row: SigningKeyRow, box: SecretBox): Promise<JWK> {
  return JSON.parse(await box.open(row.privateKey, SEAL_PURPOSE));
}
