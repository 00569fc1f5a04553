/** Older releases stored backups in the data folder, which developers delete to start again. They are still found. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FOLDER, ROOT } from '../command-line/paths.ts';
import { folderStore } from './folder-store.ts';
import type { Store } from './store.ts';

export const DEFAULT_FOLDER = join(ROOT, 'backups');
const OLDER_FOLDER = join(DATA_FOLDER, 'backups');

/** Writes to `folder`; reads, lists and removes in both. */
export function defaultStore(
  folder = DEFAULT_FOLDER,
  older = OLDER_FOLDER,
  warn: (sentence: string) => void = console.error,
): Store {
  const store = folderStore(folder);
  if (!existsSync(older) || !readdirSync(older).some((name) => name.endsWith('.json'))) return store;
  warn(`There are backups in ${older}, which is deleted to start anew: move them to ${folder}, where new ones go.`);
  const before = folderStore(older);
  const holder = async (name: string) => ((await store.list()).includes(name) ? store : before);
  return {
    ...store,
    list: async () => [...new Set([...(await store.list()), ...(await before.list())])].sort(),
    read: async (name) => (await holder(name)).read(name),
    readText: async (name) => (await holder(name)).readText(name),
    remove: async (name) => (await holder(name)).remove(name),
  };
}
