import { type Command, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { databaseUrl, withClient } from '../database/connection.ts';
import { closeDatabase, retireSharedLogin } from '../roles/database-access.ts';
import { generatePassword, giveWorkerLogin } from '../roles/worker-login.ts';
import { readLogins, WORKER_ROLE } from '../roles/worker-roles.ts';

export const workerLogin: Command = {
  name: 'worker-login',
  summary: 'make the login of the Worker of this database and print its connection string for Hyperdrive',
  options: {
    password: { type: 'string', meaning: 'default: WORKER_DATABASE_PASSWORD, or a generated one' },
    rotate: { type: 'boolean', meaning: 'another password for a login that exists: the running Worker is cut off' },
    close: {
      type: 'boolean',
      meaning: `let nobody connect who has no rights here, nor the shared login ${WORKER_ROLE} of older releases`,
    },
  },
  run: async (values) => {
    const url = databaseUrl();
    if (values.close === true) return close(url);
    const chosen = textOf(values, 'password') ?? process.env.WORKER_DATABASE_PASSWORD;
    if (chosen !== undefined && chosen.length < 12) {
      throw new CommandError('The password must have at least 12 characters.');
    }
    if (chosen === undefined && values.rotate !== true) await refuseSecond(url);
    const workerUrl = await giveWorkerLogin(url, chosen ?? generatePassword());
    const { closed, sharedLoginStays } = await withClient(url, closeDatabase);
    console.log(workerUrl);
    if (!closed) console.error(`Every role of this server may still connect to this database. ${HOW_TO_CLOSE}`);
    if (sharedLoginStays) {
      console.error(
        `The Worker of an older release logs in as ${WORKER_ROLE}, which every database of this server shares. When Hyperdrive has the new connection string: ${PROGRAM} worker-login --close`,
      );
    }
  },
};

const HOW_TO_CLOSE = `Let its owner, or a superuser, run ${PROGRAM} worker-login --close.`;

/** Only Hyperdrive knows the password: repeating the command must not disconnect the Worker by accident. */
async function refuseSecond(url: string): Promise<void> {
  const [login] = await withClient(url, (client) => readLogins(client, ['worker']));
  if (!login) return;
  throw new CommandError(
    `The Worker of this database has the login ${login.name} already, and its password is where you put it: --rotate gives it another, which cuts the running Worker off until Hyperdrive knows it.`,
  );
}

async function close(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const others = await retireSharedLogin(client);
    const { closed } = await closeDatabase(client);
    if (!closed)
      throw new CommandError(`Every role of this server may still connect: REVOKE needs the owner of the database.`);
    const logins = (await readLogins(client)).map(({ name }) => name).join(', ');
    console.log(`Only ${logins} and those with rights of their own may connect to this database.`);
    const [first] = others;
    if (first) console.error(`${WORKER_ROLE} still opens ${others.join(', ')}: run this command there, too.`);
  });
}
