import { type Command, JSON_OPTION, printJson } from '../command-line/command.ts';
import { withProgress } from '../command-line/progress.ts';
import { databaseUrl } from '../database/connection.ts';
import { compareDefinitions, type DefinitionDifference } from '../migrations/definitions.ts';
import { type Difference, differenceOfDatabase } from '../migrations/difference.ts';

/** The exit code of `prisma migrate diff --exit-code`. */
const DIFFERENT = 2;

const NOT_COMPARED: DefinitionDifference = { missing: [], added: [] };

export const diff: Command = {
  name: 'diff',
  summary: 'compare the database with the schema; exit code 2 when they differ',
  options: {
    script: { type: 'boolean', meaning: 'print the SQL that would bring the database to the schema' },
    deep: { type: 'boolean', meaning: 'also policies, grants, partial indexes, checks (against a temporary database)' },
    ...JSON_OPTION,
  },
  run: async ({ script, deep, json }) => {
    const url = databaseUrl();
    const difference = await withProgress('Comparing', () => differenceOfDatabase(url));
    const definitions = deep
      ? await withProgress('Comparing definitions', () => compareDefinitions(url))
      : NOT_COMPARED;
    const same = difference.summary === '' && definitions.missing.length === 0 && definitions.added.length === 0;
    if (!same) process.exitCode = DIFFERENT;
    if (json) printJson({ same, ...difference, ...(deep ? { definitions } : {}) });
    else if (script) console.log(difference.script.trimEnd() || '-- Nothing differs.');
    else console.log(same ? 'The database is what the schema says.' : describe(difference, definitions));
  },
};

function describe({ summary }: Difference, { missing, added }: DefinitionDifference): string {
  const lines = [
    ...missing.map((text) => `[+] Made by the migrations, and missing: ${text}`),
    ...added.map((text) => `[-] There, and made by no migration: ${text}`),
  ];
  return [...(summary ? [summary] : []), ...lines].join('\n');
}
