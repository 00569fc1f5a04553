/** The first signing keys; later ones come from rotation. */
import type { Client } from 'pg';
import { generateSigningKey, SIGNING_ALGORITHMS } from '../../src/platform/keys/jwk.ts';
import type { SecretBox } from '../../src/platform/keys/secret-box.ts';

/**
 * Makes a signing key for each algorithm that has none. When a Worker rotates at the same time, the partial unique
 * index lets one of them win; the other key is not stored.
 * @returns the algorithms
 */
export async function seedSigningKeys(client: Client, box: SecretBox): Promise<string[]> {
  const { rows } = await client.query(`SELECT alg FROM jwks WHERE stage = 'signing'`);
  const present = new Set(rows.map((row) => row.alg));
  const made: string[] = [];
  for (const alg of SIGNING_ALGORITHMS.filter((algorithm) => !present.has(algorithm))) {
    const key = await generateSigningKey(alg, box);
    const { rowCount } = await client.query(
      `INSERT INTO jwks (id, kid, alg, public_key, private_key, stage) VALUES ($1, $2, $3, $4, $5, 'signing')
       ON CONFLICT (alg) WHERE stage = 'signing' DO NOTHING`,
      [key.id, key.kid, key.alg, key.publicKey, key.privateKey],
    );
    if (rowCount === 1) made.push(alg);
  }
  return made;
}
