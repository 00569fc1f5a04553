import { expect, test } from 'vitest';
import type { Script } from '../../../migrations-runner/lint/finding.ts';
import { type LintResult, lintMigrations, lintScripts, readScripts } from '../../../migrations-runner/lint/index.ts';
import { RULES } from '../../../migrations-runner/lint/rules.ts';
import type { Choice } from '../../../migrations-runner/lint/selection.ts';
import { runCommand } from '../support/command-line.ts';
import { copyOfPrisma, laterMigration } from '../support/prisma-copy.ts';
import { ownerUrl, scratchDatabase } from '../support/scratch.ts';

/** SQL and the rules it breaks; each is a migration of its own, and they run one after the other. */
type Example = readonly [sql: string, ...rules: string[]];

const TENANT_TABLE = (name: string) => `
  CREATE TABLE ${name} (id uuid PRIMARY KEY, organisation_id uuid NOT NULL REFERENCES organisations (id), user_id uuid,
    UNIQUE (organisation_id, id), FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id));`;
const GUARD = (name: string) => `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;`;
const OWN = `organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid`;
const POLICIES = (name: string, condition = OWN) => `
  CREATE POLICY tenant_isolation ON ${name} FOR ALL TO cerberus_worker USING (${condition}) WITH CHECK (${condition});
  CREATE POLICY system_access ON ${name} FOR ALL TO cerberus_system USING (true) WITH CHECK (true);`;

const BAD: readonly Example[] = [
  ['ALTER TABLE users DROP COLUMN middle_name;', 'drop-column'],
  [`DO $$ BEGIN EXECUTE 'ALTER TABLE users DROP COLUMN profile_photo_path'; END $$;`, 'drop-column'],
  ['DROP TABLE outbound_emails;', 'drop-table'],
  [`DO $$ BEGIN EXECUTE 'DROP TABLE consents'; END $$;`, 'drop-table'],
  ['ALTER TABLE users ALTER COLUMN phone TYPE varchar(40);', 'change-type'],
  [`DO $$ BEGIN EXECUTE 'ALTER TABLE users ALTER login_count TYPE bigint'; END $$;`, 'change-type'],
  ['ALTER TABLE users ADD COLUMN city text NOT NULL;', 'not-null'],
  ['ALTER TABLE users ALTER COLUMN phone SET NOT NULL;', 'not-null'],
  [`DO $$ BEGIN EXECUTE 'ALTER TABLE users ADD COLUMN town text NOT NULL'; END $$;`, 'not-null'],
  ['ALTER TABLE users RENAME COLUMN metadata TO extras;', 'rename'],
  ['ALTER TABLE scopes RENAME TO oauth_scopes;', 'rename'],
  [`DO $$ BEGIN EXECUTE 'ALTER TABLE oauth_scopes RENAME TO scopes'; END $$;`, 'rename'],
  ['CREATE INDEX users_by_name ON users (name);', 'index'],
  [`DO $$ BEGIN EXECUTE 'CREATE INDEX users_by_city ON users (city)'; END $$;`, 'index'],
  ['DROP INDEX users_by_name;', 'index'],
  ['ALTER TABLE users ADD CONSTRAINT users_named CHECK (length(name) > 0);', 'constraint'],
  ['ALTER TABLE scopes ADD CONSTRAINT scopes_category_key UNIQUE (category);', 'constraint', 'index'],
  [
    `CREATE TABLE pets (id uuid PRIMARY KEY, organisation_id uuid, user_id uuid REFERENCES users (id));`,
    'tenant-security',
    'tenant-policies',
    'tenant-reference',
  ],
  [TENANT_TABLE('open_pets') + POLICIES('open_pets'), 'tenant-security'],
  [TENANT_TABLE('loose_pets') + GUARD('loose_pets') + POLICIES('loose_pets', 'true'), 'tenant-policies'],
  [
    `${TENANT_TABLE('public_pets') + GUARD('public_pets') + POLICIES('public_pets')}
     CREATE POLICY everybody ON public_pets USING (true);`,
    'tenant-policies',
  ],
  ['CREATE TABLE diaries (id uuid PRIMARY KEY, user_id uuid REFERENCES users (id));', 'tenant-reference'],
  [`UPDATE users SET name = 'x';`, 'whole-table'],
  ['UPDATE "users" SET phone = email WHERE phone IS NULL AND email IS NOT NULL;', 'whole-table'],
  ['DELETE FROM public.events;', 'whole-table'],
  ['VACUUM FULL users;', 'rewrite'],
  ['VACUUM (VERBOSE, FULL) users;', 'rewrite'],
  [`DO $$ BEGIN UPDATE scopes SET display_name = name WHERE (display_name IS NULL); END $$;`, 'whole-table'],
  ['-- lint:allow drop-column\nALTER TABLE users DROP COLUMN phone;', 'drop-column', 'override'],
  ['-- lint:allow drop-column because old\nALTER TABLE users DROP COLUMN locked_at;', 'drop-column', 'override'],
  ['-- lint:allow rename because nothing reads it any more\nSELECT 1;', 'override'],
  ['-- squawk-ignore ban-drop-column\nALTER TABLE users DROP COLUMN town;', 'drop-column', 'override'],
];

const GOOD: readonly Example[] = [
  ['ALTER TABLE users ADD COLUMN city text;'],
  [`ALTER TABLE users ADD COLUMN country text NOT NULL DEFAULT 'unknown';`],
  ['CREATE INDEX CONCURRENTLY users_by_city ON users (city);'],
  ['DROP INDEX CONCURRENTLY users_by_city;'],
  ['ALTER TABLE users ADD CONSTRAINT city_given CHECK (city IS NOT NULL) NOT VALID;'],
  ['ALTER TABLE users VALIDATE CONSTRAINT city_given;'],
  [
    `-- lint:allow not-null because the constraint city_given is validated
     ALTER TABLE users ALTER COLUMN city SET NOT NULL;`,
  ],
  ['ALTER TABLE users DROP CONSTRAINT city_given;'],
  [
    `-- lint:allow drop-column because no code since 1.4 uses it
     ALTER TABLE users DROP COLUMN middle_name;`,
  ],
  [TENANT_TABLE('pets') + GUARD('pets') + POLICIES('pets')],
  ['UPDATE users SET phone = name WHERE id IN (SELECT id FROM users WHERE phone IS NULL LIMIT 5000);'],
  [`UPDATE users SET phone = name WHERE email = 'a; UPDATE users SET name = phone';`],
  ['VACUUM (FULL false) users;'],
  ['CREATE FUNCTION forget() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM scopes; END $$;'],
  ['CREATE TABLE colours (id uuid PRIMARY KEY, name text); UPDATE colours SET name = NULL;'],
  ['CREATE TABLE kinds (id uuid PRIMARY KEY, name text NOT NULL); CREATE INDEX kinds_by_name ON kinds (name);'],
];

function scriptsOf(examples: readonly Example[]): Script[] {
  return examples.map(([sql], index) => ({ name: laterMigration(String(index).padStart(2, '0')), sql }));
}

async function lint(examples: readonly Example[], choice: Choice = { names: [] }): Promise<LintResult> {
  return lintScripts(await scratchDatabase(), [...(await readScripts()), ...scriptsOf(examples)], choice);
}

function rulesByMigration({ findings }: LintResult, scripts: Script[]): string[][] {
  return scripts.map(({ name }) =>
    findings
      .filter(({ migration }) => migration === name)
      .map(({ rule }) => rule)
      .sort(),
  );
}

test('the migrations of this repository are safe', async () => {
  const { checked, findings } = await lintMigrations(await scratchDatabase(), { names: [] });
  expect({ checked, findings }).toEqual({ checked: (await readScripts()).map(({ name }) => name), findings: [] });
});

test('each rule finds what it is there for, also inside of a DO block', async () => {
  const result = await lint(BAD);
  const found = rulesByMigration(result, scriptsOf(BAD)).map((rules, index) => [BAD[index]?.[0], [...new Set(rules)]]);
  expect(found).toEqual(BAD.map(([sql, ...rules]) => [sql, rules.sort()]));
});

test('and accepts the safe way to the same end', async () => {
  expect((await lint(GOOD)).findings).toEqual([]);
});

test('every rule has an example, a reason and a recipe', () => {
  const shown = new Set([...BAD.flatMap(([, ...rules]) => rules), 'does-not-apply']);
  expect([...shown].sort()).toEqual(RULES.map(({ name }) => name).sort());
  for (const { why, recipe } of RULES)
    expect({ why, steps: recipe.length > 0 }).toEqual({ why: expect.stringMatching(/./), steps: true });
});

test('what is deployed together may index the tables it makes; what is deployed later may not', async () => {
  const examples: Example[] = [
    ['CREATE TABLE kinds (id uuid PRIMARY KEY, name text);'],
    ['CREATE INDEX kinds_by_name ON kinds (name);'],
  ];
  const last = (await readScripts()).at(-1)?.name;
  expect((await lint(examples, { since: last, names: [] })).findings).toEqual([]);
  expect((await lint(examples, { names: [laterMigration('01')] })).findings).toMatchObject([
    { rule: 'index', line: 1 },
  ]);
  expect((await lint(examples)).findings).toMatchObject([{ rule: 'index', line: 1 }]);
});

test('a migration that PostgreSQL refuses is reported with its line', async () => {
  const { findings } = await lint([['SELECT 1;\nCREATE INDEX CONCURRENTLY a ON users (name);'], ['SELECT 1;']]);
  expect(findings).toContainEqual(expect.objectContaining({ migration: laterMigration('00'), rule: 'does-not-apply' }));
  const before = lint([['SELECT nothing;'], ['SELECT 1;']], { names: [laterMigration('01')] });
  await expect(before).rejects.toThrow(`The migration ${laterMigration('00')} does not apply: column "nothing"`);
  const broken = await lint([['SELECT 1;\nSELECT nothing;']]);
  expect(broken.findings).toEqual([
    { migration: laterMigration('00'), rule: 'does-not-apply', line: 2, what: 'column "nothing" does not exist' },
  ]);
});

test('the command prints line, statement and recipe, and JSON for machines; it leaves no database behind', async () => {
  const prisma = await copyOfPrisma();
  const name = laterMigration('drop_phone');
  await prisma.write(name, '\nALTER TABLE users DROP COLUMN phone;\n');
  const { code, output } = await prisma.run(ownerUrl(), ['lint']);
  expect(code).toBe(1);
  expect(output).toMatch(new RegExp(`${name}/migration.sql\\n +2 +drop-column +ALTER TABLE users DROP COLUMN phone;`));
  expect(output).toContain('  1. Code: stop using the column');
  const json = JSON.parse((await prisma.run(ownerUrl(), ['lint', name, '--json'])).output);
  expect(json).toMatchObject({
    checked: [name],
    findings: [{ rule: 'drop-column', line: 2, recipe: expect.any(Array) }],
  });
  expect(await runCommand(['lint', 'no_such'], { DATABASE_URL: ownerUrl() })).toMatchObject({
    code: 1,
    error: 'There is no migration no_such in prisma/migrations: give the whole name of its folder.\n',
  });
});
