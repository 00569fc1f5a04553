/** .data: everything that a development machine keeps between two starts. Deleting the folder resets it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from './command-error.ts';
import { DATA_FOLDER } from './paths.ts';

export async function readPrivateFile(name: string): Promise<string | null> {
  try {
    return (await readFile(join(DATA_FOLDER, name), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new CommandError(`The file ${join(DATA_FOLDER, name)} cannot be read: correct its permissions.`, {
      cause: error,
    });
  }
}

/** Writes a file that only its owner can read. */
export async function writePrivateFile(name: string, text: string): Promise<void> {
  try {
    await mkdir(DATA_FOLDER, { recursive: true });
    await writeFile(join(DATA_FOLDER, name), `${text}\n`, { mode: 0o600 });
  } catch (error) {
    throw new CommandError(`The folder ${DATA_FOLDER} cannot be written: correct its permissions.`, { cause: error });
  }
}

/** A secret that is made once and kept. */
export async function keptSecret(name: string, make: () => string): Promise<string> {
  const kept = await readPrivateFile(name);
  if (kept) return kept;
  const secret = make();
  await writePrivateFile(name, secret);
  return secret;
}
