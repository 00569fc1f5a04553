/** Fills the audit logs of organisations: a year of entries, by a thousand people. */
import type { Client } from 'pg';

/** Of an entry in the middle of the year. */
export interface Filled {
  organisationId: string;
  entryId: string;
  userId: string;
  resourceId: string;
  at: Date;
}

const PEOPLE = 1_000;
const BATCH = 500_000;

/** @param sizes entries of each organisation */
export async function fillLog(client: Client, sizes: readonly number[]): Promise<Filled[]> {
  await client.query(`SET statement_timeout = 0; SELECT make_audit_partitions(1, now() - interval '1 year')`);
  // Nobody is told: triggers and foreign keys would only take time.
  await client.query(`SET session_replication_role = replica`);
  const filled: Filled[] = [];
  for (const [index, entries] of sizes.entries()) filled.push(await fillOne(client, `log-${index + 1}`, entries));
  await client.query('RESET session_replication_role');
  await client.query('VACUUM ANALYZE audit_logs, users, organisations');
  return filled;
}

async function fillOne(client: Client, slug: string, entries: number): Promise<Filled> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO organisations (id, name, slug, email) VALUES (gen_random_uuid(), $1, $1, $1 || '@example.com') RETURNING id`,
    [slug],
  );
  const organisationId = rows[0]?.id ?? '';
  await client.query(
    `INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
     SELECT md5($2 || n)::uuid, $1, n || '@' || $2 || '.example', 'A', 'B', 'A B' FROM generate_series(1, ${PEOPLE}) n`,
    [organisationId, slug],
  );
  for (let from = 1; from <= entries; from += BATCH) {
    await client.query(ENTRIES, [organisationId, slug, from, Math.min(entries, from + BATCH - 1), entries]);
  }
  const middle = await client.query<Filled>(MIDDLE, [organisationId]);
  if (!middle.rows[0]) throw new Error(`The log of ${slug} is empty`);
  return middle.rows[0];
}

/** One in ten fails; one in a hundred is a change of a user, one in a thousand is an event of a session. */
const ENTRIES = `
  INSERT INTO audit_logs (id, organisation_id, user_id, event_type, event_category, action, resource_type, resource_id,
    ip_address, user_agent, success, created_at)
  SELECT encode(overlay(uuid_send(gen_random_uuid()) PLACING substring(uuid_send(lowest_id(at)) FOR 6) FROM 1 FOR 6), 'hex')::uuid,
    $1, person, type, category::"EventCategory", action::"EventAction", 'user', person, '192.0.2.1', 'Mozilla/5.0', n % 10 > 0, at
  FROM generate_series($3::bigint, $4::bigint) n
  CROSS JOIN LATERAL (SELECT md5($2 || (n % ${PEOPLE} + 1))::uuid AS person,
    now() - interval '1 year' * (1 - n::float8 / $5::float8) AS at) p
  CROSS JOIN LATERAL (SELECT * FROM (VALUES
    (n % 1000 = 1, 'session.revoked', 'auth', 'delete'), (n % 100 = 2, 'user.updated', 'user', 'update'),
    (n % 10 = 0, 'user.login.failed', 'auth', 'login'), (true, 'user.login.success', 'auth', 'login')
  ) AS kinds (fits, type, category, action) WHERE fits LIMIT 1) k`;

const MIDDLE = `
  SELECT organisation_id AS "organisationId", id AS "entryId", user_id AS "userId", resource_id AS "resourceId",
    created_at AS at
  FROM audit_logs WHERE organisation_id = $1 AND id > lowest_id(now() - interval '6 months')
  ORDER BY organisation_id, id LIMIT 1`;
