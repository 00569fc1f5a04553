/** What a backup, a restore and a drill tell while they are at work, and what a drill that is interrupted leaves. */
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openStore } from '../../../migrations-runner/backup/open-store.ts';
import { restoreBackup } from '../../../migrations-runner/backup/restore.ts';
import { takeBackup } from '../../../migrations-runner/backup/take.ts';
import { backupFolder, endlessRestore, havePrograms } from '../support/backup-programs.ts';
import { startCommand } from '../support/command-line.ts';
import { column, execute, scratchDatabase, seededDatabase } from '../support/scratch.ts';

const here = havePrograms();

test.runIf(here)('an interrupted drill removes its database, and says so', async () => {
  const url = await seededDatabase();
  const folder = await backupFolder();
  await takeBackup(url, openStore(folder), null);
  const { programs, started } = await endlessRestore();
  const drill = startCommand(['verify'], { DATABASE_URL: url, BACKUP_STORE: folder, PG_BIN: programs });
  const database = await started();
  const found = () => column(url, 'SELECT datname FROM pg_database WHERE datname = $1', [database]);
  expect(await found()).toEqual([database]);
  drill.child.kill('SIGINT');
  expect(await drill.ended).toMatchObject({
    code: 130,
    error: 'Interrupted: what was made to try things out is removed, and nothing else was touched.\n',
  });
  expect(await found()).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

test.runIf(here)('a backup after another one, and a restore, tell percent and time left', async () => {
  const url = await seededDatabase();
  // More than one chunk of a stream.
  await execute(url, 'CREATE TABLE ballast AS SELECT md5(random()::text) FROM generate_series(1, 20000)');
  const store = openStore(await backupFolder());
  const said: string[] = [];
  const report = (detail: string) => void said.push(detail);
  await takeBackup(url, store, null, { report });
  expect(said[0]).toMatch(/^[\d.]+ MB$/);
  said.length = 0;
  const manifest = await takeBackup(url, store, null, { report });
  expect(said[0]).toMatch(/^\d+ %, [\d.]+ of [\d.]+ MB, about \d+ (s|min) left$/);
  said.length = 0;
  await restoreBackup(await scratchDatabase(), { store, manifest, key: null, report });
  for (const what of ['fetching the file', 'restoring'])
    expect(said).toContainEqual(expect.stringMatching(new RegExp(`^${what}, \\d+ %, .* left$`)));
  expect(said).toContain('fetching the file, all of it read');
  expect(said).toContain('restoring, all data read; indexes and keys are being built');
});
