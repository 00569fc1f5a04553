/**
 * The first step of `npm start`, `npm test` and similar commands. It runs on any Node from 20 on with nothing installed
 * yet, installs and generates what is missing, and continues under the Node that this project pins. `generate` (run by
 * wrangler before each build) and `packages` (run by checks) end before that.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeAssets } from './assets.mjs';
import { runChild } from './child.mjs';
import { ensurePackages } from './packages.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const PROGRAMS = {
  start: 'migrations-runner/programs/start.ts',
  db: 'migrations-runner/cli.ts',
  admin: 'migrations-runner/programs/admin.ts',
  generate: null,
  test: 'migrations-runner/programs/test.ts',
  demo: 'test/journeys/demo.ts',
  packages: null,
};
/** Programs that need the packages of tests: a browser, an assertion library, compilers and servers. */
const WITH_TESTS = ['test', 'demo', 'packages'];
/** Programs that serve, test or build the Worker. The commands run where the folder may be written by nobody, too. */
const WITH_ASSETS = ['start', 'test', 'demo', 'generate'];
const BIN = join(ROOT, 'node_modules/.bin');
const ENVIRONMENT = {
  ...process.env,
  PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`,
  // A short command spends most of its time on stripping types and compiling.
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/node'),
};

const [name = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(PROGRAMS, name))
  fail(`Usage: node migrations-runner/bootstrap/bootstrap.mjs ${Object.keys(PROGRAMS).join('|')} [arguments]`);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 10))
  fail(`Node 20.10 or later is needed; this is ${process.versions.node}.`);

const isComplete = await ensurePackages(ROOT, WITH_TESTS.includes(name)).catch((error) => fail(error.message));
if (!isComplete) fail('The packages could not be installed: see the messages of npm above.');
if (!isGenerated()) generate();
if (WITH_ASSETS.includes(name)) await writeAssets(ROOT);
if (PROGRAMS[name]) await continueAs(PROGRAMS[name]);

function isGenerated() {
  const client = join(ROOT, 'src/platform/generated/prisma/client.ts');
  if (!existsSync(client)) return false;
  const folder = join(ROOT, 'prisma/schema');
  const newest = Math.max(...readdirSync(folder).map((file) => statSync(join(folder, file)).mtimeMs));
  return statSync(client).mtimeMs >= newest;
}

function generate() {
  const env = { ...ENVIRONMENT, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  const command = join(ROOT, 'node_modules/prisma/build/index.js');
  const { status, stdout, stderr } = spawnSync(join(BIN, 'node'), [command, 'generate'], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) fail(`${stdout}${stderr}\nThe Prisma client could not be generated.`);
}

async function continueAs(file) {
  const command = [join(ROOT, file), ...args];
  const onError = (error) => fail(`Node cannot be started: ${error.message}.`);
  process.exit(await runChild(join(BIN, 'node'), command, { cwd: ROOT, env: ENVIRONMENT }, onError));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
