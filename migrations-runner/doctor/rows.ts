/** Rows that should not be there any more. */
import { SWEEPS } from '../../src/domain/expiry.ts';
import { isMarked } from '../development-mark.ts';
import { isDevelopment, isProduction } from '../environment.ts';
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

/** The rows that a sweep would delete; every sweep deletes what an inner query chooses. */
function candidates(deletion: string): string | null {
  const chosen = /^\s*DELETE FROM \w+ WHERE \w+ = ANY \(ARRAY\(([\s\S]+)\)\)\s*$/.exec(deletion)?.[1];
  return chosen === undefined ? null : `SELECT count(*)::int AS count FROM (${chosen}) AS chosen`;
}

const expiredRows: Check = {
  name: 'expired-rows',
  run: async ({ client, now, thresholds }) => {
    const findings: Finding[] = [];
    const moment = new Date(now.getTime() - thresholds.sweepGraceSeconds * 1000);
    for (const { name, statement } of SWEEPS) {
      const { text, values } = statement({ now: moment } as Parameters<typeof statement>[0]);
      const count = candidates(text);
      if (count === null) continue;
      const [result] = await rowsOf<{ count: number }>(client, count, values);
      if (!result?.count) continue;
      findings.push({
        level: 'warning',
        what: `The sweep "${name}" is behind: ${result.count} rows, or more, should be gone.`,
        why: 'The tables of sessions and tokens grow without end when the cron trigger does not run.',
        mend: 'See the cron triggers of the Worker (wrangler.toml, [triggers]) and its log; it catches up by itself once they run.',
      });
    }
    return findings;
  },
};

const DEMO_CLIENT_IDS = DEMO_CLIENTS.map(({ clientId }) => `'${clientId}'`).join(', ');

const DEMO_EMAILS = DEMO_OWNER_EMAILS.map((email) => `'${email}'`).join(', ');

/** Whoever keeps the organisation must at least close every door whose key is in the source. */
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

export const ROW_CHECKS: readonly Check[] = [deadRows, expiredRows, demo];
