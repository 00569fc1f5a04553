import { type Command, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { databaseUrl } from '../database/connection.ts';
import { markApplied, markRolledBack } from '../migrations/migrate.ts';

export const resolve: Command = {
  name: 'resolve',
  summary: 'mend the history after a migration failed, or after its work was done by hand',
  options: {
    applied: { type: 'string', value: 'migration', meaning: 'its work is in the database: never run it' },
    'rolled-back': { type: 'string', value: 'migration', meaning: 'nothing of it is left: run it again' },
  },
  run: async (values) => {
    const applied = textOf(values, 'applied');
    const rolledBack = textOf(values, 'rolled-back');
    if ((applied === undefined) === (rolledBack === undefined)) {
      throw new CommandError('Say either --applied <migration> or --rolled-back <migration>.');
    }
    if (applied !== undefined) {
      await markApplied(databaseUrl(), applied, announceWait);
      console.log(`${applied} is recorded as applied.`);
    } else if (rolledBack !== undefined) {
      await markRolledBack(databaseUrl(), rolledBack, announceWait);
      console.log(`${rolledBack} is recorded as rolled back; ${PROGRAM} deploy runs it again.`);
    }
  },
};

function announceWait(): void {
  console.log('A migration is at work on this database; waiting for its end.');
}
