import type { Command } from '../command-line/command.ts';
import { generateClient } from '../schema/generate-client.ts';

export const generate: Command = {
  name: 'generate',
  summary: 'write the Prisma client from the schema',
  options: {},
  run: async () => {
    await generateClient();
    console.log('The Prisma client is up to date with the schema.');
  },
};
