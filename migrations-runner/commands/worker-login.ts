import type { Command } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { databaseUrl } from '../connection.ts';
import { generatePassword, giveWorkerLogin } from '../worker-login.ts';

export const workerLogin: Command = {
  name: 'worker-login',
  summary: 'let the role cerberus_worker log in and print its connection string for Hyperdrive',
  options: {
    password: { type: 'string', meaning: 'default: WORKER_DATABASE_PASSWORD, or a generated one' },
  },
  run: async ({ password }) => {
    const chosen = password ?? process.env.WORKER_DATABASE_PASSWORD ?? generatePassword();
    if (typeof chosen !== 'string' || chosen.length < 12) {
      throw new CommandError('The password must have at least 12 characters.');
    }
    console.log(await giveWorkerLogin(databaseUrl(), chosen));
  },
};
