/** PostgreSQL's programs for tests of backups: those of this machine, and one in their place that does not end. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { findProgram } from '../../../migrations-runner/backup/programs.ts';
import { column, ownerUrl } from './scratch.ts';

export const [SERVER_MAJOR = 0] = await column<number>(
  ownerUrl(),
  `SELECT current_setting('server_version_num')::int / 10000`,
);

/** Whether pg_dump and pg_restore are there: they cannot come from npm. */
export function havePrograms(): boolean {
  try {
    return findProgram('pg_dump', SERVER_MAJOR) !== '' && findProgram('pg_restore', SERVER_MAJOR) !== '';
  } catch {
    return false;
  }
}

export async function backupFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-backups-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A pg_restore that outlasts every test, in place of one whose end nobody can foretell.
 * @returns its folder, and what waits until it runs and answers the database that it was given
 */
export async function endlessRestore() {
  const programs = await backupFolder();
  const witness = join(programs, 'started');
  const script = [
    '#!/bin/sh',
    `[ "$1" = --version ] && echo 'pg_restore (PostgreSQL) 99.0' && exit`,
    `printf %s "$PGDATABASE" > ${witness}.new; mv ${witness}.new ${witness}; exec sleep 120`,
  ];
  await writeFile(join(programs, 'pg_restore'), `${script.join('\n')}\n`, { mode: 0o755 });
  const started = async () => {
    await expect.poll(() => existsSync(witness), { timeout: 60_000 }).toBe(true);
    return readFile(witness, 'utf8');
  };
  return { programs, started };
}
