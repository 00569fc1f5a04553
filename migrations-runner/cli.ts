/** The entry point of the database commands. */

import { PROGRAM } from './command-line/paths.ts';
import { runProgram } from './command-line/run.ts';
import { COMMANDS } from './commands/index.ts';

await runProgram({
  name: PROGRAM,
  commands: COMMANDS,
  notes: ['The database is DATABASE_URL.', `Each command explains itself: ${PROGRAM} <command> --help`],
});
