/** Rules that hold for every tenant table there is, read from the catalogue: a new table is covered before anyone remembers. */
import { describe, expect, test } from 'vitest';
import { column, ownerUrl } from '../support/scratch.ts';

const TENANT_TABLES = await column(
  ownerUrl(),
  `SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'organisation_id'
   WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND NOT relispartition ORDER BY relname`,
);
const GUARDED_TABLES = ['organisations', ...TENANT_TABLES];
const GLOBAL_TABLES = [
  '_prisma_migrations',
  'job_runs',
  'jwks',
  'onboarding_invitations',
  'operator_keys',
  'permissions',
  'platform_explanations',
  'scopes',
  'sign_in_throttles',
  'status_lists',
  'webauthn_challenges',
];

test('every table belongs to tenants or is known to be global', async () => {
  const all = await column(
    ownerUrl(),
    `SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`,
  );
  expect(all.sort()).toEqual([...GUARDED_TABLES, ...GLOBAL_TABLES].sort());
});

describe.each(GUARDED_TABLES)('%s', (table) => {
  test('has row-level security', async () => {
    const sql = `SELECT relrowsecurity FROM pg_class WHERE oid = $1::regclass`;
    expect(await column(ownerUrl(), sql, [table])).toEqual([true]);
  });

  test('lets the Worker see its organisation, and the system see all', async () => {
    const sql = `SELECT jsonb_build_array(policyname, roles::text, cmd, permissive, qual, with_check) FROM pg_policies
                 WHERE schemaname = 'public' AND tablename = $1 ORDER BY policyname`;
    const key = table === 'organisations' ? 'id' : 'organisation_id';
    const condition = `(${key} = (NULLIF(current_setting('app.organisation_id'::text, true), ''::text))::uuid)`;
    expect(await column(ownerUrl(), sql, [table])).toEqual([
      ['system_access', '{cerberus_system}', 'ALL', 'PERMISSIVE', 'true', 'true'],
      ['tenant_isolation', '{cerberus_worker}', 'ALL', 'PERMISSIVE', condition, condition],
    ]);
  });
});

/** A guest is named together with their home organisation; see the model. */
const DELIBERATE = ['organisation_members.organisation_members_user_organisation_id_user_id_fkey'];

test('no row can refer to a row of another organisation, but for the membership of guests', async () => {
  const sql = `
    SELECT format('%s.%s', conrelid::regclass, conname) FROM pg_constraint
    WHERE contype = 'f' AND conrelid::regclass::text = ANY ($1) AND confrelid::regclass::text = ANY ($1)
      AND NOT EXISTS (
        SELECT FROM unnest(conkey, confkey) AS pair (own, foreign_)
        JOIN pg_attribute own ON own.attrelid = conrelid AND own.attnum = pair.own
        JOIN pg_attribute foreign_ ON foreign_.attrelid = confrelid AND foreign_.attnum = pair.foreign_
        WHERE own.attname = CASE conrelid WHEN 'organisations'::regclass THEN 'id' ELSE 'organisation_id' END
          AND foreign_.attname = CASE confrelid WHEN 'organisations'::regclass THEN 'id' ELSE 'organisation_id' END
      )`;
  expect(await column(ownerUrl(), sql, [GUARDED_TABLES])).toEqual(DELIBERATE);
});

test('a partition has row-level security, no policy and no grant: it is reached through its table', async () => {
  const partitions = await column(
    ownerUrl(),
    `SELECT concat_ws(' ', relrowsecurity, (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid),
       (SELECT count(*) FROM aclexplode(relacl) WHERE grantee <> relowner))
     FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relispartition`,
  );
  expect(partitions.length).toBeGreaterThan(3);
  expect(new Set(partitions)).toEqual(new Set(['t 0 0']));
});
