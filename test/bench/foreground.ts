/** What others notice: how long a session check takes, asked again and again on connections of their own. */
import '../support/use-node-sockets.ts';
import { Connection } from '../../src/platform/database/connection.ts';
import { sql } from '../../src/platform/database/statement.ts';
import { median } from './report.ts';

const CALLERS = 4;

export interface Latency {
  p50: number;
  p95: number;
  count: number;
}

/** Milliseconds of the queries that ended while the work ran. */
export async function latencyDuring(
  workerUrl: string,
  tokens: readonly string[],
  work: Promise<unknown>,
): Promise<Latency> {
  let running = true;
  const durations: number[] = [];
  const ended = work.finally(() => {
    running = false;
  });
  const call = async () => {
    const connection = new Connection({
      connectionString: workerUrl,
      connectTimeout: 30_000,
      statementTimeout: 30_000,
    });
    while (running) {
      const token = tokens[Math.floor(Math.random() * tokens.length)];
      const started = performance.now();
      await connection.run({ kind: 'system' }, [
        sql`SELECT s.id, u.email FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.session_token = ${token}`,
      ]);
      durations.push(performance.now() - started);
    }
    await connection.close();
  };
  await Promise.all([ended, ...Array.from({ length: CALLERS }, call)]);
  const sorted = durations.toSorted((a, b) => a - b);
  return { p50: median(sorted), p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0, count: sorted.length };
}

export function milliseconds({ p50, p95 }: Latency): string[] {
  return [p50.toFixed(2), p95.toFixed(2)];
}
