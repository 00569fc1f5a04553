/** A large database, with so many rows that a sequential scan is a mistake. */
import { asOwner } from './database.ts';

/** Tables that grow with people and their use of the system. */
export const LARGE_TABLES = [
  'users',
  'user_roles',
  'team_members',
  'sessions',
  'authorization_codes',
  'tokens',
  'refresh_tokens',
  'consents',
  'audit_logs',
  // Where its rows are: their ids are of no month.
  'audit_logs_default',
] as const;

const ORGANISATIONS = 40;
const PEOPLE_PER_ORGANISATION = 1_000;
/** Every person is in the first of them, and in another one. */
const TEAMS_PER_ORGANISATION = 20;
/** The first organisation is a large one. */
const PEOPLE_OF_LARGEST = 20_000;

const id = (column: string) => `md5(${column})::uuid`;

/** Triggers and foreign keys take half of the time. A superuser can do without them, in a connection. */
const WITHOUT_TRIGGERS = `SELECT set_config('session_replication_role', $1, false) FROM pg_roles
  WHERE rolname = current_user AND rolsuper`;

/** Fills the database if it is empty; every statement is one round trip. */
export async function fillDatabase(): Promise<void> {
  await asOwner(WITHOUT_TRIGGERS, ['replica']);
  const organisation = `(SELECT ${id("'bulk-organisation-' || o")} AS id, o FROM generate_series(1, ${ORGANISATIONS}) o)`;
  await asOwner(`INSERT INTO organisations (id, name, slug, email)
    SELECT id, 'Bulk ' || o, 'bulk-' || o, 'bulk-' || o || '@example.com' FROM ${organisation} b ON CONFLICT DO NOTHING`);
  await asOwner(`INSERT INTO roles (id, organisation_id, name, slug)
    SELECT ${id("'bulk-role-' || o")}, id, 'Staff', 'staff' FROM ${organisation} b ON CONFLICT DO NOTHING`);
  await asOwner(`INSERT INTO teams (id, organisation_id, name, slug)
    SELECT ${id("'bulk-team-' || o || '-' || t")}, id, 'Team ' || t, 'team-' || t
    FROM ${organisation} b, generate_series(1, ${TEAMS_PER_ORGANISATION}) t ON CONFLICT DO NOTHING`);
  await asOwner(`INSERT INTO clients (id, organisation_id, name, client_id, client_type, grant_types, redirect_uris, scopes,
      token_endpoint_auth_method)
    SELECT ${id("'bulk-client-' || o")}, id, 'Bulk', 'bulk-' || o, 'public', '[]', '[]', '[]', 'none'
    FROM ${organisation} b ON CONFLICT DO NOTHING`);
  const people = `(SELECT b.id AS organisation_id, b.o, n, ${id("'bulk-user-' || b.o || '-' || n")} AS id
    FROM ${organisation} b, 
      generate_series(1, CASE b.o WHEN 1 THEN ${PEOPLE_OF_LARGEST} ELSE ${PEOPLE_PER_ORGANISATION} END) n)`;
  for (const statement of rowsOfPeople()) await asOwner(`${statement} FROM ${people} p ON CONFLICT DO NOTHING`);
  await asOwner(WITHOUT_TRIGGERS, ['origin']);
  await asOwner(`VACUUM ANALYZE ${LARGE_TABLES.join(', ')}`);
}

function rowsOfPeople(): string[] {
  const role = id("'bulk-role-' || p.o");
  const team = id(`'bulk-team-' || p.o || '-' || 1 + p.n % ${TEAMS_PER_ORGANISATION}`);
  const client = id("'bulk-client-' || p.o");
  const key = "p.o || '-' || p.n";
  const lately = "now() - p.n * interval '1 minute'";
  // Some have expired: fewer than one sweep removes, since other tests run sweeps at the same time.
  const later = "now() + (p.n - 100) * interval '1 minute'";
  return [
    `INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
     SELECT p.id, p.organisation_id, 'bulk-' || ${key} || '@example.com', 'Person', ${key}, 'Person ' || ${key}`,
    `INSERT INTO user_roles (organisation_id, user_id, role_id) SELECT p.organisation_id, p.id, ${role}`,
    `INSERT INTO team_members (organisation_id, team_id, user_id)
     SELECT p.organisation_id, ${id("'bulk-team-' || p.o || '-1'")}, p.id`,
    `INSERT INTO team_members (organisation_id, team_id, user_id) SELECT p.organisation_id, ${team}, p.id`,
    `INSERT INTO sessions (id, organisation_id, user_id, session_token, ip_address, user_agent, auth_time, amr,
       last_activity_at, expires_at)
     SELECT ${id(`'s' || ${key}`)}, p.organisation_id, p.id, 'bulk-' || ${key}, '', '', now(), '[]', now(), ${later}`,
    `INSERT INTO authorization_codes (id, organisation_id, code, client_id, user_id, redirect_uri, scopes, auth_time, amr,
       expires_at)
     SELECT ${id(`'c' || ${key}`)}, p.organisation_id, 'bulk-' || ${key}, ${client}, p.id, '', '[]', now(), '[]', ${later}`,
    `INSERT INTO tokens (id, organisation_id, jti, client_id, user_id, scopes, family_id, issued_at, expires_at)
     SELECT ${id(`'t' || ${key}`)}, p.organisation_id, 'bulk-' || ${key}, ${client}, p.id, '[]', ${id(`'c' || ${key}`)},
       ${lately}, ${later}`,
    `INSERT INTO refresh_tokens (id, organisation_id, token, access_token_id, client_id, user_id, scopes, auth_time, amr,
       family_id, expires_at)
     SELECT ${id(`'r' || ${key}`)}, p.organisation_id, 'bulk-' || ${key}, ${id(`'t' || ${key}`)}, ${client}, p.id, '[]',
       now(), '[]', ${id(`'c' || ${key}`)}, ${later}`,
    `INSERT INTO consents (id, organisation_id, user_id, client_id, scopes)
     SELECT ${id(`'k' || ${key}`)}, p.organisation_id, p.id, ${client}, '[]'`,
    `INSERT INTO audit_logs (id, organisation_id, user_id, event_type, event_category, action, ip_address, user_agent,
       success, created_at)
     SELECT ${id(`'a' || ${key}`)}, p.organisation_id, p.id, 'user.login.success', 'auth', 'login', '', '', true, ${lately}`,
  ];
}
