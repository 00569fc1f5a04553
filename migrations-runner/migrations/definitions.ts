/**
 * Compares definitions that are not in Prisma's schema: policies, grants, partial indexes, checks, functions, triggers.
 * The database is compared with an empty one on which the same migrations ran.
 */
import { withClient } from '../database/connection.ts';
import { withTemporaryDatabase } from '../testing/temporary-database.ts';
import { deployMigrations } from './migrate.ts';

export interface DefinitionDifference {
  /** Created by the migrations, but not in the database. */
  missing: string[];
  /** In the database, but not created by the migrations. */
  added: string[];
}

/** One line for each definition, without those of extensions and of partitions, which follow their table. */
const DEFINITIONS = `
  SELECT format('policy %s on %s for %s to %s using (%s) with check (%s)', policyname, tablename, cmd, roles, qual, with_check) AS text
    FROM pg_policies WHERE schemaname = 'public'
  UNION SELECT format('row-level security on %s', relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relrowsecurity AND NOT relispartition
  UNION SELECT format('grant %s on %s to %s', privilege_type, relname, rolname)
    FROM pg_class CROSS JOIN aclexplode(relacl) JOIN pg_roles ON pg_roles.oid = grantee
    WHERE relnamespace = 'public'::regnamespace AND grantee <> relowner AND NOT relispartition
  UNION SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT relispartition
  UNION SELECT format('constraint %s on %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'x')
  UNION SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0
  UNION SELECT pg_get_functiondef(oid) || format(' acl %s', proacl::text) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND classid = 'pg_proc'::regclass AND deptype = 'e')
  ORDER BY 1`;

export async function compareDefinitions(url: string): Promise<DefinitionDifference> {
  const expected = await withTemporaryDatabase(async (fresh) => {
    await deployMigrations(fresh);
    return readDefinitions(fresh);
  });
  const found = await readDefinitions(url);
  return {
    missing: expected.filter((text) => !found.includes(text)),
    added: found.filter((text) => !expected.includes(text)),
  };
}

async function readDefinitions(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ text: string }>(DEFINITIONS);
    return rows.map(({ text }) => text.replaceAll(/\s+/g, ' ').trim());
  });
}
