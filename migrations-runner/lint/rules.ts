/**
 * Steps that are unsafe on a live system, and the safe way for each. Between the migration and the new release the old
 * Worker runs on the new schema, so everything that it uses must stay. A statement that waits for a lock blocks all
 * statements after it.
 */

export interface Rule {
  name: string;
  /** Why the step is unsafe. */
  why: string;
  /** The same change in safe steps. */
  recipe: readonly string[];
  /** The names under which squawk reports it. */
  squawk: readonly string[];
}

const EXPAND_AND_CONTRACT = [
  'Migration: add the new one (nullable) beside the old one.',
  'Code: write both, read the new one with the old one as a fallback.',
  'Migration: copy what is there, in batches (UPDATE … WHERE id IN (SELECT … LIMIT 5000)); add NOT NULL by the recipe of not-null.',
  'Code: use only the new one.',
  'Migration, one release later: drop the old one by the recipe of drop-column.',
] as const;

export const RULES: readonly Rule[] = [
  {
    name: 'drop-column',
    why: 'the running Worker still reads and writes the column until it is replaced',
    recipe: [
      'Code: stop using the column, and remove it from the schema with @ignore.',
      'Migration: if it is NOT NULL without a default, give it one or drop NOT NULL, so that inserts without it succeed.',
      'Migration, one release later: drop it, with "-- lint:allow drop-column because no code since <release> uses it".',
    ],
    squawk: ['ban-drop-column'],
  },
  {
    name: 'drop-table',
    why: 'the running Worker still uses the table until it is replaced, and its rows are gone for ever',
    recipe: [
      'Code: stop using the table.',
      'Take a backup: npm run db -- backup.',
      'Migration, one release later: drop it, with "-- lint:allow drop-table because no code since <release> uses it".',
    ],
    squawk: ['ban-drop-table', 'ban-drop-database', 'ban-truncate-cascade'],
  },
  {
    name: 'change-type',
    why: 'the table is rewritten under a lock that stops reads and writes, and the running Worker expects the old type',
    recipe: EXPAND_AND_CONTRACT,
    squawk: ['changing-column-type'],
  },
  {
    name: 'not-null',
    why: 'rows that are there have no value, inserts of the running Worker give none, and the check scans the whole table',
    recipe: [
      'Migration: add the column nullable, or NOT NULL with a constant DEFAULT (which needs no rewrite).',
      'Code: write a value always.',
      'Migration: fill what is there, in batches.',
      'Migration: ADD CONSTRAINT c CHECK (column IS NOT NULL) NOT VALID.',
      'Migration: VALIDATE CONSTRAINT c (reads and writes go on), then SET NOT NULL (which trusts it) and drop c, with "-- lint:allow not-null because c is validated".',
    ],
    squawk: ['adding-required-field', 'adding-not-nullable-field'],
  },
  {
    name: 'rename',
    why: 'the running Worker knows only the old name',
    recipe: ['Rename in the schema with @map or @@map, and leave the database alone; or:', ...EXPAND_AND_CONTRACT],
    squawk: ['renaming-column', 'renaming-table'],
  },
  {
    name: 'index',
    why: 'writes to the table wait until the index is built or dropped',
    recipe: [
      'Write the index into a migration of its own, as its only statement: CREATE INDEX CONCURRENTLY … (or DROP INDEX CONCURRENTLY).',
      'If it fails, it leaves an invalid index: DROP INDEX CONCURRENTLY it, then npm run db -- resolve --rolled-back and deploy again.',
    ],
    squawk: ['require-concurrent-index-creation', 'require-concurrent-index-deletion'],
  },
  {
    name: 'constraint',
    why: 'the whole table is checked under a lock that stops writes',
    recipe: [
      'Migration: ADD CONSTRAINT … NOT VALID, which holds for new rows at once.',
      'Migration after it: VALIDATE CONSTRAINT …, while reads and writes go on.',
      'A unique constraint: CREATE UNIQUE INDEX CONCURRENTLY in a migration of its own, then ADD CONSTRAINT … USING INDEX.',
    ],
    squawk: ['constraint-missing-not-valid', 'adding-foreign-key-constraint', 'disallowed-unique-constraint'],
  },
  {
    name: 'whole-table',
    why: 'all rows are locked and written in one transaction: requests wait, the log grows by the table, and a failure begins anew',
    recipe: [
      'Migration: UPDATE … WHERE id IN (SELECT id … WHERE <not done yet> LIMIT 5000), repeated until no row is left; each batch is a transaction of its own.',
      'A table that stays small for a reason: "-- lint:allow whole-table because …".',
    ],
    squawk: [],
  },
  {
    name: 'rewrite',
    why: 'the table is written anew under a lock that stops reads and writes',
    recipe: [
      'Leave dead rows to autovacuum: VACUUM without FULL lets reads and writes go on.',
      'To give space back to the disk: pg_repack, or in a window in which nobody uses the system.',
    ],
    squawk: [],
  },
  {
    name: 'tenant-security',
    why: 'a table with organisation_id and no row-level security shows every organisation to every other',
    recipe: [
      'ALTER TABLE … ENABLE ROW LEVEL SECURITY, in a migration that is deployed with the one that makes the table.',
    ],
    squawk: [],
  },
  {
    name: 'tenant-policies',
    why: 'the Worker sees a tenant table only through exactly two policies, its own and that of cerberus_system',
    recipe: [
      "CREATE POLICY tenant_isolation ON … FOR ALL TO cerberus_worker USING (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid) WITH CHECK (the same).",
      'CREATE POLICY system_access ON … FOR ALL TO cerberus_system USING (true) WITH CHECK (true).',
    ],
    squawk: [],
  },
  {
    name: 'tenant-reference',
    why: 'a row could refer to a row of another organisation',
    recipe: [
      'Relate through both: @relation(fields: [organisationId, otherId], references: [organisationId, id]).',
      'The model that it leads to has @@unique([organisationId, id]); PostgreSQL refuses the key without.',
    ],
    squawk: [],
  },
  {
    name: 'does-not-apply',
    why: 'the migrations were tried in order on an empty database, and PostgreSQL refused this one',
    recipe: ['CONCURRENTLY must be the only statement of its migration; everything else runs as one transaction.'],
    squawk: ['ban-concurrent-index-creation-in-transaction', 'transaction-nesting'],
  },
  {
    name: 'override',
    why: 'an exception is accepted only with a reason that the next reader can judge',
    recipe: ['-- lint:allow <rule> because <reason>'],
    squawk: [],
  },
];

/** Rules of style, or about SQL that Prisma generates; none is about a live system. */
export const SQUAWK_EXCLUDED: readonly string[] = [
  // PostgreSQL runs a migration as one transaction, so it is never applied partially.
  'prefer-robust-stmts',
  // The operator sets them for the role that migrates.
  'require-lock-timeout',
  'require-statement-timeout',
  // Prisma's Int, and the types its generator chooses.
  'prefer-bigint-over-int',
  'prefer-bigint-over-smallint',
  'prefer-text-field',
  'prefer-identity',
  'prefer-timestamptz',
];
