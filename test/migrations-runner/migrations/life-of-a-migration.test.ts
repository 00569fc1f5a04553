import { expect, test } from 'vitest';
import { markApplied } from '../../../migrations-runner/migrations/migrate.ts';
import { addPronouns, copyOfPrisma, laterMigration } from '../support/prisma-copy.ts';
import { column, scratchDatabase, seededDatabase } from '../support/scratch.ts';

const ADD_CITY = laterMigration('add_city');
const APPLIED = `SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL
                 ORDER BY migration_name`;

test('from an empty database over a new, a failing and a corrected migration to one that is up to date', async () => {
  const url = await scratchDatabase();
  const prisma = await copyOfPrisma();
  expect(await prisma.run(url, ['deploy'])).toMatchObject({ code: 0, error: '' });

  await prisma.edit('user.prisma', addPronouns);
  expect(await prisma.run(url, ['diff'])).toMatchObject({ code: 2, output: expect.stringContaining('pronouns') });
  const dev = await prisma.run(url, ['dev', '--name', 'add_pronouns']);
  expect(dev).toMatchObject({
    code: 0,
    output: expect.stringMatching(/Wrote .*_add_pronouns.*\n.* lint .*_add_pronouns\nApplied .*_add_pronouns/),
  });
  expect(await prisma.run(url, ['diff'])).toMatchObject({ code: 0 });

  const pending = await prisma.run(url, ['status']);
  expect(pending.output).toBe('The database is up to date.\n');
  await prisma.write(ADD_CITY, 'ALTER TABLE users ADD COLUMN city text;\nALTER TABLE users ADD COLUMN town txt;\n');
  expect(await prisma.run(url, ['status'])).toMatchObject({
    code: 1,
    output: expect.stringContaining(`Pending: ${ADD_CITY}`),
  });

  const failed = await prisma.run(url, ['deploy']);
  expect(failed).toMatchObject({ code: 1, output: '' });
  expect(failed.error).toContain(`The migration ${ADD_CITY} failed: type "txt" does not exist (line 2).`);
  expect(await prisma.run(url, ['status'])).toMatchObject({ code: 1, output: failed.error });
  expect(await prisma.run(url, ['deploy'])).toMatchObject({ code: 1, error: failed.error });

  await prisma.write(ADD_CITY, 'ALTER TABLE users ADD COLUMN city text;');
  expect(await prisma.run(url, ['resolve', '--rolled-back', ADD_CITY])).toMatchObject({ code: 0, error: '' });
  expect(await prisma.run(url, ['deploy'])).toMatchObject({ code: 0, output: `Applied ${ADD_CITY}\n` });
  expect(await prisma.run(url, ['status'])).toMatchObject({ code: 0 });
  expect(await column(url, APPLIED)).toEqual(await prisma.migrations());
});

test('work that was finished by hand is recorded, and never run', async () => {
  const url = await seededDatabase();
  const prisma = await copyOfPrisma();
  await prisma.write(ADD_CITY, 'BEGIN; CREATE TABLE cities (id int); COMMIT; SELECT 1 / 0;');
  const { error } = await prisma.run(url, ['deploy']);
  expect(error).toContain('It may have committed a part of its work.');
  expect(error).toContain(`resolve --applied ${ADD_CITY}`);
  expect(await prisma.run(url, ['resolve', '--applied', ADD_CITY])).toMatchObject({ code: 0 });
  expect(await prisma.run(url, ['deploy'])).toMatchObject({ code: 0, output: 'The database is up to date.\n' });
});

test('a script that opens its own transaction and fails in it leaves a reason behind', async () => {
  const url = await seededDatabase();
  const prisma = await copyOfPrisma();
  await prisma.write(ADD_CITY, 'BEGIN; SELECT 1 / 0; COMMIT;');
  expect((await prisma.run(url, ['deploy'])).error).toContain('failed: division by zero.');
});

test('an index that could not be built concurrently is explained as such', async () => {
  const url = await seededDatabase();
  const prisma = await copyOfPrisma();
  await column(
    url,
    `INSERT INTO scopes (id, name, display_name, description)
                     VALUES (gen_random_uuid(), 'a', 'same', ''), (gen_random_uuid(), 'b', 'same', '')`,
  );
  await prisma.write(ADD_CITY, 'CREATE UNIQUE INDEX CONCURRENTLY same ON scopes (display_name);');
  const { error } = await prisma.run(url, ['deploy']);
  expect(error).toContain('Key (display_name)=(same) is duplicated');
  expect(error).toContain('may have left an invalid index behind');
});

test('two runners at once with an index that is built concurrently do not wait for each other for ever', async () => {
  const url = await scratchDatabase();
  const prisma = await copyOfPrisma();
  await prisma.write(ADD_CITY, 'CREATE INDEX CONCURRENTLY users_name ON users (name);');
  const outcomes = await Promise.all([1, 2, 3].map(() => prisma.run(url, ['deploy'])));
  expect(outcomes.map(({ code, error }) => ({ code, error }))).toEqual([1, 2, 3].map(() => ({ code: 0, error: '' })));
  expect(outcomes.filter(({ output }) => output.includes(`Applied ${ADD_CITY}`))).toHaveLength(1);
});

test('a runner that dies leaves a migration that is there whole or not at all, and says so', async () => {
  const url = await seededDatabase();
  const prisma = await copyOfPrisma();
  await column(url, `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', 'x', '${ADD_CITY}')`);
  await prisma.write(ADD_CITY, 'ALTER TABLE users ADD COLUMN city text;');
  const { error } = await prisma.run(url, ['deploy']);
  expect(error).toMatch(/was cut short\. .* whole or not at all\. .* diff/);
});

test('a database that is not empty is refused, and becomes manageable by recording what is there', async () => {
  const url = await scratchDatabase();
  const prisma = await copyOfPrisma();
  await column(url, 'CREATE TABLE stray (id int)');
  expect((await prisma.run(url, ['deploy'])).error).toMatch(
    /^The database is not empty .* resolve --applied <migration>\.\n$/,
  );
  // In this process: the copy holds what the repository holds.
  for (const name of await prisma.migrations()) await markApplied(url, name);
  expect(await prisma.run(url, ['deploy'])).toMatchObject({ code: 0, output: 'The database is up to date.\n' });
});

test.each([
  [['resolve'], 'Say either --applied'],
  [['resolve', '--applied', 'a', '--rolled-back', 'b'], 'Say either --applied'],
  [['resolve', '--applied', 'no_such'], 'There is no migration no_such in prisma/migrations'],
  [['resolve', '--rolled-back', 'no_such'], 'No migration has ever run on this database'],
])('%j is refused in one sentence', async (args, words) => {
  const url = await scratchDatabase();
  const prisma = await copyOfPrisma();
  const { code, error } = await prisma.run(url, args);
  expect({ code, lines: error.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(error).toContain(words);
});
