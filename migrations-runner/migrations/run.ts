/**
 * Runs the script of one migration so that it keeps nobody waiting, ends with its runner, and leaves behind a history
 * that is true.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientBase, DatabaseError } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { watchBlockers } from '../database/blockers.ts';
import { withClient } from '../database/connection.ts';
import { type Attempt, forget, markUncommitted, readAttempt, withRecord } from './attempt.ts';
import { findScript, lockScript, unlockScript } from './deploy-lock.ts';
import { kindOf, type ScriptKind } from './script.ts';

/** While a script waits for a lock, everybody who comes after it waits as well, readers too. */
const LOCK_TIMEOUT_MS = 2000;
const PAUSE_MIN_MS = 1000;
const PAUSE_MAX_MS = 15_000;
/** How long the tries go on: longer than most reports and backups take. */
const PATIENCE_MS = 600_000;

export interface MigrationOptions {
  /** Another runner is at work on this database. */
  onWait?: () => void;
  /** Its script begins. */
  onMigration?: (name: string) => void;
  /** What is worth a line of its own: a lock that is waited for, a script that a dead runner left. */
  onNotice?: (sentence: string) => void;
  /** Milliseconds until a lock that others keep is given up. */
  patience?: number;
  /** Cancels the script that is at work, and begins no other. */
  signal?: AbortSignal;
}

/** `stopped` tells afterwards why a script was given up, where that was no fault of the script. */
export interface ScriptRunner {
  run(client: ClientBase, script: string): Promise<void>;
  stopped: CommandError | null;
}

export function scriptRunner(url: string, options: MigrationOptions): ScriptRunner {
  const runner: ScriptRunner = {
    stopped: null,
    run: async (client, script) => {
      const attempt = await readAttempt(client);
      if (!attempt) {
        await client.query(script);
        return;
      }
      options.onMigration?.(attempt.name);
      await prepareSession(client);
      await lockScript(client);
      try {
        await runUntilUnlocked({ url, client, script, attempt, options, runner, blockers: '' });
      } finally {
        await unlockScript(client).catch(() => {});
      }
    },
  };
  return runner;
}

interface Run {
  url: string;
  client: ClientBase;
  script: string;
  attempt: Attempt;
  options: MigrationOptions;
  runner: ScriptRunner;
  /** Who was in the way of the last try. */
  blockers: string;
}

/**
 * The server looks whether its client is still there: without it a script goes on for a runner that was killed. Where
 * the platform cannot look, the script ends when it wants to answer.
 */
async function prepareSession(client: ClientBase): Promise<void> {
  const settings = [
    `client_connection_check_interval = '1s'`,
    'tcp_keepalives_idle = 10',
    'tcp_keepalives_interval = 5',
    'tcp_keepalives_count = 3',
  ];
  for (const setting of settings) await client.query(`SET ${setting}`).catch(() => {});
}

/** A try that did not get its lock leaves nothing behind, so the next one begins anew. */
async function runUntilUnlocked(run: Run): Promise<void> {
  const { script, options, runner } = run;
  const { patience = PATIENCE_MS, onNotice = () => {}, signal } = options;
  const kind = kindOf(script);
  const deadline = Date.now() + patience;
  for (let pause = PAUSE_MIN_MS; ; pause = Math.min(2 * pause, PAUSE_MAX_MS)) {
    const failure = signal?.aborted ? new Error('Interrupted') : await tryOnce(run, kind);
    if (!failure) return;
    if (isLocked(failure) && kind === 'transaction' && !signal?.aborted && Date.now() + pause < deadline) {
      onNotice(`${describeLock(run)}; nobody waits behind it meanwhile, and it tries again in ${pause / 1000} s.`);
      await sleep(pause, undefined, { signal }).catch(() => {});
      continue;
    }
    runner.stopped = explainStop(run, kind, failure, patience);
    if (runner.stopped && kind === 'transaction') await forgetSafely(run);
    throw failure;
  }
}

/** @returns null when the script itself is at fault, or may have left a part of its work behind */
function explainStop(run: Run, kind: ScriptKind, failure: Failure, patience: number): CommandError | null {
  if (run.options.signal?.aborted) return interrupted(run.attempt, kind);
  if (isLost(failure)) return connectionLost(run.attempt, kind);
  if (!isLocked(failure) || kind !== 'transaction') return null;
  return new CommandError(
    `${describeLock(run)}, and did not get it in ${Math.round(patience / 1000)} s. Nothing of it was applied: run ${PROGRAM} deploy when that has ended.`,
  );
}

type Failure = Error & { code?: string };

/** Somebody else kept the lock, or wanted ours while we wanted theirs. */
function isLocked({ code }: Failure): boolean {
  return code === '55P03' || code === '40P01';
}

function describeLock({ attempt, blockers }: Run): string {
  return `The migration ${attempt.name} needs a lock that ${blockers || 'another session'} keeps`;
}

/** By its end PostgreSQL has recorded it together with its work; before that, nothing of it is there. */
async function forgetSafely({ url, client, attempt }: Run): Promise<void> {
  await forget(client, attempt).catch(() =>
    withClient(url, async (fresh) => {
      while ((await findScript(fresh)) !== null) await sleep(PAUSE_MIN_MS);
      await forget(fresh, attempt);
    }).catch(() => {}),
  );
}

/** What the driver says of a dead connection has no code of PostgreSQL; the end by an administrator has class 57P. */
function isLost(failure: Failure): boolean {
  return !(failure instanceof DatabaseError) || /^57P/.test(failure.code ?? '');
}

function connectionLost({ name }: Attempt, kind: ScriptKind): CommandError {
  const state =
    kind === 'transaction'
      ? `What it did is there whole and recorded, or not at all: run ${PROGRAM} deploy again`
      : `A part of it may be there: ${PROGRAM} status tells the way out`;
  return new CommandError(`The connection to the database was lost while the migration ${name} ran. ${state}.`);
}

function interrupted({ name }: Attempt, kind: ScriptKind): CommandError {
  const state =
    kind === 'transaction'
      ? `nothing of it was applied, and ${PROGRAM} deploy runs it again`
      : `a part of it may be there: ${PROGRAM} status tells the way out`;
  return new CommandError(`Interrupted. The migration ${name} was cancelled in the server; ${state}.`);
}

/** @returns what went wrong, or null */
async function tryOnce(run: Run, kind: ScriptKind): Promise<Failure | null> {
  const { url, client, script, attempt, options } = run;
  const pid = await readProcess(client);
  const watch = watchBlockers(url, pid);
  const cancel = () => void cancelScript(url, pid);
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    // Reads and writes pass the locks of CONCURRENTLY, which waits for all of them.
    await client.query(`SET lock_timeout = ${kind === 'concurrently' ? 0 : LOCK_TIMEOUT_MS}`);
    if (kind === 'transaction') await runAsTransaction(client, script, attempt);
    else await client.query(script);
    return null;
  } catch (error) {
    // A script that opened a transaction of its own leaves it open, and the engine goes on with this connection.
    await client.query('ROLLBACK').catch(() => {});
    return error as Failure;
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    await watch.stop();
    run.blockers = watch.describe();
    await client.query('SET lock_timeout = 0').catch(() => {});
  }
}

/** PostgreSQL runs statements that it reads together as one transaction. */
async function runAsTransaction(client: ClientBase, script: string, attempt: Attempt): Promise<void> {
  await markUncommitted(client, attempt);
  try {
    await client.query(withRecord(script, attempt));
  } catch (error) {
    // VACUUM and the like stand alone; nothing has run yet.
    if ((error as { code?: string }).code !== '25001') throw error;
    await client.query('UPDATE public._prisma_migrations SET logs = NULL WHERE id = $1', [attempt.id]);
    await client.query(script);
  }
}

async function readProcess(client: ClientBase): Promise<number> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  return rows[0].pid;
}

/** Over another connection: this one waits for its script. */
async function cancelScript(url: string, pid: number): Promise<void> {
  await withClient(url, (client) => client.query('SELECT pg_cancel_backend($1)', [pid])).catch(() => {});
}
