/** The entry point of the commands for organisations, clients and resources. */
import { ADMIN_COMMANDS } from '../admin/commands.ts';
import { ADMIN_PROGRAM } from '../command-line/paths.ts';
import { runProgram } from '../command-line/run.ts';

await runProgram({
  name: ADMIN_PROGRAM,
  commands: ADMIN_COMMANDS,
  notes: [
    'The database is DATABASE_URL; without it the one that npm start made in this folder.',
    `Each command explains itself: ${ADMIN_PROGRAM} <command> --help`,
  ],
});
