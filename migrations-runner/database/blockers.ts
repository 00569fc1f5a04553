/** Finds the sessions that hold a lock for which another session waits. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { withClient } from './connection.ts';

/** Short enough for several polls while a script waits for a lock (LOCK_TIMEOUT_MS in migrations/run.ts). */
const POLL_MS = 600;

interface Blocker {
  pid: number;
  role: string | null;
  program: string | null;
  /** Since its transaction began; null when this role may not see it. */
  seconds: number | null;
}

export interface Watch {
  /** The last blockers that were seen, as part of a sentence; empty without any. */
  describe(): string;
  stop(): Promise<void>;
}

/** Polls on its own connection. Statements of other sessions are not shown: they may contain secrets. */
export function watchBlockers(url: string, pid: number): Watch {
  const stopping = new AbortController();
  const pause = () => sleep(POLL_MS, undefined, { signal: stopping.signal });
  let last: Blocker[] = [];
  const watching = async () => {
    // Most scripts have ended before the first poll.
    await pause();
    await withClient(url, async (client) => {
      for (; ; await pause()) {
        const blockers = await readBlockers(client, pid);
        if (blockers.length > 0) last = blockers;
      }
    });
  };
  const watched = watching().catch(() => {});
  return {
    describe: () => last.map(describe).join(', '),
    stop: () => {
      stopping.abort();
      return watched;
    },
  };
}

async function readBlockers(client: Client, pid: number): Promise<Blocker[]> {
  const { rows } = await client.query<Blocker>(
    `SELECT blocking.pid, usename AS role, application_name AS program,
       extract(epoch FROM clock_timestamp() - xact_start)::int AS seconds
     FROM unnest(pg_blocking_pids($1)) AS blocking (pid) LEFT JOIN pg_stat_activity USING (pid)`,
    [pid],
  );
  return rows;
}

function describe({ pid, role, program, seconds }: Blocker): string {
  const facts = [
    program && `"${program}"`,
    role && `as ${role}`,
    seconds !== null && `in a transaction for ${seconds} s`,
  ];
  const known = facts.filter(Boolean).join(' ');
  return `server process ${pid}${known && ` (${known})`}`;
}
