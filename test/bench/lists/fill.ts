/** Fills a database with organisations in which everybody has a session, a consent, roles and teams. */
import type { Client } from 'pg';

export interface Size {
  /** How many organisations are like this. */
  organisations: number;
  people: number;
  /** Roles, teams, clients, resources, scopes and API keys, as many of each. */
  items: number;
}

/** The number of an organisation is in its slug; those of the first size come first. A tenth are guests of the next. */
export async function fill(client: Client, sizes: readonly Size[]): Promise<void> {
  // Superusers only. The rows refer to each other as they should, and nothing is to be told of them.
  await client.query(`SET session_replication_role = replica`);
  const { rows } = await client.query(`SELECT pg_get_indexdef('users_search'::regclass) AS definition`);
  // Kept up row by row, it takes most of the time.
  await client.query(`DROP INDEX users_search; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'`);
  await client.query(IDS);
  await client.query(ORGANISATIONS, [JSON.stringify(sizes)]);
  await client.query(PEOPLE);
  await client.query('ANALYZE filled, person');
  for (const statement of [...ROWS_OF_ORGANISATIONS, ...ROWS_OF_PEOPLE, ...GUESTS]) await client.query(statement);
  await client.query(rows[0].definition);
  await client.query('VACUUM ANALYZE');
}

/** Version 7: in the order of the moments. */
const IDS = `
  CREATE FUNCTION pg_temp.id_at(moment timestamptz, key text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '7' || substr(md5(key), 1, 3)
      || '8' || substr(md5(key), 4, 15))::uuid
  $$`;

const ORGANISATIONS = `
  CREATE TEMP TABLE filled AS
  SELECT o, pg_temp.id_at(at, 'organisation' || o) AS id, at, people, items
  FROM (
    SELECT o, now() - interval '2 years' + o * interval '1 hour' AS at, people, items
    FROM (SELECT row_number() OVER (ORDER BY place)::int AS o, people, items
      FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (organisations int, people int, items int)) WITH ORDINALITY
        AS s(organisations, people, items, place), generate_series(1, organisations)) numbered
  ) dated`;

/** Over a year; what everybody has one of, in another order. */
const PEOPLE = `
  CREATE TEMP TABLE person AS
  SELECT organisation_id, o, n, pg_temp.id_at(at, 'person' || n || '-' || o) AS id, at, share, items
  FROM (
    SELECT f.id AS organisation_id, f.o, n, f.items, now() - (1 - n / f.people::float8) * interval '1 year' AS at,
      n * 7919::bigint % f.people / f.people::float8 AS share
    FROM filled f, generate_series(1, f.people) n
  ) dated`;

const item = (name: string) => `pg_temp.id_at(f.at, '${name}' || i || '-' || f.o)`;
const OF_EACH = `FROM filled f, generate_series(1, f.items) i`;

const ROWS_OF_ORGANISATIONS = [
  `INSERT INTO organisations (id, name, slug, email, owner_id, status, session_idle_timeout, created_at)
   SELECT f.id, 'Organisation ' || f.o, 'organisation-' || f.o, 'organisation-' || f.o || '@example.com', p.id,
     (CASE WHEN f.o % 50 = 0 THEN 'suspended' ELSE 'active' END)::"OrganisationStatus", 864000, f.at
   FROM filled f JOIN person p ON p.o = f.o AND p.n = 1`,
  `INSERT INTO roles (id, organisation_id, name, slug, created_at)
   SELECT ${item('role')}, f.id, 'Role ' || i || ' of ' || f.items, 'role-' || i, f.at ${OF_EACH}`,
  `INSERT INTO role_permissions (organisation_id, role_id, permission_id)
   SELECT f.id, ${item('role')}, p.id ${OF_EACH}, LATERAL (SELECT id FROM permissions ORDER BY slug LIMIT 10) p`,
  `INSERT INTO teams (id, organisation_id, name, slug, created_at)
   SELECT ${item('team')}, f.id, 'Team ' || i || ' of ' || f.items, 'team-' || i, f.at ${OF_EACH}`,
  `INSERT INTO clients (id, organisation_id, name, client_id, client_type, grant_types, redirect_uris, scopes,
     token_endpoint_auth_method, created_at)
   SELECT ${item('client')}, f.id, 'Client ' || i || ' of ' || f.items, 'client-' || i || '-' || f.o, 'public', '["authorization_code"]',
     '["https://app.example.com/callback"]', '["openid", "profile"]', 'none', f.at ${OF_EACH}`,
  `INSERT INTO resources (id, organisation_id, indicator)
   SELECT ${item('resource')}, f.id, 'https://api-' || i || '-' || f.o || '.example.com/' ${OF_EACH}`,
  `INSERT INTO client_resources (organisation_id, client_id, resource_id)
   SELECT f.id, ${item('client')}, ${item('resource')} ${OF_EACH}`,
  `INSERT INTO organisation_scopes (id, organisation_id, name, display_name, description)
   SELECT ${item('scope')}, f.id, 'scope-' || i, 'Scope ' || i, 'Scope' ${OF_EACH}`,
  `INSERT INTO api_keys (id, organisation_id, name, key_prefix, key_hash, scopes, created_by_id, created_at)
   SELECT ${item('key')}, f.id, 'Key ' || i || ' of ' || f.items, 'ck_live_' || i, 'key-' || i || '-' || f.o, '["users:read"]', p.id, f.at
   ${OF_EACH} JOIN LATERAL (SELECT id FROM person p WHERE p.o = f.o AND p.n = 1) p ON TRUE`,
];

const idOf = (kind: string, at: string) => `pg_temp.id_at(${at}, '${kind}' || p.n || '-' || p.o)`;
const SESSION_AT = `now() - (1 - p.share) * interval '12 hours'`;
const SIGN_IN_AT = `now() - (1 - p.share) * interval '30 days'`;
const CONSENT_AT = `now() - (1 - p.share) * interval '1 year'`;
const FIRST = (name: string) => `
  (SELECT o, pg_temp.id_at(at, '${name}1-' || o) AS id FROM filled) ${name} ON ${name}.o = p.o`;
/** Everybody has the first role and is in the first team, and has and is in another one. */
const ANOTHER = (name: string) => `
  (SELECT f.o, i, ${item(name)} AS id ${OF_EACH}) ${name} ON ${name}.o = p.o AND ${name}.i = 2 + p.n % (p.items - 1)`;

const ROWS_OF_PEOPLE = [
  `INSERT INTO users (id, organisation_id, email, first_name, last_name, name, password, blocked_at, login_count,
     last_login_at, created_at)
   SELECT p.id, p.organisation_id, 'person' || p.n || '-' || p.o || '@example.com', 'A', 'B',
     CASE WHEN p.n % 100 = 0 THEN 'Zoe ' WHEN p.n % 2 = 0 THEN 'Anna Smith ' ELSE 'Otto Jones ' END
       || 'Number ' || p.n || ' Person',
     CASE WHEN p.n % 20 > 0 THEN repeat('x', 97) END, CASE WHEN p.n % 20 = 10 THEN now() END, p.n % 50, ${SIGN_IN_AT}, p.at
   FROM person p ORDER BY p.id`,
  ...['role', 'team'].flatMap((name) => {
    const insert =
      name === 'role'
        ? 'INSERT INTO user_roles (organisation_id, user_id, role_id)'
        : 'INSERT INTO team_members (organisation_id, user_id, team_id)';
    return [FIRST(name), ANOTHER(name)].map(
      (which) => `${insert} SELECT p.organisation_id, p.id, ${name}.id FROM person p JOIN ${which} ORDER BY p.id`,
    );
  }),
  `INSERT INTO sessions (id, organisation_id, user_id, session_token, ip_address, user_agent, auth_time, amr,
     last_activity_at, expires_at, created_at)
   SELECT ${idOf('session', SESSION_AT)}, p.organisation_id, p.id, 's' || p.n || '-' || p.o, '192.0.2.1', 'Mozilla/5.0',
     ${SESSION_AT}, '["pwd"]', ${SESSION_AT}, now() + interval '7 days', ${SESSION_AT} FROM person p ORDER BY p.share`,
  `INSERT INTO consents (id, organisation_id, user_id, client_id, scopes, granted_at, created_at)
   SELECT ${idOf('consent', CONSENT_AT)}, p.organisation_id, p.id, client.id, '["openid"]', ${CONSENT_AT}, ${CONSENT_AT}
   FROM person p JOIN ${FIRST('client')} ORDER BY p.share`,
  `INSERT INTO audit_logs (id, organisation_id, user_id, event_type, event_category, action, ip_address, user_agent,
     success, created_at)
   SELECT ${idOf('sign-in', SIGN_IN_AT)}, p.organisation_id, p.id, 'user.login.success', 'auth', 'login', '192.0.2.1',
     'Mozilla/5.0', p.n % 10 > 0, ${SIGN_IN_AT} FROM person p ORDER BY p.share`,
  // Fifty at most are open.
  `INSERT INTO invitations (id, organisation_id, email, role_id, token, invited_by_id, accepted_at, expires_at, created_at)
   SELECT ${idOf('invitation', 'p.at')}, p.organisation_id, 'invited' || p.n || '@example.com', role.id,
     'i' || p.n || '-' || p.o, p.id, CASE WHEN p.n % GREATEST(1, f.people / 50) > 0 THEN p.at + interval '1 day' END,
     now() + p.share * interval '7 days', p.at
   FROM person p JOIN filled f ON f.o = p.o JOIN ${FIRST('role')} ORDER BY p.id`,
];

const guest = `
  (SELECT f.id AS organisation_id, f.o, p.organisation_id AS home, p.id AS user_id, p.at,
     pg_temp.id_at(p.at, 'guest' || p.n || '-' || f.o) AS id
   FROM filled f JOIN person p ON p.o = f.o % (SELECT count(*) FROM filled) + 1 AND p.n <= f.people / 10) p`;

const GUESTS = [
  `INSERT INTO organisation_members (id, organisation_id, user_organisation_id, user_id, joined_at)
   SELECT p.id, p.organisation_id, p.home, p.user_id, p.at FROM ${guest}`,
  ...['role', 'team'].map(
    (name) => `INSERT INTO organisation_member_${name}s (organisation_id, member_id, ${name}_id)
   SELECT p.organisation_id, p.id, ${name}.id FROM ${guest} JOIN ${FIRST(name)}`,
  ),
];
