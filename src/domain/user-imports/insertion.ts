/** Inserts the people of a batch, with what hangs on them, and counts what became of the rows. */
import { uuidv7Start } from '../../lib/ids.ts';
import { json, type Sql, sql } from '../../platform/database/statement.ts';
import { EVENT_COLUMNS, eventValues } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { ImportedPerson, ImportFault, UserImport } from './user-imports.ts';

export type ResolvedPerson = ImportedPerson & { id: string; roleIds: string[]; teamIds: string[] };

/** The address belongs to somebody else, of this organisation or another one. */
const TAKEN = { path: 'email', message: 'Email already registered' };

type Target = Pick<UserImport, 'id' | 'onExisting'>;

interface Batch {
  people: readonly ResolvedPerson[];
  faults: readonly ImportFault[];
}

/**
 * SQL: whose address is taken, in this organisation or another one, only the statement knows that inserts them; what
 * hangs on a person is written for those that were inserted
 */
export function insertPeople(tenant: Tenant, target: Target, { people, faults }: Batch): Sql {
  return sql`
    WITH ${givenPeople(tenant, people)},
    created AS (${createPeople(tenant)}),
    changed AS (${changePeople(tenant, target)}),
    given_roles AS (
      INSERT INTO user_roles (organisation_id, user_id, role_id)
      SELECT ${tenant.organisationId}::uuid, g.id, r::uuid FROM given g JOIN created USING (id),
        jsonb_array_elements_text(g."roleIds") r ON CONFLICT DO NOTHING
    ),
    given_teams AS (
      INSERT INTO team_members (organisation_id, user_id, team_id, joined_at)
      SELECT ${tenant.organisationId}::uuid, g.id, t::uuid, ${tenant.now}::timestamptz FROM given g JOIN created USING (id),
        jsonb_array_elements_text(g."teamIds") t ON CONFLICT DO NOTHING
    ),
    events AS (${insertEvents(tenant)}),
    faults AS (${insertFaults(tenant, target, faults)})
    ${countRows(tenant, target)}`;
}

/** The rows of the file, and those of them who are people of the organisation already. */
function givenPeople({ organisationId }: Tenant, people: readonly ResolvedPerson[]): Sql {
  const written = people.map(({ row, ...person }) => ({
    ...person,
    line: row,
    name: `${person.firstName} ${person.lastName}`,
  }));
  return sql`
    given AS (
      SELECT * FROM jsonb_to_recordset(${json(written)}::jsonb) AS g (
        id uuid, line int, email text, "firstName" text, "lastName" text, name text, phone text, "externalId" text,
        locale text, zoneinfo text, password text, "roleIds" jsonb, "teamIds" jsonb)
    ),
    own AS (
      SELECT u.id, g.line FROM given g JOIN users u
        ON u.organisation_id = ${organisationId}::uuid AND u.email = g.email AND u.deleted_at IS NULL
    )`;
}

/** In the order of addresses, so that two imports which create the same people cannot deadlock. */
function createPeople({ organisationId, now }: Tenant): Sql {
  return sql`
    INSERT INTO users (id, organisation_id, email, first_name, last_name, name, phone, external_id, locale, zoneinfo,
      password, password_changed_at, created_at, updated_at)
    SELECT id, ${organisationId}::uuid, email, "firstName", "lastName", name, phone, "externalId", locale, zoneinfo,
      password, CASE WHEN password IS NOT NULL THEN ${now}::timestamptz END, ${now}::timestamptz, ${now}::timestamptz
    FROM given ORDER BY email
    ON CONFLICT DO NOTHING RETURNING id`;
}

function changePeople({ organisationId, now }: Tenant, { onExisting }: Target): Sql {
  return sql`
    UPDATE users u SET first_name = g."firstName", last_name = g."lastName", name = g.name,
      phone = COALESCE(g.phone, u.phone),
      phone_verified_at = CASE WHEN g.phone IS NULL OR g.phone = u.phone THEN u.phone_verified_at END,
      external_id = COALESCE(g."externalId", u.external_id),
      locale = COALESCE(g.locale, u.locale), zoneinfo = COALESCE(g.zoneinfo, u.zoneinfo), updated_at = ${now}
    FROM own JOIN given g ON g.line = own.line
    WHERE u.organisation_id = ${organisationId}::uuid AND u.id = own.id AND u.deleted_at IS NULL
      AND ${onExisting === 'update'}
    RETURNING u.id`;
}

function insertFaults({ organisationId }: Tenant, { id }: Target, faults: readonly ImportFault[]): Sql {
  return sql`
    INSERT INTO user_import_faults (organisation_id, import_id, "row", errors)
    SELECT ${organisationId}::uuid, ${id}::uuid, f."row", f.errors
    FROM jsonb_to_recordset(${json(faults)}::jsonb) AS f ("row" int, errors jsonb)
    UNION ALL
    SELECT ${organisationId}::uuid, ${id}::uuid, line, ${json([TAKEN])}::jsonb
    FROM given WHERE id NOT IN (SELECT id FROM created) AND line NOT IN (SELECT line FROM own)
    RETURNING 1`;
}

function countRows({ organisationId }: Tenant, { id, onExisting }: Target): Sql {
  return sql`
    UPDATE user_imports SET
      created_rows = created_rows + (SELECT count(*) FROM created),
      updated_rows = updated_rows + (SELECT count(*) FROM changed),
      skipped_rows = skipped_rows + (SELECT count(*) FROM own WHERE ${onExisting === 'skip'}),
      failed_rows = failed_rows + (SELECT count(*) FROM faults)
    WHERE organisation_id = ${organisationId}::uuid AND id = ${id}::uuid`;
}

/** One event for each person who was created or changed. */
function insertEvents(tenant: Tenant): Sql {
  const id = sql`(${uuidv7Start(tenant.now)} || substr(gen_random_uuid()::text, 16))::uuid`;
  const resourceId = sql`id::text`;
  return sql`
    INSERT INTO audit_logs (${EVENT_COLUMNS})
    SELECT ${eventValues(tenant, { type: 'user.created', resourceId }, id)} FROM created
    UNION ALL
    SELECT ${eventValues(tenant, { type: 'user.updated', resourceId }, id)} FROM changed`;
}
