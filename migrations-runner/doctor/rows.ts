/** Checks for rows that should have been removed or processed. */
import { GRACE as ERASURE_GRACE } from '../../src/domain/account/deletion-grace.ts';
import { countDue, SWEEPS } from '../../src/domain/sweeps/expired-rows.ts';
import { isMarked } from '../database/development-mark.ts';
import { isDevelopment, isProduction } from '../database/environment.ts';
import { DEMO_CLIENTS, DEMO_ORGANISATION, DEMO_OWNER_EMAILS } from '../seed/demo-data.ts';
import type { Check, Finding } from './check.ts';
import { psql, rowsOf } from './check.ts';

const deadRows: Check = {
  name: 'dead-rows',
  run: async ({ client, thresholds }) => {
    const rows = await rowsOf<{ table: string; dead: number; live: number }>(
      client,
      `SELECT relid::regclass::text AS table, n_dead_tup::int AS dead, n_live_tup::int AS live FROM pg_stat_user_tables
       WHERE n_dead_tup >= $1 AND n_dead_tup > n_live_tup / 2 ORDER BY n_dead_tup DESC`,
      [thresholds.largeTableRows],
    );
    return rows.map(({ table, dead, live }) => ({
      level: 'warning',
      what: `${table} holds ${dead} dead rows beside ${live} live ones.`,
      why: 'Tables of tokens change all the time; what VACUUM does not get to makes every look-up read more.',
      mend: psql(`VACUUM (ANALYZE) ${table}`),
    }));
  },
};

/** Counting stops here: it would take as long as removing the rows. */
const COUNT_MAX = 1_000_000;

const expiredRows: Check = {
  name: 'expired-rows',
  run: async ({ client, now, thresholds }) => {
    const findings: Finding[] = [];
    const moment = new Date(now.getTime() - thresholds.sweepGraceSeconds * 1000);
    for (const sweep of SWEEPS) {
      const { text, values } = countDue(sweep, { now: moment }, COUNT_MAX);
      const [result] = await rowsOf<{ count: number }>(client, text, values);
      if (!result?.count) continue;
      findings.push({
        level: 'warning',
        what: `The sweep "${sweep.name}" is behind: ${rowsText(result.count)} should be gone.`,
        why: 'The tables of sessions and tokens grow without end when the cron trigger does not run, or when more expires than its runs have time for.',
        mend: 'See the cron triggers of the Worker (wrangler.toml, [triggers]) and its log. A run goes on until nothing is left or five minutes are over; some hundred thousand rows fit into one (docs/benchmarks.md).',
      });
    }
    return findings;
  },
};

function rowsText(count: number): string {
  if (count >= COUNT_MAX) return `${COUNT_MAX} rows, or more,`;
  return count === 1 ? '1 row' : `${count} rows`;
}

interface Queue {
  name: string;
  /** The rows that have been due since before $1. */
  query: string;
  /** How often the job runs, and for how long. */
  pace: string;
}

const QUEUES: readonly Queue[] = [
  ...['outbound_emails', 'logout_deliveries'].map((table) => ({
    name: table,
    query: `SELECT FROM ${table} WHERE ${table === 'outbound_emails' ? 'sent_at' : 'delivered_at'} IS NULL
              AND failed_at IS NULL AND next_attempt_at < $1`,
    pace: 'It looks every minute.',
  })),
  {
    name: 'erasure',
    query: `SELECT FROM users WHERE deleted_at IS NULL AND deletion_scheduled_at < $1
              AND NOT EXISTS (SELECT FROM organisations o WHERE o.owner_id = users.id AND o.deleted_at IS NULL)
              AND (last_login_at IS NULL OR last_login_at <= deletion_scheduled_at - interval '${ERASURE_GRACE} seconds')`,
    pace: 'It runs every hour, for three minutes at the most.',
  },
];

const waiting: Check = {
  name: 'waiting-work',
  run: async ({ client, now, thresholds }) => {
    const findings: Finding[] = [];
    const moment = new Date(now.getTime() - thresholds.sweepGraceSeconds * 1000);
    for (const { name, query, pace } of QUEUES) {
      const count = `SELECT count(*)::int AS count FROM (${query} LIMIT ${COUNT_MAX}) AS due`;
      const [result] = await rowsOf<{ count: number }>(client, count, [moment]);
      if (!result?.count) continue;
      findings.push({
        level: 'warning',
        what: `The job "${name}" is behind: ${rowsText(result.count)} should be done.`,
        why: 'Mail, logout tokens and the erasure of people are promised in time.',
        mend: `See the cron triggers of the Worker (wrangler.toml, [triggers]), how mail is sent (README, Deploying), and the log. ${pace}`,
      });
    }
    return findings;
  },
};

const DEMO_CLIENT_IDS = DEMO_CLIENTS.map(({ clientId }) => `'${clientId}'`).join(', ');

const DEMO_EMAILS = DEMO_OWNER_EMAILS.map((email) => `'${email}'`).join(', ');

/** Disables every credential of the demo organisation, which are public. */
const CLOSE_DEMO = `
  UPDATE users SET password = NULL, blocked_at = now() WHERE email IN (${DEMO_EMAILS});
  DELETE FROM sessions USING users WHERE users.id = user_id AND email IN (${DEMO_EMAILS});
  UPDATE clients SET is_active = false, revoked = true WHERE client_id IN (${DEMO_CLIENT_IDS});
  UPDATE organisations SET status = 'cancelled' WHERE slug = '${DEMO_ORGANISATION.slug}'`.replaceAll(/\s*\n\s*/g, ' ');

const demo: Check = {
  name: 'demo-data',
  run: async ({ client, environment }) => {
    if (isDevelopment(environment) || (!isProduction(environment) && (await isMarked(client)))) return [];
    const [open] = await rowsOf<{ open: boolean }>(
      client,
      `SELECT EXISTS (SELECT FROM users WHERE email IN (${DEMO_EMAILS}) AND password IS NOT NULL)
           OR EXISTS (SELECT FROM clients WHERE client_id IN (${DEMO_CLIENT_IDS}) AND is_active) AS open`,
    );
    if (!open?.open) return [];
    return [
      {
        level: isProduction(environment) ? 'error' : 'warning',
        what: `The demo organisation is here, and its owner ${DEMO_OWNER_EMAILS[0]} can sign in.`,
        why: 'The password stands in the source code. (ENVIRONMENT=development, or the mark that seed --development --adopt makes, tells that this is meant.)',
        mend: psql(CLOSE_DEMO.trim()),
      },
    ];
  },
};

export const ROW_CHECKS: readonly Check[] = [deadRows, expiredRows, waiting, demo];
