/**
 * The demo service's secret between two starts: the database keeps only its hash, a developer wants to read it again.
 */
import { sha256 } from '../src/lib/secrets.ts';
import { readPrivateFile, writePrivateFile } from './data-folder.ts';
import type { DemoSeed } from './seed/demo.ts';

/** One file for each secret: several databases may be seeded from one folder. */
const fileOf = (hash: string) => `demo-service-secret-${hash.slice(0, 16)}`;

/** Where former releases kept the only one. */
const FORMER_FILE = 'demo-service-secret';

/** @returns null when the database holds a secret that this folder has never seen */
export async function demoServiceSecret({ newServiceSecret, serviceSecretHash }: DemoSeed): Promise<string | null> {
  const file = fileOf(serviceSecretHash);
  if (newServiceSecret) {
    await writePrivateFile(file, newServiceSecret);
    return newServiceSecret;
  }
  for (const name of [file, FORMER_FILE]) {
    const kept = await readPrivateFile(name);
    if (kept !== null && (await sha256(kept)) === serviceSecretHash) return kept;
  }
  return null;
}
