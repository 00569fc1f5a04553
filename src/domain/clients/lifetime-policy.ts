/**
 * An organisation's upper limits for the lifetimes of its clients' tokens, stored as JSON in either of the two spellings
 * that clients send. The shorter of the client's lifetime and the limit counts.
 */
import { type Sql, sql } from '../../platform/database/statement.ts';

/** In seconds. */
export interface TokenLifetimePolicy {
  accessToken?: number | undefined;
  refreshToken?: number | undefined;
  idToken?: number | undefined;
}

/** Both spellings of a limit; the first one is stored. */
export const LIFETIME_SPELLINGS = {
  accessToken: ['accessToken', 'accessTokenLifetime'],
  refreshToken: ['refreshToken', 'refreshTokenLifetime'],
  idToken: ['idToken', 'idTokenLifetime'],
} as const satisfies Record<keyof TokenLifetimePolicy, readonly [string, string]>;

/** Seconds. With less than a minute, a token could expire before a slow client receives it. */
export const LIFETIME_MIN = 60;
const DAY = 86_400;
const YEAR = 31_536_000;
export const LIFETIME_MAX = { accessToken: DAY, refreshToken: YEAR, idToken: DAY } as const;

/**
 * A lifetime of `clients c` within the policy of `organisations o`. Values that no policy may have do not count, so that
 * no stored policy can keep clients from signing in.
 */
function within(column: Sql, limit: keyof TokenLifetimePolicy): Sql {
  const [one, other] = LIFETIME_SPELLINGS[limit].map(
    (name) => `$.${name} ? (@ >= ${LIFETIME_MIN} && @ <= ${LIFETIME_MAX[limit]})`,
  );
  return sql`
    LEAST(${column}, jsonb_path_query_first(o.token_lifetime_policy, ${one}::jsonpath)::int,
      jsonb_path_query_first(o.token_lifetime_policy, ${other}::jsonpath)::int)`;
}

export const ACCESS_TOKEN_LIFETIME = within(sql`c.access_token_lifetime`, 'accessToken');
export const REFRESH_TOKEN_LIFETIME = within(sql`c.refresh_token_lifetime`, 'refreshToken');
export const ID_TOKEN_LIFETIME = within(sql`c.id_token_lifetime`, 'idToken');
