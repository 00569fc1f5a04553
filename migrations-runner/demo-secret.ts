/**
 * The demo service's secret between two starts: the database keeps only its hash, a developer wants to read it again.
 */
import { sha256 } from '../src/lib/secrets.ts';
import { readPrivateFile, writePrivateFile } from './data-folder.ts';
import type { DemoSeed } from './seed/demo.ts';

const FILE = 'demo-service-secret';

/** @returns null when the database holds a secret that this folder has never seen */
export async function demoServiceSecret({ newServiceSecret, serviceSecretHash }: DemoSeed): Promise<string | null> {
  if (newServiceSecret) {
    await writePrivateFile(FILE, newServiceSecret);
    return newServiceSecret;
  }
  const kept = await readPrivateFile(FILE);
  return kept !== null && (await sha256(kept)) === serviceSecretHash ? kept : null;
}
