/** Checks of the audit log's partitions. */
import type { Check, Finding } from './check.ts';
import { psql, rowsOf } from './check.ts';

/** The partition of the next month. */
const NEXT = `
  SELECT to_char(now() AT TIME ZONE 'UTC' + interval '1 month', '"audit_logs_"YYYY_MM') AS name,
    to_regclass(to_char(now() AT TIME ZONE 'UTC' + interval '1 month', '"public.audit_logs_"YYYY_MM')) IS NULL AS missing`;

/** Rights are those of the whole table: with a right to a partition, policies are passed by. */
const OPEN = `
  SELECT c.relname AS name, r.rolname AS role
  FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid CROSS JOIN aclexplode(c.relacl) AS a JOIN pg_roles r ON r.oid = a.grantee
  WHERE inhparent = to_regclass('public.audit_logs') AND a.grantee <> c.relowner GROUP BY 1, 2 ORDER BY 1, 2`;

const partitions: Check = {
  name: 'audit-partitions',
  run: async ({ client }) => {
    const findings: Finding[] = [];
    const [next] = await rowsOf<{ name: string; missing: boolean }>(client, NEXT);
    if (next?.missing) {
      findings.push({
        level: 'warning',
        what: `The audit log has no partition ${next.name}.`,
        why: 'Entries of that month go into the default partition, which is never dropped: what is past its retention is removed row by row.',
        mend: psql('SELECT make_audit_partitions(3)'),
      });
    }
    for (const { name, role } of await rowsOf<{ name: string; role: string }>(client, OPEN)) {
      findings.push({
        level: 'error',
        what: `${role} has rights to the partition ${name}.`,
        why: 'The policies of the audit log hold for the whole table alone: by its partition another tenant is read.',
        mend: psql(`REVOKE ALL ON ${name} FROM ${role}`),
      });
    }
    return findings;
  },
};

export const PARTITION_CHECKS: readonly Check[] = [partitions];
