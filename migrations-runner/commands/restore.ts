import { findBackup } from '../backup/catalogue.ts';
import { backupKey } from '../backup/keys.ts';
import { openStore } from '../backup/open-store.ts';
import { restoreBackup } from '../backup/restore.ts';
import { type Command, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { withProgress } from '../command-line/progress.ts';
import { stopSignal } from '../command-line/teardown.ts';
import { databaseUrl } from '../database/connection.ts';

export const restore: Command = {
  name: 'restore',
  summary: 'give an empty database the contents of a backup, compare them, apply newer migrations',
  operand: { name: 'backup', meaning: 'its name as in list, or latest' },
  options: {
    from: { type: 'string', value: 'place', meaning: 'where backups are kept; default: BACKUP_STORE, ./backups' },
    force: { type: 'boolean', meaning: 'delete what is in the database first' },
  },
  run: async ({ force, ...values }, [wanted]) => {
    if (wanted === undefined) throw new CommandError(`Say which backup: restore latest, or a name of ${PROGRAM} list.`);
    const store = openStore(textOf(values, 'from'));
    const key = backupKey();
    const url = databaseUrl();
    const manifest = await findBackup(store, wanted, key);
    const { tables, rows, applied } = await withProgress(`Restoring ${manifest.name}`, (report) =>
      restoreBackup(url, { store, manifest, key, force: force === true, report, signal: stopSignal() }),
    );
    console.log(`${manifest.name} is restored: ${tables} tables, ${rows} rows, all as they were.`);
    for (const name of applied) console.log(`Applied ${name}`);
    console.log(`On a new server the Worker needs a login: ${PROGRAM} worker-login`);
  },
};
