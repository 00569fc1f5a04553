/** Opens the store of backups: a folder, or a bucket of an S3-compatible store. */

import { CommandError } from '../command-line/command-error.ts';
import { folderStore } from './folder-store.ts';
import { defaultStore } from './older-place.ts';
import { s3Store } from './s3-store.ts';
import type { Store } from './store.ts';

/**
 * @param place a folder or `s3://bucket/prefix`; otherwise BACKUP_STORE, otherwise the folder `backups` of the checkout
 */
export function openStore(place: string | undefined, environment: NodeJS.ProcessEnv = process.env): Store {
  const chosen = place || environment.BACKUP_STORE;
  if (!chosen) return defaultStore();
  if (chosen.startsWith('s3://')) return s3Store(chosen, environment);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(chosen)) {
    throw new CommandError(`Backups go to a folder or to s3://bucket/prefix, not to ${chosen}.`);
  }
  return folderStore(chosen);
}
