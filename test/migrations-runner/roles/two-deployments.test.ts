/**
 * Staging and production on one server, as at most providers: roles belong to the server, so each deployment has a
 * login of its own, and its database lets nobody else in. On a server of its own; its owners are no superusers.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTeardown } from '../../../migrations-runner/command-line/teardown.ts';
import { urlOfDatabase, withClient } from '../../../migrations-runner/database/connection.ts';
import { deployMigrations } from '../../../migrations-runner/migrations/migrate.ts';
import { type PostgresServer, startPostgres } from '../../../migrations-runner/postgres/server.ts';
import { closeDatabase } from '../../../migrations-runner/roles/database-access.ts';
import { giveWorkerLogin } from '../../../migrations-runner/roles/worker-login.ts';
import { loginName, readLogins } from '../../../migrations-runner/roles/worker-roles.ts';
import { openTestDatabase } from '../../../migrations-runner/testing/database.ts';
import { runCommand } from '../support/command-line.ts';
import { column, execute } from '../support/scratch.ts';

let server: PostgresServer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cerberus-two-'));
  await chmod(folder, 0o755);
  server = await startPostgres({ folder: join(folder, 'data'), password: 'admin', durable: false });
  for (const owner of ['alice', 'bob'])
    await admin(`CREATE ROLE ${owner} LOGIN PASSWORD '${owner}' CREATEROLE CREATEDB`);
  await migrated('alice', 'ready');
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const admin = (sql: string) => column(server.urlOf('postgres'), sql);

function as(user: string, database: string, password = user): string {
  const url = new URL(urlOfDatabase(server.urlOf('postgres'), database));
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.toString();
}

let numbers = 0;

/** A migrated database with one organisation, and nothing of the Worker's yet. */
async function deployment(name = `deployment_${++numbers}`): Promise<string> {
  await admin(`CREATE DATABASE "${name.replaceAll('"', '""')}" TEMPLATE ready OWNER alice`);
  return as('alice', name);
}

async function migrated(owner: string, name: string): Promise<string> {
  await admin(`CREATE DATABASE ${name} OWNER ${owner}`);
  const url = as(owner, name);
  await deployMigrations(url);
  await execute(
    url,
    `INSERT INTO organisations (id, slug, name, email) VALUES (gen_random_uuid(), 'acme', 'Acme', 'a@acme.example')`,
  );
  return url;
}

const login = (url: string, ...args: string[]) => runCommand(['worker-login', ...args], { DATABASE_URL: url });

async function loggedIn(url: string): Promise<string> {
  const { output, code, error } = await login(url);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return output.trim();
}

/** What the Worker's look-ups across organisations see. */
const acrossOrganisations = (url: string) =>
  withClient(url, async (client) => {
    await client.query('BEGIN; SET LOCAL ROLE cerberus_system');
    return (await client.query('SELECT slug FROM organisations')).rows.map(({ slug }) => slug);
  });

const elsewhere = (workerUrl: string, url: string) => urlOfDatabase(workerUrl, new URL(url).pathname.slice(1));
const REFUSED = /permission denied for database|User does not have CONNECT privilege/;

describe('two deployments on one server', () => {
  test('have logins of their own, and neither opens the database of the other', async () => {
    const [production, staging] = [await deployment(), await deployment()];
    const [ours, theirs] = [await loggedIn(production), await loggedIn(staging)];
    expect(new URL(ours).username).not.toBe(new URL(theirs).username);
    for (const url of [ours, theirs]) {
      expect(await acrossOrganisations(url)).toEqual(['acme']);
      // Not before it names an organisation, or becomes the system role.
      expect(await column(url, 'SELECT slug FROM organisations')).toEqual([]);
    }
    await expect(acrossOrganisations(elsewhere(theirs, production))).rejects.toThrow(REFUSED);
    await expect(acrossOrganisations(elsewhere(ours, staging))).rejects.toThrow(REFUSED);
    const doctor = await runCommand(['doctor', '--only', 'sharing'], { DATABASE_URL: production });
    expect(doctor).toMatchObject({ code: 0, output: expect.stringContaining('nothing to mend') });
  });

  test('do not cut each other off, whatever one of them does with its login', async () => {
    const [production, staging] = [await deployment(), await deployment()];
    const ours = await loggedIn(production);
    await loggedIn(staging);
    expect(await login(staging, '--rotate')).toMatchObject({ code: 0 });
    expect(await login(staging, '--close')).toMatchObject({ code: 0 });
    await giveWorkerLogin(production, 'of-npm-start', 'start');
    expect(await acrossOrganisations(ours)).toEqual(['acme']);
  });

  test('let neither login make temporary tables, and say what a superuser must take away', async () => {
    const url = await deployment();
    const workerUrl = await loggedIn(url);
    await expect(execute(workerUrl, 'CREATE TEMPORARY TABLE mine (id int)')).rejects.toMatchObject({ code: '42501' });
    await execute(url, 'CREATE TEMPORARY TABLE mine (id int)');
    const doctor = () => runCommand(['doctor', '--only', 'worker-login', '--strict'], { DATABASE_URL: url });
    const { output, code } = await doctor();
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('Only a superuser can take it'),
    });
    const statement = /-c '(REVOKE EXECUTE ON FUNCTION [^']+)'/.exec(output)?.[1] ?? '';
    await execute(urlOfDatabase(server.urlOf('postgres'), new URL(url).pathname.slice(1)), statement);
    await expect(execute(workerUrl, 'SELECT lo_create(0)')).rejects.toMatchObject({ code: '42501' });
    expect((await doctor()).output).toContain('nothing to mend');
    // Again, by an owner who may not call them any more either.
    expect(await login(url, '--rotate')).toMatchObject({ code: 0 });
  });

  test('are backed up and given back by an owner, though a superuser has taken rights away', async () => {
    const url = await deployment();
    const database = new URL(url).pathname.slice(1);
    await withClient(urlOfDatabase(server.urlOf('postgres'), database), closeDatabase);
    const environment = {
      BACKUP_STORE: join(folder, 'backups'),
      BACKUP_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
    };
    expect(await runCommand(['backup'], { ...environment, DATABASE_URL: url })).toMatchObject({ code: 0, error: '' });
    await admin('CREATE DATABASE given_back OWNER alice');
    const restored = as('alice', 'given_back');
    const outcome = await runCommand(['restore', 'latest'], { ...environment, DATABASE_URL: restored });
    expect(outcome).toMatchObject({ code: 0 });
    expect(await acrossOrganisations(await loggedIn(restored))).toEqual(['acme']);
  });

  test('are reported where one stands open to the other', async () => {
    const [production, staging] = [await deployment(), await deployment()];
    await loggedIn(staging);
    const doctor = (...args: string[]) =>
      runCommand(['doctor', '--only', 'sharing', ...args], { DATABASE_URL: production });
    const name = loginName('worker', new URL(staging).pathname.slice(1));
    expect(await doctor()).toMatchObject({ code: 1, output: expect.stringContaining(name) });
    await loggedIn(production);
    expect(await doctor('--strict')).toMatchObject({ code: 0 });
  });

  test('of two owners: the second one is told which right is missing, where it is', async () => {
    const staging = await migrated('bob', 'of_bob');
    const { code, output, error } = await login(staging);
    // Since PostgreSQL 16 a role is given by those who administer it; before, CREATEROLE was enough.
    const [since16] = await admin(`SELECT current_setting('server_version_num')::int >= 160000`);
    if (since16) {
      expect({ code, error }).toEqual({
        code: 1,
        error: expect.stringMatching(
          /^The role "bob" may not give cerberus_worker .* GRANT cerberus_worker TO "?bob"? WITH ADMIN OPTION[^\n]*\n$/,
        ),
      });
      await admin('GRANT cerberus_worker TO bob WITH ADMIN OPTION');
      await loggedIn(staging);
    } else {
      expect(await acrossOrganisations(output.trim())).toEqual(['acme']);
    }
  });
});

describe('worker-login', () => {
  test('does not change a password by being repeated', async () => {
    const url = await deployment();
    const first = await loggedIn(url);
    const { code, output, error } = await login(url);
    expect({ code, output, error }).toEqual({ code: 1, output: '', error: expect.stringContaining('--rotate') });
    expect(await acrossOrganisations(first)).toEqual(['acme']);
    const second = (await login(url, '--rotate')).output.trim();
    expect(new URL(second).username).toBe(new URL(first).username);
    expect(await acrossOrganisations(second)).toEqual(['acme']);
    await expect(acrossOrganisations(first)).rejects.toThrow('refused the password');
    const given = { DATABASE_URL: url, WORKER_DATABASE_PASSWORD: 'chosen-by-the-operator' };
    const outcomes = [await runCommand(['worker-login'], given), await runCommand(['worker-login'], given)];
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(outcomes[0]).toMatchObject({ code: 0, output: expect.stringContaining('chosen-by-the-operator') });
  });

  test('two at once make one login', async () => {
    const url = await deployment();
    const urls = await Promise.all([1, 2, 3].map(() => giveWorkerLogin(url, 'the-same-password')));
    expect(new Set(urls).size).toBe(1);
    expect(await acrossOrganisations(urls[0] ?? '')).toEqual(['acme']);
  });

  test('leaves those connected who have rights in the database, and nobody else', async () => {
    const url = await deployment();
    await admin(`CREATE ROLE reports LOGIN PASSWORD 'reports'`);
    await admin(`CREATE ROLE stranger LOGIN PASSWORD 'stranger'`);
    await execute(url, 'GRANT SELECT ON permissions TO reports');
    await loggedIn(url);
    const database = new URL(url).pathname.slice(1);
    expect(await column(as('reports', database), 'SELECT count(*)::int FROM permissions')).toEqual([0]);
    await expect(column(as('stranger', database), 'SELECT 1')).rejects.toThrow(REFUSED);
  });

  test('says what an owner without CREATEROLE lacks', async () => {
    const url = await deployment();
    await admin(`CREATE ROLE plain LOGIN PASSWORD 'plain'`);
    const { code, error } = await login(as('plain', new URL(url).pathname.slice(1)));
    expect({ code, error }).toEqual({
      code: 1,
      error: expect.stringMatching(
        /^The role "plain" may not make roles: [^\n]* ALTER ROLE "plain" CREATEROLE[^\n]*\n$/,
      ),
    });
  });

  test('does not take over a role that has more privileges than the Worker', async () => {
    const url = await deployment();
    await admin(`CREATE ROLE ${loginName('worker', new URL(url).pathname.slice(1))} CREATEDB`);
    expect(await login(url)).toMatchObject({ code: 1, error: expect.stringContaining('more privileges') });
  });
});

describe('a database', () => {
  const names = (url: string) => withClient(url, async (client) => (await readLogins(client)).map(({ name }) => name));

  test('that is renamed keeps its login; the one that takes its name gets another', async () => {
    const url = await deployment();
    const name = new URL(url).pathname.slice(1);
    const ours = await loggedIn(url);
    await admin(`ALTER DATABASE ${name} RENAME TO ${name}_old`);
    const renamed = as('alice', `${name}_old`);
    expect(await acrossOrganisations(elsewhere(ours, renamed))).toEqual(['acme']);
    const successor = await deployment(name);
    const theirs = await loggedIn(successor);
    expect(new URL(theirs).username).toMatch(new RegExp(`^cerberus_worker_${name}_\\d+$`));
    expect(await acrossOrganisations(elsewhere(ours, renamed))).toEqual(['acme']);
    await expect(acrossOrganisations(elsewhere(ours, successor))).rejects.toThrow(REFUSED);
    expect(await names(renamed)).toEqual([`cerberus_worker_${name}`]);
  });

  test('that is a copy has no login yet, and is reported until it has one', async () => {
    const url = await deployment();
    const name = new URL(url).pathname.slice(1);
    const ours = await loggedIn(url);
    await admin(`CREATE DATABASE ${name}_copy TEMPLATE ${name} OWNER alice`);
    const copy = as('alice', `${name}_copy`);
    expect(await names(copy)).toEqual([]);
    const doctor = await runCommand(['doctor', '--only', 'sharing'], { DATABASE_URL: copy });
    expect(doctor).toMatchObject({ code: 1, output: expect.stringContaining(`cerberus_worker_${name},`) });
    expect(await acrossOrganisations(await loggedIn(copy))).toEqual(['acme']);
    await expect(acrossOrganisations(elsewhere(ours, copy))).rejects.toThrow(REFUSED);
    expect(await acrossOrganisations(ours)).toEqual(['acme']);
  });

  test.each([
    ['quotes, spaces and letters of other scripts', `O'Brien "Größe" 東京`],
    ['as many bytes as there may be', `${'ü'.repeat(31)}x`],
    ['the same beginning as that one', `${'ü'.repeat(31)}y`],
  ])('may have a name with %s', async (_what, name) => {
    const url = await deployment(name);
    const ours = await loggedIn(url);
    expect(await acrossOrganisations(ours)).toEqual(['acme']);
    expect(await column(ours, 'SELECT session_user::text')).toEqual([loginName('worker', name)]);
  });
});

test('names of logins fit, whole characters only, and differ where databases do', () => {
  const databases = [
    'a',
    'ü'.repeat(31),
    `${'ü'.repeat(30)}a`,
    '東'.repeat(21),
    `${'x'.repeat(62)}1`,
    `${'x'.repeat(62)}2`,
  ];
  const made = databases.map((database) => loginName('worker', database));
  expect(made.every((name) => Buffer.byteLength(name) <= 63 && !name.includes('\uFFFD'))).toBe(true);
  expect(new Set(made).size).toBe(databases.length);
});

describe('the way from the login that older releases shared', () => {
  /** As `worker-login` of older releases left it. */
  async function shared(...urls: string[]): Promise<(url: string) => string> {
    await admin(`ALTER ROLE cerberus_worker LOGIN PASSWORD 'shared'`);
    for (const url of urls) {
      await execute(
        url,
        `DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END $$`,
      );
    }
    return (url) => as('cerberus_worker', new URL(url).pathname.slice(1), 'shared');
  }

  test('keeps the running Worker working until it has the new one, and ends when nobody uses the old one', async () => {
    const [production, staging] = [await deployment(), await deployment()];
    const old = await shared(production, staging);
    const doctor = await runCommand(['doctor', '--only', 'sharing'], { DATABASE_URL: production });
    expect(doctor).toMatchObject({ code: 1, output: expect.stringContaining('older releases shared') });

    const first = await login(production);
    expect(first).toMatchObject({ code: 0, error: expect.stringContaining('worker-login --close') });
    expect(await acrossOrganisations(old(production))).toEqual(['acme']);
    expect(await acrossOrganisations(first.output.trim())).toEqual(['acme']);

    await withClient(old(production), async () => {
      const { code, error } = await login(production, '--close');
      expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('1 connections to this database') });
    });
    await expect
      .poll(() => admin(`SELECT count(*)::int FROM pg_stat_activity WHERE usename = 'cerberus_worker'`))
      .toEqual([0]);
    expect(await login(production, '--close')).toMatchObject({
      code: 0,
      error: expect.stringContaining(new URL(staging).pathname.slice(1)),
    });
    await expect(acrossOrganisations(old(production))).rejects.toThrow(REFUSED);
    expect(await acrossOrganisations(first.output.trim())).toEqual(['acme']);
    // Whoever has not moved yet still works.
    expect(await acrossOrganisations(old(staging))).toEqual(['acme']);
  });

  test('--close wants a login of its own first', async () => {
    const url = await deployment();
    const old = await shared(url);
    expect(await login(url, '--close')).toMatchObject({
      code: 1,
      error: expect.stringContaining('no login of its own'),
    });
    expect(await acrossOrganisations(old(url))).toEqual(['acme']);
  });
});

test('databases of drills are closed before anything is in them', async () => {
  const teardown = createTeardown();
  // Other tests of this server leave its shared login behind, which is said beside it.
  const theirs = (await login(await deployment())).output.trim();
  const url = await openTestDatabase(teardown, server.urlOf('postgres'));
  await expect(column(elsewhere(theirs, url), 'SELECT 1')).rejects.toThrow(REFUSED);
  await teardown.run();
});
