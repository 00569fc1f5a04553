/** The restore drill, which proves that a backup can be restored. */
import type { Report } from '../command-line/progress.ts';
import { withTemporaryDatabase } from '../testing/temporary-database.ts';
import type { BackupKey } from './keys.ts';
import type { Manifest } from './manifest.ts';
import { type Restored, restoreBackup } from './restore.ts';
import type { Store } from './store.ts';

export interface Drill extends Restored {
  name: string;
  takenAt: string;
  seconds: number;
}

/** Restores into a temporary database, compares all tables, and drops it. */
export async function drill(store: Store, manifest: Manifest, key: BackupKey | null, report: Report): Promise<Drill> {
  const started = Date.now();
  const restored = await withTemporaryDatabase((url) => restoreBackup(url, { store, manifest, key, report }));
  const { name, takenAt } = manifest;
  return { name, takenAt, ...restored, seconds: Math.round((Date.now() - started) / 100) / 10 };
}
