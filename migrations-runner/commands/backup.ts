import { databaseOf } from '../backup/catalogue.ts';
import { backupKey } from '../backup/keys.ts';
import { openStore } from '../backup/open-store.ts';
import { countRows } from '../backup/restore.ts';
import { parseAge, prune } from '../backup/retention.ts';
import { takeBackup } from '../backup/take.ts';
import { type Command, JSON_OPTION, printJson, textOf } from '../command-line/command.ts';
import { withProgress } from '../command-line/progress.ts';
import { stopSignal } from '../command-line/teardown.ts';
import { databaseUrl } from '../database/connection.ts';

export const backup: Command = {
  name: 'backup',
  summary: 'take a consistent backup of the database, encrypted when BACKUP_ENCRYPTION_KEY is set',
  options: {
    to: {
      type: 'string',
      value: 'place',
      meaning: 'a folder or s3://bucket/prefix; default: BACKUP_STORE, ./backups',
    },
    keep: { type: 'string', value: 'age', meaning: 'then remove older ones (30d, 12h, 8w), never the newest' },
    ...JSON_OPTION,
  },
  run: async ({ json, ...values }) => {
    const keep = textOf(values, 'keep');
    const ageMs = keep === undefined ? null : parseAge(keep);
    const store = openStore(textOf(values, 'to'));
    const key = backupKey();
    const manifest = await withProgress('Backing up', (report) =>
      takeBackup(databaseUrl(), store, key, { report, signal: stopSignal() }),
    );
    const removed = ageMs === null ? [] : await prune(store, databaseOf(manifest.name), ageMs, new Date());
    if (json) {
      printJson({ place: store.place, removed, ...manifest });
      return;
    }
    const { name, file, tables } = manifest;
    console.log(
      `${name}: ${Object.keys(tables).length} tables, ${countRows(tables)} rows, ${file.bytes} bytes, in ${store.place}`,
    );
    if (!key)
      console.log(
        'It is not encrypted: set BACKUP_ENCRYPTION_KEY (openssl rand -base64 32), and keep the key elsewhere.',
      );
    for (const old of removed) console.log(`Removed ${old}`);
  },
};
