/** `npm start`: database, migrations, seed and Worker, together; Ctrl-C ends them together. */
import { randomBytes } from 'node:crypto';
import { CommandError } from '../command-line/command-error.ts';
import { keptSecret } from '../command-line/data-folder.ts';
import { ADMIN_PROGRAM, DATA_FOLDER, ROOT } from '../command-line/paths.ts';
import { aborted, createTeardown, stopSignal, type Teardown } from '../command-line/teardown.ts';
import { openDatabase } from '../development/database.ts';
import { readSettings, refuseTakenPort, type Settings } from '../development/settings.ts';
import { readShellVariables } from '../development/shell-variables.ts';
import { takeStartLock } from '../development/start-lock.ts';
import { startWorker, triggerCronEveryMinute, waitForHealth } from '../development/worker.ts';
import { deployMigrations } from '../migrations/migrate.ts';
import { generatePassword, giveWorkerLogin } from '../roles/worker-login.ts';
import { DEMO_OWNER } from '../seed/demo-data.ts';
import { describeDemoClients } from '../seed/demo-secret.ts';
import { refuseDemoInProduction, seedDatabase } from '../seed/index.ts';

async function start(teardown: Teardown, signal: AbortSignal): Promise<{ failure: Promise<string> }> {
  const settings = readSettings();
  const { variables, ignored } = readShellVariables();
  if (ignored.length > 0) console.log(`Set in the shell, and not used by npm start: ${ignored.join(', ')}.`);
  refuseDemoInProduction();
  const lock = await takeStartLock();
  teardown.add(lock.release);
  await refuseTakenPort(settings.port);
  const database = await openDatabase(teardown, process.argv.includes('--adopt'));
  signal.throwIfAborted();
  const { workerUrl, encryptionKey, clients } = await prepareDatabase(database.url, signal);
  signal.throwIfAborted();
  const worker = await startWorker({
    ...settings,
    databaseUrl: workerUrl,
    variables: {
      ...variables,
      ENVIRONMENT: 'development',
      ISSUER_URL: settings.issuer,
      SECRET_ENCRYPTION_KEY: encryptionKey,
    },
  });
  teardown.add(worker.stop);
  await lock.rememberWorker(worker.pid);
  await waitForHealth(worker, settings.port, signal);
  triggerCronEveryMinute(settings.port, signal);
  console.log(startMessage(settings, clients));
  worker.showOutput();
  return {
    failure: Promise.race([
      worker.exited.then(() => 'The Worker ended; stopping the rest.'),
      database.exited.then(() => 'PostgreSQL ended; stopping the rest.'),
    ]),
  };
}

async function prepareDatabase(url: string, signal: AbortSignal) {
  const encryptionKey =
    process.env.SECRET_ENCRYPTION_KEY ??
    (await keptSecret('secret-encryption-key', () => randomBytes(32).toString('base64')));
  const onNotice = (sentence: string) => console.log(sentence);
  const onWait = () => onNotice('Another runner is migrating this database; waiting for it.');
  for (const name of await deployMigrations(url, { onNotice, onWait, signal })) console.log(`Applied ${name}`);
  const { demo } = await seedDatabase(url, { encryptionKey, development: true });
  // A separate login, so that the login of a production Worker on this database keeps its password.
  const workerUrl = await giveWorkerLogin(url, await keptSecret('worker-password', generatePassword), 'start');
  return { encryptionKey, workerUrl, clients: await describeDemoClients(demo ?? {}) };
}

function startMessage({ issuer }: Settings, clients: string[]): string {
  const rows: [string, string][] = [
    ['Issuer', issuer],
    ['Sign in', `${issuer}/auth/login`],
    ['Mailbox', `${issuer}/dev/mailbox`],
    ['Owner', `${DEMO_OWNER.email} / ${DEMO_OWNER.password}`],
    ...clients.map((client): [string, string] => ['Client', client.replace('\n', `\n${' '.repeat(12)}`)]),
    ['Register', `${ADMIN_PROGRAM} client create --help`],
    ['Stop', `Ctrl-C; the data stays in ${DATA_FOLDER.replace(`${ROOT}/`, '')}`],
  ];
  return ['', 'Cerberus is running.', '', ...rows.map(([name, value]) => `  ${name.padEnd(9)} ${value}`), ''].join(
    '\n',
  );
}

const signal = stopSignal();
const teardown = createTeardown();
try {
  const { failure } = await start(teardown, signal);
  const reason = await Promise.race([failure, aborted(signal)]);
  if (reason) throw new CommandError(reason);
} catch (error) {
  if (!signal.aborted) {
    console.error(error instanceof CommandError ? error.message : error);
    process.exitCode = 1;
  }
} finally {
  await teardown.run();
}
// Timers of the schema engine would keep the process running for some seconds.
process.exit();
