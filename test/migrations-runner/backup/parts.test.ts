/** The parts of a backup that need no pg_dump. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { backupName, findBackup, momentOf, readCatalogue } from '../../../migrations-runner/backup/catalogue.ts';
import { decryption, encryption } from '../../../migrations-runner/backup/encryption.ts';
import { backupKey } from '../../../migrations-runner/backup/keys.ts';
import { libpqEnvironment } from '../../../migrations-runner/backup/libpq.ts';
import { newManifest, writeManifest } from '../../../migrations-runner/backup/manifest.ts';
import { DEFAULT_FOLDER, defaultStore } from '../../../migrations-runner/backup/older-place.ts';
import { openStore } from '../../../migrations-runner/backup/open-store.ts';
import { findProgram } from '../../../migrations-runner/backup/programs.ts';
import { measured } from '../../../migrations-runner/backup/progress.ts';
import { chooseExpired, parseAge } from '../../../migrations-runner/backup/retention.ts';
import { s3Store } from '../../../migrations-runner/backup/s3-store.ts';
import { compareTables } from '../../../migrations-runner/backup/table-checksums.ts';
import { DATA_FOLDER } from '../../../migrations-runner/command-line/paths.ts';
import { urlOfDatabase } from '../../../migrations-runner/database/connection.ts';
import { dropDatabase } from '../../../migrations-runner/testing/database.ts';
import { runCommand } from '../support/command-line.ts';
import { startS3 } from '../support/s3-server.ts';
import { column, execute, ownerUrl } from '../support/scratch.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-parts-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function newKey() {
  const key = backupKey({ BACKUP_ENCRYPTION_KEY: randomBytes(32).toString('base64') });
  if (!key) throw new Error('no key');
  return key;
}

describe('encryption', () => {
  const CHUNK = 65_536;
  const SEALED_CHUNK = CHUNK + 16;
  const HEADER = 32;
  const key = newKey();
  const seal = (plain: Buffer) => buffer(Readable.from([plain]).pipe(encryption(key)));
  const open = (sealed: Buffer, by = key) => buffer(Readable.from([sealed]).compose(decryption(by)));

  test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 200_000])('gives %i bytes back', async (size) => {
    const plain = randomBytes(size);
    const sealed = await seal(plain);
    expect(sealed.length).toBe(HEADER + size + 16 * Math.max(1, Math.ceil(size / CHUNK)));
    expect(await open(sealed)).toEqual(plain);
  });

  test('does not care how the stream is cut', async () => {
    const plain = randomBytes(150_000);
    const sealed = await seal(plain);
    const pieces = Array.from({ length: Math.ceil(sealed.length / 777) }, (_, i) =>
      sealed.subarray(i * 777, i * 777 + 777),
    );
    expect(await buffer(Readable.from(pieces).compose(decryption(key)))).toEqual(plain);
  });

  test('hides equal contents', async () => {
    const plain = Buffer.alloc(1000);
    expect((await seal(plain)).subarray(HEADER)).not.toEqual((await seal(plain)).subarray(HEADER));
  });

  const chunk = (sealed: Buffer, index: number) =>
    sealed.subarray(HEADER + index * SEALED_CHUNK, HEADER + (index + 1) * SEALED_CHUNK);
  const header = (sealed: Buffer) => sealed.subarray(0, HEADER);
  const flipped = (sealed: Buffer, at: number) => {
    const copy = Buffer.from(sealed);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };
  test.each<[string, (sealed: Buffer) => Buffer]>([
    ['a changed byte', (sealed) => flipped(sealed, 100)],
    ['a changed salt', (sealed) => flipped(sealed, 20)],
    ['another beginning', (sealed) => flipped(sealed, 0)],
    ['a chunk cut off', (sealed) => Buffer.concat([header(sealed), chunk(sealed, 0), chunk(sealed, 1)])],
    ['half a chunk cut off', (sealed) => sealed.subarray(0, sealed.length - 100)],
    [
      'chunks in another order',
      (sealed) => Buffer.concat([header(sealed), chunk(sealed, 1), chunk(sealed, 0), chunk(sealed, 2)]),
    ],
    [
      'a chunk twice',
      (sealed) => Buffer.concat([header(sealed), chunk(sealed, 0), chunk(sealed, 0), chunk(sealed, 2)]),
    ],
    ['something behind the end', (sealed) => Buffer.concat([sealed, Buffer.from('x')])],
    ['nothing but the header', header],
    ['nothing at all', () => Buffer.from('x')],
  ])('notices %s', async (_what, change) => {
    const sealed = await seal(randomBytes(2 * CHUNK + 5000));
    await expect(open(change(sealed))).rejects.toThrow('cannot be decrypted');
  });

  test('notices another key', async () => {
    await expect(open(await seal(Buffer.from('secret')), newKey())).rejects.toThrow('cannot be decrypted');
  });

  test.each(['c2hvcnQ=', 'not base64 at all'])('refuses the key "%s"', (text) => {
    expect(() => backupKey({ BACKUP_ENCRYPTION_KEY: text })).toThrow('must be 32 bytes in base64');
  });
});

describe('pg_dump is looked for', () => {
  async function machine(versions: Record<string, string>) {
    const root = await temporaryFolder();
    for (const [folder, version] of Object.entries(versions)) {
      await mkdir(join(root, folder, 'bin'), { recursive: true });
      const script = `#!/bin/sh\necho "pg_dump (PostgreSQL) ${version}"\n`;
      await writeFile(join(root, folder, 'bin/pg_dump'), script, { mode: 0o755 });
    }
    const find = (major: number, environment: Record<string, string> = {}) =>
      findProgram('pg_dump', major, environment, [`${root}/postgresql@*/bin`]).replace(`${root}/`, '');
    return { root, find };
  }

  test('in the folders of packages, and the one of the server is taken', async () => {
    const { find } = await machine({ 'postgresql@14': '14.9', 'postgresql@15': '15.4', 'postgresql@17': '17.2' });
    expect(find(15)).toBe('postgresql@15/bin/pg_dump');
    expect(find(16)).toBe('postgresql@17/bin/pg_dump');
  });

  test('on PATH, and PG_BIN decides alone', async () => {
    const { root, find } = await machine({ usr: '16.1 (Debian 16.1-1)', own: '18beta1' });
    expect(find(15, { PATH: `/nowhere:${root}/usr/bin` })).toBe('usr/bin/pg_dump');
    expect(find(15, { PATH: `${root}/usr/bin`, PG_BIN: `${root}/own/bin` })).toBe('own/bin/pg_dump');
  });

  test('and what is missing is said in one sentence', async () => {
    const { root, find } = await machine({ 'postgresql@14': '14.9' });
    expect(() => find(16)).toThrow(
      new RegExp(
        `^pg_dump of PostgreSQL 16 or newer is needed and only 14.9 at ${root}/.* was found: install it \\(Debian: apt install postgresql-client-16; macOS: brew install postgresql@16\\) or name its folder in PG_BIN\\.$`,
      ),
    );
    expect(() => find(14, { PG_BIN: '/nowhere' })).toThrow('none was found');
  });
});

test('a connection string becomes the environment of libpq, without the parameters of Prisma', async () => {
  const folder = await temporaryFolder();
  const url =
    'postgresql://o%40wner:p%2Fw@db.example.com:6432/my%20db?sslmode=verify-full&schema=public&connection_limit=5';
  const environment = await libpqEnvironment(url, folder);
  expect(environment).toMatchObject({
    PGHOST: 'db.example.com',
    PGPORT: '6432',
    PGUSER: 'o@wner',
    PGPASSWORD: 'p/w',
    PGDATABASE: 'my db',
    PGSSLMODE: 'verify-full',
  });
  expect(await readFile(environment.PGSSLROOTCERT ?? '', 'utf8')).toContain('BEGIN CERTIFICATE');
  expect(await libpqEnvironment('postgresql://[::1]/a?sslmode=no-verify', folder)).toMatchObject({
    PGHOST: '::1',
    PGPORT: '5432',
    PGSSLMODE: 'require',
  });
});

describe('what is kept', () => {
  const now = new Date('2026-03-31T12:00:00Z');
  const daysAgo = (days: number) => backupName('app', new Date(now.getTime() - days * 86_400_000));

  test('is what is younger, the newest of each database, and what belongs to another', () => {
    const other = backupName('other', new Date(0));
    const names = [daysAgo(1), daysAgo(29), daysAgo(31), daysAgo(400), other];
    expect(chooseExpired(names, 'app', parseAge('30d'), now)).toEqual([daysAgo(31), daysAgo(400)]);
    expect(chooseExpired([daysAgo(400), daysAgo(500)], 'app', parseAge('30d'), now)).toEqual([daysAgo(500)]);
    expect(chooseExpired([other], 'other', parseAge('1h'), now)).toEqual([]);
  });

  test.each(['30', 'd', '-1d', '0d', '30m', ''])('--keep %j is refused', (text) => {
    expect(() => parseAge(text)).toThrow('takes an age such as 30d');
  });

  test('names tell the moment, and nothing that a file system minds', () => {
    expect(backupName('a/b c', now)).toBe('a_b_c-20260331T120000000Z');
    expect(momentOf('a_b_c-20260331T120000000Z')).toEqual(now);
  });
});

test('comparing tables names each table that differs, and how', () => {
  const before = { a: { rows: 1, checksum: 'x' }, b: { rows: 1, checksum: 'x' }, c: { rows: 1, checksum: 'x' } };
  const after = { a: { rows: 2, checksum: 'x' }, b: { rows: 1, checksum: 'y' }, d: { rows: 0, checksum: '' } };
  expect(compareTables(before, after)).toEqual([
    'a has 2 rows instead of 1.',
    'b has other contents.',
    'c is missing.',
    'd was not in the backup.',
  ]);
  expect(compareTables(before, before)).toEqual([]);
});

describe('a store of the S3 protocol', () => {
  async function fileOf(size: number) {
    const path = join(await temporaryFolder(), 'file');
    const content = randomBytes(size);
    await writeFile(path, content);
    return { path, content };
  }

  test('takes large files in parts, lists page by page and gives everything back', async () => {
    const s3 = await startS3();
    const store = s3Store('s3://bucket/some/prefix', s3.environment, 1000);
    const { path, content } = await fileOf(2500);
    await store.put(path, 'large');
    for (const name of ['a', 'b', 'c', 'd', 'e']) await store.putText(name, `text of ${name}`);
    expect(s3.requests.filter((request) => request === 'PUT bucket/some/prefix/large')).toHaveLength(3);
    expect(s3.objects.get('bucket/some/prefix/large')).toEqual(content);
    expect(await store.list()).toEqual(['a', 'b', 'c', 'd', 'e', 'large']);
    expect(await buffer(await store.read('large'))).toEqual(content);
    expect(await store.readText('c')).toBe('text of c');
    await store.remove('c');
    await expect(store.readText('c')).rejects.toThrow(/refused to GET .*\/bucket\/some\/prefix\/c: 404 NoSuchKey/);
  });

  test('is asked again when it is busy', async () => {
    const s3 = await startS3();
    const store = s3Store('s3://bucket', s3.environment);
    s3.failNext(2);
    await store.putText('a', 'text');
    expect(s3.requests).toEqual(['PUT bucket/a', 'PUT bucket/a', 'PUT bucket/a']);
  });

  test('says what is wrong', async () => {
    const s3 = await startS3();
    expect(() => openStore('s3://bucket', {})).toThrow('set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    expect(() => openStore('ftp://host/x', {})).toThrow('a folder or to s3://bucket/prefix');
    const stranger = s3Store('s3://bucket', { ...s3.environment, AWS_ACCESS_KEY_ID: 'stranger' });
    await expect(stranger.putText('a', 'x')).rejects.toThrow('403 AccessDenied');
    const nobody = s3Store('s3://bucket', { ...s3.environment, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
    await expect(nobody.list()).rejects.toThrow('cannot be reached');
  });
});

describe('one damaged manifest', () => {
  const good = backupName('app', new Date('2026-03-01T00:00:00Z'));
  const bad = backupName('app', new Date('2026-03-02T00:00:00Z'));

  async function storeWith(text: string) {
    const folder = await temporaryFolder();
    const manifest = newManifest({
      name: good,
      database: 'app',
      takenAt: '2026-03-01T00:00:00.000Z',
      schemaVersion: null,
      serverVersion: '15.1',
      file: { name: `${good}.dump`, bytes: 1, sha256: '' },
      encryption: null,
      roles: [],
      tables: {},
    });
    const store = openStore(folder);
    await store.putText(`${good}.json`, writeManifest(manifest, null));
    await store.putText(`${bad}.json`, text);
    return store;
  }

  test.each(['{', 'null', '{}', '[]', '{"format":1}', '{"format":2}'])(
    'is named, and the others are there: %s',
    async (text) => {
      const store = await storeWith(text);
      const { backups, damaged } = await readCatalogue(store);
      expect(backups.map(({ name }) => name)).toEqual([good]);
      expect(damaged).toEqual([expect.stringContaining(bad)]);
      const warnings: string[] = [];
      expect((await findBackup(store, 'latest', null, (sentence) => warnings.push(sentence))).name).toBe(good);
      expect(warnings).toEqual([`${damaged[0]} The one before it is taken.`]);
      await expect(findBackup(store, bad, null)).rejects.toThrow(bad);
    },
  );

  test('list names it and shows the others', async () => {
    const store = await storeWith('{');
    const { code, output, error } = await runCommand(['list'], { BACKUP_STORE: store.place });
    expect({ code, output, error }).toEqual({
      code: 1,
      output: expect.stringMatching(new RegExp(`^${good} `)),
      error: `The manifest of ${bad} is not JSON: it was cut short or altered.\n`,
    });
  });

  test('is not what an altered one is: that is never passed over', async () => {
    const key = newKey();
    const store = await storeWith('{');
    const manifest = newManifest({
      name: bad,
      database: 'app',
      takenAt: '2026-03-02T00:00:00.000Z',
      schemaVersion: null,
      serverVersion: '15.1',
      file: { name: `${bad}.dump.enc`, bytes: 1, sha256: '' },
      encryption: { cipher: 'AES-256-GCM', keyId: key.id },
      roles: [],
      tables: {},
    });
    await store.putText(`${bad}.json`, writeManifest(manifest, key).replace('"bytes": 1', '"bytes": 2'));
    await expect(findBackup(store, 'latest', key)).rejects.toThrow(`The manifest of ${bad} was altered`);
  });
});

test('progress tells percent and time left where the end is known', () => {
  let now = 0;
  const measure = measured(200e6, () => now);
  now = 30_000;
  expect(measure(50e6)).toBe('25 %, 50 of 200 MB, about 2 min left');
  now = 60_000;
  expect(measure(150e6)).toBe('75 %, 150 of 200 MB, about 20 s left');
  expect(measure(250e6)).toMatch(/^99 %, 250 of 250 MB/);
  expect(measured(null)(5e6)).toBe('5.0 MB');
});

test('the default store is outside of what is deleted to start anew, and what is there already is found', async () => {
  expect(DEFAULT_FOLDER.startsWith(`${DATA_FOLDER}/`)).toBe(false);
  const folder = join(await temporaryFolder(), 'new');
  const older = await temporaryFolder();
  await writeFile(join(older, 'old.json'), 'old');
  const said: string[] = [];
  const store = defaultStore(folder, older, (sentence) => said.push(sentence));
  expect(said).toEqual([expect.stringContaining(`move them to ${folder}`)]);
  await store.putText('new.json', 'new');
  expect(await store.list()).toEqual(['new.json', 'old.json']);
  expect([await store.readText('old.json'), await store.readText('new.json')]).toEqual(['old', 'new']);
  await store.remove('old.json');
  expect(await store.list()).toEqual(['new.json']);
  defaultStore(folder, older, (sentence) => said.push(sentence));
  expect(said).toHaveLength(1);
});

test('a temporary database goes even while somebody is in it whom its owner may not send away, as autovacuum is', async () => {
  const role = `cerberus_dropper_${randomBytes(4).toString('hex')}`;
  const name = `cerberus_scratch_${randomBytes(6).toString('hex')}`;
  await execute(ownerUrl(), `CREATE ROLE ${role} LOGIN PASSWORD 'dropper' CREATEDB`);
  onTestFinished(() => execute(ownerUrl(), `DROP ROLE ${role}`));
  const url = new URL(urlOfDatabase(ownerUrl(), 'postgres'));
  url.username = role;
  url.password = 'dropper';
  await execute(url.toString(), `CREATE DATABASE ${name}`);
  const superuser = new Client({ connectionString: urlOfDatabase(ownerUrl(), name) });
  await superuser.connect();
  const dropped = dropDatabase(url.toString(), name);
  await sleep(1000);
  await superuser.end();
  await dropped;
  expect(await column(ownerUrl(), 'SELECT FROM pg_database WHERE datname = $1', [name])).toEqual([]);
});
