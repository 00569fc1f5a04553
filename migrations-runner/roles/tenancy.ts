/**
 * The rules of every tenant table. Tables are found in the catalogue, so a new one is covered at once. The reasons are
 * in docs/decisions/0002-tenancy-in-the-database.md.
 */
import type { Client } from 'pg';
import { WORKER_ROLE } from './worker-roles.ts';

export const SYSTEM_ROLE = 'cerberus_system';

export const TENANCY_RULES = ['tenant-security', 'tenant-policies', 'tenant-reference'] as const;
export type TenancyRule = (typeof TENANCY_RULES)[number];

export interface TenancyFault {
  rule: TenancyRule;
  table: string;
  /** What is wrong with the table, as a sentence. */
  what: string;
}

/** Tables of the schema public that belong to organisations, the organisations themselves first. */
const TENANT_TABLES = `
  tenant_tables AS (
    SELECT pg_class.oid, relname AS name, relrowsecurity AS guarded,
      CASE relname WHEN 'organisations' THEN 'id' ELSE 'organisation_id' END AS key
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace AND NOT attisdropped AND attnum > 0
      AND attname = CASE relname WHEN 'organisations' THEN 'id' ELSE 'organisation_id' END
  )`;

/** The one deliberate reference between organisations: a guest is named together with their home organisation. */
const GUEST_REFERENCE = 'organisation_members_user_organisation_id_user_id_fkey';

const FAULTS: Readonly<Record<TenancyRule, string>> = {
  'tenant-security': `
    SELECT name AS table, 'Row-level security is off.' AS what FROM tenant_tables WHERE NOT guarded`,

  /** Exactly one policy for each of the two roles: permissive policies add up. */
  'tenant-policies': `
    SELECT name AS table, CASE
        WHEN NOT (tenant AND system) THEN 'It lacks the policy of ' || CASE WHEN tenant THEN $2 ELSE $1 END || '.'
        ELSE 'The policy ' || others || ' lets more through than the tenant.' END AS what
    FROM tenant_tables CROSS JOIN LATERAL (
      SELECT coalesce(bool_or(is_tenant), false) AS tenant, coalesce(bool_or(is_system), false) AS system,
        string_agg(policyname, ', ') FILTER (WHERE NOT is_tenant AND NOT is_system AND permissive = 'PERMISSIVE') AS others
      FROM (
        SELECT policyname, permissive,
          roles = ARRAY[$1::name] AND cmd = 'ALL' AND qual = with_check
            AND qual = format('(%I = (NULLIF(current_setting(''app.organisation_id''::text, true), ''''::text))::uuid)', key)
            AS is_tenant,
          roles = ARRAY[$2::name] AS is_system
        FROM pg_policies WHERE schemaname = 'public' AND tablename = name
      ) AS policy
    ) AS policies
    WHERE NOT (tenant AND system) OR others IS NOT NULL`,

  /** A foreign key to a tenant table includes the organisation; otherwise a row could refer to another tenant's. */
  'tenant-reference': `
    SELECT own.relname AS table, format('%s refers to %s without the organisation.', conname, target.name) AS what
    FROM pg_constraint JOIN pg_class own ON own.oid = conrelid JOIN tenant_tables target ON target.oid = confrelid
    WHERE contype = 'f' AND conname <> '${GUEST_REFERENCE}' AND NOT EXISTS (
      SELECT FROM unnest(conkey, confkey) AS pair (own_number, target_number)
      JOIN pg_attribute mine ON mine.attrelid = conrelid AND mine.attnum = own_number
      JOIN pg_attribute theirs ON theirs.attrelid = confrelid AND theirs.attnum = target_number
      WHERE theirs.attname = target.key
        AND mine.attname = CASE own.relname WHEN 'organisations' THEN 'id' ELSE 'organisation_id' END
    )`,
};

export async function readTenancyFaults(client: Client): Promise<TenancyFault[]> {
  const faults: TenancyFault[] = [];
  for (const rule of TENANCY_RULES) {
    const sql = `WITH ${TENANT_TABLES} ${FAULTS[rule]} ORDER BY 1, 2`;
    const { rows } = await client.query(sql, sql.includes('$1') ? [WORKER_ROLE, SYSTEM_ROLE] : []);
    faults.push(...rows.map((row) => ({ rule, ...row })));
  }
  return faults;
}
