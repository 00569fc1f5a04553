import { type Command, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { databaseUrl, withClient } from '../database/connection.ts';
import { isPrismaInstalled, runPrisma } from '../schema/prisma-program.ts';

export const studio: Command = {
  name: 'studio',
  summary: 'look at the data in the browser (Prisma Studio); Ctrl-C ends it',
  options: {
    port: { type: 'string', value: 'number', meaning: 'default: 5555' },
    browser: { type: 'string', value: 'name', meaning: 'which browser to open, or none' },
  },
  run: async (values) => {
    const url = databaseUrl();
    // Studio would start without a database and fail at the first click.
    await withClient(url, async () => {});
    if (!isPrismaInstalled()) throw new CommandError('The package prisma is not installed: run npm ci.');
    const flags = ['port', 'browser'].flatMap((name) => {
      const value = textOf(values, name);
      return value === undefined ? [] : [`--${name}`, value];
    });
    // The URL is passed in the environment (prisma.config.ts): every user of the machine can read a command line.
    const { code } = await runPrisma(['studio', ...flags], 'inherit', { DATABASE_URL: url });
    if (code !== 0) throw new CommandError('Prisma Studio could not start: see its message above.');
  },
};
