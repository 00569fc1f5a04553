/** Checks whether a pooler between the Worker and the database supports prepared statements. */
import { randomBytes } from 'node:crypto';
import { withClient } from '../database/connection.ts';
import type { Check } from './check.ts';

/** protocol_violation, invalid_sql_statement_name, duplicate_prepared_statement. */
const UNSUPPORTED = ['08P01', '26000', '42P05'];
/** Milliseconds: with a pool of one connection the first client waits for the second, and nothing can be tested. */
const QUERY_TIMEOUT_MS = 5_000;

const prepared: Check = {
  name: 'prepared',
  run: async ({ url, environment }) => {
    if (environment.DATABASE_PREPARED_STATEMENTS === 'false') return [];
    const code = await refusalOf(environment.WORKER_DATABASE_URL ?? url);
    if (code === null) return [];
    return [
      {
        level: 'warning',
        what: `The pooler does not keep prepared statements (SQLSTATE ${code}).`,
        why: 'PostgreSQL plans every statement anew, and each isolate of the Worker meets refusals before it goes without.',
        mend: 'Use PgBouncer 1.21 or newer with max_prepared_statements = 300, or give the Worker DATABASE_PREPARED_STATEMENTS = "false".',
      },
    ];
  },
};

/** Two clients prepare the same name and switch server connections. @returns null when nothing is refused */
function refusalOf(url: string): Promise<string | null> {
  const name = `doctor_${randomBytes(8).toString('hex')}`;
  const query = { name, text: 'SELECT $1::int AS one', values: [1], query_timeout: QUERY_TIMEOUT_MS };
  return withClient(url, (first) =>
    withClient(url, async (second) => {
      try {
        await first.query(query);
        // Keeps the first client's server connection, so that its next query gets another one.
        await second.query('BEGIN');
        await second.query(query);
        await first.query(query);
        return null;
      } catch (error) {
        const { code, message } = error as { code?: string; message: string };
        if (message === 'Query read timeout') return null;
        if (code === undefined || !UNSUPPORTED.includes(code)) throw error;
        return code;
      }
    }),
  );
}

export const POOLER_CHECKS: readonly Check[] = [prepared];
