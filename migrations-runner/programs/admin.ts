/** The entry point of the commands for organisations, their people, clients, keys and resources. */
import { ADMIN_PROGRAM } from '../command-line/paths.ts';
import { runProgram } from '../command-line/run.ts';
import '../schema/wasm-modules.ts';

// After the hooks: the domain imports WASM as the Worker does.
const { ADMIN_COMMANDS } = await import('../admin/commands.ts');

await runProgram({
  name: ADMIN_PROGRAM,
  commands: ADMIN_COMMANDS,
  notes: [
    'The database is DATABASE_URL; without it the one that npm start made in this folder.',
    `Each command explains itself: ${ADMIN_PROGRAM} <command> --help`,
  ],
});
