/**
 * Keeps the secrets of the demo clients in files between two starts: the database has only their hashes, and a
 * developer needs them again.
 */
import { sha256 } from '../../src/lib/secrets.ts';
import { CLIENT_KINDS } from '../admin/client-kinds.ts';
import { readPrivateFile, writePrivateFile } from '../command-line/data-folder.ts';
import type { DemoSecret, DemoSeed } from './demo.ts';
import { DEMO_CLIENTS, DEMO_SERVICE } from './demo-data.ts';

/** One file for each secret: several databases may be seeded from one folder. */
const fileOf = (clientId: string, hash: string) => `${clientId}-secret-${hash.slice(0, 16)}`;

/** The file in which former releases kept the only secret. */
const FORMER_FILE = `${DEMO_SERVICE}-secret`;

/** One description for each demo client: its identifier, its secret, its redirect URIs, and its use. */
export async function describeDemoClients(demo: DemoSeed): Promise<string[]> {
  const lines: string[] = [];
  for (const { clientId, kind, settings, usage } of DEMO_CLIENTS) {
    const held = demo[clientId];
    const secret = held && ((await readDemoSecret(clientId, held)) ?? '(its secret was shown when it was made)');
    const parts = [
      clientId,
      ...(secret === undefined ? [] : ['/', secret]),
      ...(settings.redirectUris ? ['→', settings.redirectUris.join(', ')] : []),
    ];
    const { summary, usage: ofKind } = CLIENT_KINDS[kind];
    lines.push(`${parts.join(' ')}\n${usage ?? `${summary}: ${ofKind}`}`);
  }
  return lines;
}

/** @returns null when this folder does not have the secret */
async function readDemoSecret(clientId: string, { newSecret, hash }: DemoSecret): Promise<string | null> {
  const file = fileOf(clientId, hash);
  if (newSecret !== null) {
    await writePrivateFile(file, newSecret);
    return newSecret;
  }
  for (const name of [file, FORMER_FILE]) {
    const kept = await readPrivateFile(name);
    if (kept !== null && (await sha256(kept)) === hash) return kept;
  }
  return null;
}
