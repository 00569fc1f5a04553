/** The backups in a store. A backup exists when its manifest exists, which is written last. */
import { CommandError } from '../command-line/command-error.ts';
import type { BackupKey } from './keys.ts';
import { DamagedManifest, type Manifest, manifestFileName, openManifest, parseManifest } from './manifest.ts';
import type { Store } from './store.ts';

const MANIFEST = /^(.+-\d{8}T\d{9}Z)\.json$/;

/** `<database>-<moment>`: names sort by time within one database. */
export function backupName(database: string, now: Date): string {
  const moment = now.toISOString().replaceAll(/[-:.]/g, '');
  return `${database.replaceAll(/[^\w]/g, '_')}-${moment}`;
}

export function databaseOf(name: string): string {
  return name.slice(0, name.lastIndexOf('-'));
}

export function momentOf(name: string): Date {
  const [, ...parts] = /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(name) ?? [];
  const [year, month, day, hour, minute, second, fraction] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`);
}

/** Newest first. */
export async function listNames(store: Store): Promise<string[]> {
  const names = (await store.list()).flatMap((file) => MANIFEST.exec(file)?.[1] ?? []);
  return names.sort((a, b) => momentOf(b).getTime() - momentOf(a).getTime());
}

export interface Catalogue {
  backups: Manifest[];
  /** One sentence for each manifest that cannot be read. */
  damaged: string[];
}

export async function readCatalogue(store: Store): Promise<Catalogue> {
  const catalogue: Catalogue = { backups: [], damaged: [] };
  for (const name of await listNames(store)) {
    const text = await store.readText(manifestFileName(name));
    try {
      catalogue.backups.push(parseManifest(text, name));
    } catch (error) {
      catalogue.damaged.push(damageOf(error));
    }
  }
  return catalogue;
}

/**
 * @param wanted a name, or `latest`: the newest whose manifest can be read
 * @param warn called for newer ones whose manifest cannot be read
 */
export async function findBackup(
  store: Store,
  wanted: string,
  key: BackupKey | null,
  warn: (sentence: string) => void = console.error,
): Promise<Manifest> {
  const open = async (name: string) => openManifest(await store.readText(manifestFileName(name)), name, key);
  const names = await listNames(store);
  if (wanted !== 'latest') {
    if (!names.includes(wanted)) throw new CommandError(`There is no backup ${wanted} in ${store.place}.`);
    return open(wanted);
  }
  for (const name of names) {
    try {
      return await open(name);
    } catch (error) {
      warn(`${damageOf(error)} The one before it is taken.`);
    }
  }
  const which = names.length === 0 ? 'no backup' : 'no backup that can be read';
  throw new CommandError(`There is ${which} in ${store.place}.`);
}

/** @throws errors other than damage: an altered signature, another key */
function damageOf(error: unknown): string {
  if (error instanceof DamagedManifest) return error.message;
  throw error;
}
