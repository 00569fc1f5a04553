/** Removes expired backups. */
import { CommandError } from '../command-line/command-error.ts';
import { databaseOf, listNames, momentOf } from './catalogue.ts';
import { manifestFileName } from './manifest.ts';
import type { Store } from './store.ts';

const UNITS = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** @param text `30d`, `12h`, `8w` */
export function parseAge(text: string): number {
  const match = /^(\d+)([hdw])$/.exec(text);
  const age = Number(match?.[1]) * (UNITS[match?.[2] as keyof typeof UNITS] ?? Number.NaN);
  if (!(age > 0)) throw new CommandError(`--keep takes an age such as 30d, 12h or 8w, not "${text}".`);
  return age;
}

/** The backups of a database that are older than the age, but never the newest one. */
export function chooseExpired(names: readonly string[], database: string, ageMs: number, now: Date): string[] {
  const own = names.filter((name) => databaseOf(name) === database);
  const [, ...others] = own.sort((a, b) => momentOf(b).getTime() - momentOf(a).getTime());
  return others.filter((name) => now.getTime() - momentOf(name).getTime() > ageMs);
}

/** @returns the names of what was removed */
export async function prune(store: Store, database: string, ageMs: number, now: Date): Promise<string[]> {
  const expired = chooseExpired(await listNames(store), database, ageMs, now);
  const files = await store.list();
  for (const name of expired) {
    // The manifest first: if this is interrupted, the rest does not count as a backup.
    await store.remove(manifestFileName(name));
    for (const file of files.filter((candidate) => candidate.startsWith(`${name}.`))) await store.remove(file);
  }
  return expired;
}
