/** docs/privacy.md, written from the tables. */
import { isPersonal, type PersonalTable, type TableEntry, words } from './entry.ts';
import { TABLES } from './tables.ts';

const HEAD = `# Personal data

What each table holds about a person, why, for how long, what the export of their data shows, and what an erasure does.
\`npm run privacy\` writes this file from \`test/privacy\`; tests compare it with the tables of a migrated database, with
what the export shows, and with what an erasure leaves.

- **Export.** \`GET /v1/me/export\` for the person, \`GET /v1/admin/users/{id}/export\` for an administrator who may change
  people, with the same content. It contains no secrets, not even as hashes, and nothing about other people. The audit
  log goes 90 days back; every list has at most 10,000 rows, the newest. Each export is an event.
- **Erasure.** People who delete their account, and those whom an administrator deletes, are erased thirty days later,
  by a job that runs every hour. Until then a sign-in cancels the person's own request. The owner of an organisation
  hands it over first. What a person was as a guest of other organisations is erased with them.
- **The end of an organisation** erases everything of it thirty days later, but a row without a name and the events of
  its life.
- Backups keep what they have until they are removed: \`npm run db -- backup --keep 30d\`.
`;

const PERSONAL_HEAD = ['table', 'holds', 'why', 'kept', 'export', 'after erasure'];

export function renderGuide(tables: Readonly<Record<string, TableEntry>> = TABLES): string {
  const entries = Object.entries(tables);
  const personal = entries.flatMap(([name, entry]) => (isPersonal(entry) ? [rowOf(name, entry)] : []));
  const details = entries.flatMap(([name, entry]) => (isPersonal(entry) ? detailsOf(name, entry) : []));
  const others = entries.flatMap(([name, entry]) => (isPersonal(entry) ? [] : [[code(name), entry.about]]));
  return [
    HEAD,
    '## Tables about people\n',
    table(PERSONAL_HEAD, personal),
    '## Columns\n',
    'Columns that say nothing by themselves, such as ids, are left out.\n',
    table(['table', 'shown by the export', 'not shown, and why'], details),
    '## Tables about nobody\n',
    table(['table', 'about'], others),
  ].join('\n');
}

const code = (name: string) => `\`${name}\``;

function rowOf(name: string, { holds, why, kept, export: shown, unshown, erasure, stays }: PersonalTable): string[] {
  const after = stays ? `${erasure}: ${stays}` : erasure;
  return [code(name), holds, why, kept, shown ? code(shown) : `no: ${unshown}`, after];
}

function detailsOf(name: string, { personal, secret = {} }: PersonalTable): string[][] {
  const hidden = Object.entries(secret).map(([column, because]) => `${code(column)} (${because})`);
  if (personal === '' && hidden.length === 0) return [];
  return [[code(name), words(personal).map(code).join(', '), hidden.join(', ')]];
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}
