import { findBackup } from '../backup/catalogue.ts';
import { drill } from '../backup/drill.ts';
import { backupKey } from '../backup/keys.ts';
import { openStore } from '../backup/open-store.ts';
import { type Command, JSON_OPTION, printJson, textOf } from '../command-line/command.ts';
import { withProgress } from '../command-line/progress.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'the drill: restore a backup into a database made for it, compare everything, drop it',
  operand: { name: 'backup', meaning: 'its name as in list; default: the newest' },
  options: {
    from: { type: 'string', value: 'place', meaning: 'where backups are kept; default: BACKUP_STORE, ./backups' },
    ...JSON_OPTION,
  },
  run: async ({ json, ...values }, [wanted = 'latest']) => {
    const store = openStore(textOf(values, 'from'));
    const key = backupKey();
    const manifest = await findBackup(store, wanted, key);
    const result = await withProgress(`Restoring ${manifest.name}`, (report) => drill(store, manifest, key, report));
    if (json) {
      printJson({ ok: true, ...result });
      return;
    }
    console.log(
      `${result.name} can be restored: ${result.tables} tables, ${result.rows} rows, all as they were (${result.seconds} s).`,
    );
    for (const name of result.applied) console.log(`Newer than the backup, and applied: ${name}`);
  },
};
