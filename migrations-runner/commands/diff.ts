import { type Command, JSON_OPTION, printJson } from '../command.ts';
import { databaseUrl } from '../connection.ts';
import { differenceOfDatabase } from '../difference.ts';
import { withProgress } from '../progress.ts';

/** The exit code of `prisma migrate diff --exit-code`. */
const DIFFERENT = 2;

export const diff: Command = {
  name: 'diff',
  summary: 'compare the database with the schema; exit code 2 when they differ',
  options: {
    script: { type: 'boolean', meaning: 'print the SQL that would bring the database to the schema' },
    ...JSON_OPTION,
  },
  run: async ({ script, json }) => {
    const difference = await withProgress('Comparing', () => differenceOfDatabase(databaseUrl()));
    const same = difference.summary === '';
    if (!same) process.exitCode = DIFFERENT;
    if (json) printJson({ same, ...difference });
    else if (script) console.log(same ? '-- Nothing differs.' : difference.script.trimEnd());
    else console.log(same ? 'The database is what the schema says.' : difference.summary);
  },
};
