/** Prisma's own program beside ours, as its guides use it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';
import { column, seededDatabase } from '../support/scratch.ts';

const prisma = (args: string[], environment: Record<string, string>) =>
  promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/prisma/build/index.js'), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', ...environment },
  }).then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ stdout, stderr }) => stdout + stderr,
  );

/** A place for downloads where nobody listens: nothing is fetched, and the message names what was looked for. */
const NO_DOWNLOADS = { PRISMA_ENGINES_MIRROR: 'http://127.0.0.1:1' };

test.each(['status', 'deploy'])(
  'prisma migrate %s asks for its native engine instead of starting another program',
  async (command) => {
    const output = await prisma(['migrate', command], NO_DOWNLOADS);
    expect(output).toMatch(/http:\/\/127\.0\.0\.1:1\/\S*schema-engine|P1001|up to date|Following migration/);
    expect(output).not.toContain('Schema engine error:');
  },
);

test('prisma migrate uses the engine that it is given', async () => {
  // Any program that says which one it is will do; the engine itself is not ours to test.
  const output = await prisma(['migrate', 'status'], { ...NO_DOWNLOADS, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/false' });
  expect(output).not.toContain('127.0.0.1:1');
});

test('prisma db seed needs no engine and seeds', async () => {
  const url = await seededDatabase();
  await column(url, 'DELETE FROM role_permissions');
  await column(url, 'DELETE FROM permissions');
  await prisma(['db', 'seed'], {
    ...NO_DOWNLOADS,
    DATABASE_URL: url,
    SECRET_ENCRYPTION_KEY: `${'A'.repeat(43)}=`,
  });
  expect((await column(url, 'SELECT count(*)::int FROM permissions'))[0]).toBeGreaterThan(0);
});
