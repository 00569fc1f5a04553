/** The one entry of the database commands. */
import { COMMANDS } from './commands/index.ts';
import { PROGRAM } from './paths.ts';
import { runProgram } from './program.ts';

await runProgram({
  name: PROGRAM,
  commands: COMMANDS,
  notes: ['The database is DATABASE_URL.', `Each command explains itself: ${PROGRAM} <command> --help`],
});
