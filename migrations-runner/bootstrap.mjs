/**
 * The first step of `npm start`, `npm test`, `npm run db` and `npm run admin`: works on any Node from 20 on with nothing installed yet,
 * installs and generates what is missing, and goes on under the Node this project pins. `generate` ends before that:
 * wrangler runs it before each build.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..');
const PROGRAMS = { start: 'start.ts', test: 'test.ts', db: 'cli.ts', admin: 'admin.ts', generate: null };
/** Milliseconds between two lines about an installation. */
const BEAT_MS = 10_000;
const BIN = join(ROOT, 'node_modules/.bin');
const ENVIRONMENT = {
  ...process.env,
  PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`,
  // Stripping types and compiling is most of what a short command does.
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/node'),
};

const [name = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(PROGRAMS, name))
  fail(`Usage: node migrations-runner/bootstrap.mjs ${Object.keys(PROGRAMS).join('|')} [arguments]`);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 10))
  fail(`Node 20.10 or later is needed; this is ${process.versions.node}.`);

if (!isInstalled()) await install();
if (!isGenerated()) generate();
if (PROGRAMS[name]) continueAs(PROGRAMS[name]);

/** Compares what npm installed with the lock file: times of files change with every checkout, contents do not. */
function isInstalled() {
  const installed = readPackages(join(ROOT, 'node_modules/.package-lock.json'));
  const locked = readPackages(join(ROOT, 'package-lock.json'));
  if (!installed || !locked) return false;
  return Object.entries(locked).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    // Builds for other platforms are in the lock file and nowhere else.
    return found ? found.version === version : optional === true;
  });
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : null;
}

/** npm itself says nothing while it works, which takes a minute or more. */
async function install() {
  const total = Object.entries(readPackages(join(ROOT, 'package-lock.json')) ?? {}).filter(
    ([path, { optional }]) => path !== '' && !optional,
  ).length;
  console.log(`Installing ${total} packages into node_modules (npm ci): once, about 1.4 GB, a minute or more …`);
  const started = Date.now();
  const beat = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`… ${seconds} s: ${countPackages(join(ROOT, 'node_modules'))} packages are there`);
  }, BEAT_MS);
  const code = await runNpm();
  clearInterval(beat);
  if (code !== 0) fail('The packages could not be installed: see the messages of npm above.');
}

function runNpm() {
  const npm = process.env.npm_execpath;
  // Warnings about engines concern the Node that installs, not the pinned one that runs.
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, commandArgs] = npm ? [process.execPath, [npm, ...flags]] : ['npm', flags];
  const child = spawn(command, commandArgs, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Those at the top, and of each scope. npm makes every folder at once and fills them one by one. */
function countPackages(folder) {
  if (!existsSync(folder)) return 0;
  const counts = readdirSync(folder).map((name) => {
    if (name.startsWith('@')) return countPackages(join(folder, name));
    return existsSync(join(folder, name, 'package.json')) ? 1 : 0;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

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

function continueAs(file) {
  const child = spawn(join(BIN, 'node'), [join(HERE, file), ...args], {
    cwd: ROOT,
    env: ENVIRONMENT,
    stdio: 'inherit',
  });
  // The child decides how to end; a terminal sends Ctrl-C to both, a supervisor only to us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm passes SIGTERM on to the shell between us, which dies without passing it on.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
  child.on('error', (error) => fail(`Node cannot be started: ${error.message}.`));
  child.on('exit', (code) => process.exit(code ?? 1));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
