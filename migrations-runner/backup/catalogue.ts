/** The backups in a store. One exists as soon as its manifest does, which is written last. */
import { CommandError } from '../command-error.ts';
import type { BackupKey } from './keys.ts';
import { type Manifest, manifestFileName, openManifest, parseManifest } from './manifest.ts';
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

export async function listBackups(store: Store): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const name of await listNames(store))
    manifests.push(parseManifest(await store.readText(manifestFileName(name))));
  return manifests;
}

/** @param wanted a name, or `latest` */
export async function findBackup(store: Store, wanted: string, key: BackupKey | null): Promise<Manifest> {
  const names = await listNames(store);
  const name = wanted === 'latest' ? names[0] : names.find((candidate) => candidate === wanted);
  if (!name) {
    throw new CommandError(
      wanted === 'latest' ? `There is no backup in ${store.place}.` : `There is no backup ${wanted} in ${store.place}.`,
    );
  }
  return openManifest(await store.readText(manifestFileName(name)), key);
}
