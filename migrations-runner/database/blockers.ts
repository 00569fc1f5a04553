/** Who holds the lock that a session waits for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { withClient } from './connection.ts';

/** More than one look while a script waits for a lock (LOCK_TIMEOUT_MS in migrations/run.ts). */
const LOOK_MS = 600;

interface Blocker {
  pid: number;
  role: string | null;
  program: string | null;
  /** Since its transaction began; null where PostgreSQL does not tell this role. */
  seconds: number | null;
}

export interface Watch {
  /** Who was in the way when it was last looked, as a part of a sentence; empty when nobody was. */
  describe(): string;
  stop(): Promise<void>;
}

/** Looks again and again, over a connection of its own. What others run is not told: it may hold secrets. */
export function watchBlockers(url: string, pid: number): Watch {
  const stopping = new AbortController();
  const pause = () => sleep(LOOK_MS, undefined, { signal: stopping.signal });
  let last: Blocker[] = [];
  const watching = async () => {
    // Most scripts have ended before the first look.
    await pause();
    await withClient(url, async (client) => {
      for (; ; await pause()) {
        const found = await readBlockers(client, pid);
        if (found.length > 0) last = found;
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
