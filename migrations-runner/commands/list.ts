import { readCatalogue } from '../backup/catalogue.ts';
import type { Manifest } from '../backup/manifest.ts';
import { openStore } from '../backup/open-store.ts';
import { type Command, JSON_OPTION, printJson, textOf } from '../command-line/command.ts';
import { withProgress } from '../command-line/progress.ts';

export const list: Command = {
  name: 'list',
  summary: 'list the backups, the newest first',
  options: {
    from: { type: 'string', value: 'place', meaning: 'where backups are kept; default: BACKUP_STORE, ./backups' },
    ...JSON_OPTION,
  },
  run: async ({ json, ...values }) => {
    const store = openStore(textOf(values, 'from'));
    const { backups, damaged } = await withProgress('Reading manifests', () => readCatalogue(store));
    for (const sentence of damaged) console.error(sentence);
    if (damaged.length > 0) process.exitCode = 1;
    if (json) printJson(backups);
    else if (backups.length === 0 && damaged.length === 0) console.log(`There is no backup in ${store.place}.`);
    else for (const row of backups.map(describe)) console.log(row);
  },
};

function describe({ name, file, encryption, schemaVersion, serverVersion }: Manifest): string {
  const size = `${(file.bytes / 1e6).toFixed(1)} MB`.padStart(10);
  return `${name}  ${size}  ${encryption ? 'encrypted' : 'in the clear'}  PostgreSQL ${serverVersion}  ${schemaVersion ?? 'no migrations'}`;
}
