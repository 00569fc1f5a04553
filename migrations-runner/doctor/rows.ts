/** Checks for rows that should not be there. */
import { isMarked } from '../database/development-mark.ts';
import { isDevelopment, isProduction } from '../database/environment.ts';
import { DEMO_CLIENTS, DEMO_ORGANISATION, DEMO_OWNER_EMAILS } from '../seed/demo-data.ts';
import type { Check } from './check.ts';
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

export const ROW_CHECKS: readonly Check[] = [deadRows, demo];
