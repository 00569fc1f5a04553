/**
 * Runs the script of one migration so that it does not block other sessions for long, ends when its runner dies, and
 * leaves a correct history.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientBase, DatabaseError } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { watchBlockers } from '../database/blockers.ts';
import { withClient } from '../database/connection.ts';
import { type Attempt, markUncommitted, readAttempt, recordRollback, withRecord } from './attempt.ts';
import { findScript, lockScript, unlockScript } from './deploy-lock.ts';
import { kindOf, type ScriptKind } from './script.ts';

/** Short: while a script waits for a lock, all later statements on the table wait as well, even reads. */
const LOCK_TIMEOUT_MS = 2000;
const PAUSE_MIN_MS = 1000;
const PAUSE_MAX_MS = 15_000;
/** The default time for all attempts: longer than most reports and backups take. */
const RETRY_TIMEOUT_MS = 600_000;

export interface MigrationOptions {
  /** Called when another runner is migrating this database. */
  onWait?: () => void;
  /** Called when the script of a migration begins. */
  onMigration?: (name: string) => void;
  /** Called with messages: a script waits for a lock, or a dead runner left one. */
  onNotice?: (sentence: string) => void;
  /** Milliseconds for all attempts to get a lock. */
  retryTimeout?: number;
  /** Cancels the running script, and starts no other. */
  signal?: AbortSignal;
}

/** `stopped` is the reason why a script was given up, if the script itself was not the cause. */
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
  /** The sessions that blocked the last attempt. */
  blockers: string;
}

/**
 * Lets the server check that its client is still connected; otherwise the script of a killed runner would continue. On
 * platforms without this check the script ends when the server sends its answer.
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

/** An attempt that did not get its lock was rolled back, so the script can be retried from the start. */
async function runUntilUnlocked(run: Run): Promise<void> {
  const { script, options, runner } = run;
  const { retryTimeout = RETRY_TIMEOUT_MS, onNotice = () => {}, signal } = options;
  const kind = kindOf(script);
  const deadline = Date.now() + retryTimeout;
  for (let pause = PAUSE_MIN_MS; ; pause = Math.min(2 * pause, PAUSE_MAX_MS)) {
    const failure = signal?.aborted ? new Error('Interrupted') : await tryOnce(run, kind);
    if (!failure) return;
    if (isLocked(failure) && kind === 'transaction' && !signal?.aborted && Date.now() + pause < deadline) {
      onNotice(`${describeLock(run)}; nobody waits behind it meanwhile, and it tries again in ${pause / 1000} s.`);
      await sleep(pause, undefined, { signal }).catch(() => {});
      continue;
    }
    runner.stopped = explainStop(run, kind, failure, retryTimeout);
    if (runner.stopped && kind === 'transaction') await recordRollbackSafely(run);
    throw failure;
  }
}

/** @returns null when the script itself failed, or may have committed a part of its work */
function explainStop(run: Run, kind: ScriptKind, failure: Failure, retryTimeout: number): CommandError | null {
  if (run.options.signal?.aborted) return interrupted(run.attempt, kind);
  if (isLost(failure)) return connectionLost(run.attempt, kind);
  if (!isLocked(failure) || kind !== 'transaction') return null;
  return new CommandError(
    `${describeLock(run)}, and did not get it in ${Math.round(retryTimeout / 1000)} s. Nothing of it was applied: run ${PROGRAM} deploy when that has ended.`,
  );
}

type Failure = Error & { code?: string };

/** A lock timeout or a deadlock. */
function isLocked({ code }: Failure): boolean {
  return code === '55P03' || code === '40P01';
}

function describeLock({ attempt, blockers }: Run): string {
  return `The migration ${attempt.name} needs a lock that ${blockers || 'another session'} keeps`;
}

/** Records the rollback, on a new connection if needed. If the script has committed, the update changes nothing. */
async function recordRollbackSafely({ url, client, attempt }: Run): Promise<void> {
  await recordRollback(client, attempt).catch(() =>
    withClient(url, async (fresh) => {
      while ((await findScript(fresh)) !== null) await sleep(PAUSE_MIN_MS);
      await recordRollback(fresh, attempt);
    }).catch(() => {}),
  );
}

/** The driver's errors about a lost connection have no SQLSTATE; a termination by an administrator has class 57P. */
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

/** @returns the error, or null */
async function tryOnce(run: Run, kind: ScriptKind): Promise<Failure | null> {
  const { url, client, script, attempt, options } = run;
  const pid = await readProcess(client);
  const watch = watchBlockers(url, pid);
  const cancel = () => void cancelScript(url, pid);
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    // CONCURRENTLY waits for all transactions, and its locks do not block reads and writes.
    await client.query(`SET lock_timeout = ${kind === 'concurrently' ? 0 : LOCK_TIMEOUT_MS}`);
    if (kind === 'transaction') await runAsTransaction(client, script, attempt);
    else await client.query(script);
    return null;
  } catch (error) {
    // A script may leave its own transaction open, and the engine uses this connection again.
    await client.query('ROLLBACK').catch(() => {});
    return error as Failure;
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    await watch.stop();
    run.blockers = watch.describe();
    await client.query('SET lock_timeout = 0').catch(() => {});
  }
}

/** PostgreSQL runs statements that are sent together as one transaction. */
async function runAsTransaction(client: ClientBase, script: string, attempt: Attempt): Promise<void> {
  await markUncommitted(client, attempt);
  try {
    await client.query(withRecord(script, attempt));
  } catch (error) {
    // VACUUM and similar statements cannot run in a transaction; nothing has run yet.
    if ((error as { code?: string }).code !== '25001') throw error;
    await client.query('UPDATE public._prisma_migrations SET logs = NULL WHERE id = $1', [attempt.id]);
    await client.query(script);
  }
}

async function readProcess(client: ClientBase): Promise<number> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  return rows[0].pid;
}

/** Uses another connection, since this one waits for its script. */
async function cancelScript(url: string, pid: number): Promise<void> {
  await withClient(url, (client) => client.query('SELECT pg_cancel_backend($1)', [pid])).catch(() => {});
}
