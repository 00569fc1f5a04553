/** `npm run admin -- api-key …`: a key is limited by its maker, and told once. */
import { expect, test } from 'vitest';
import { looksLikeSecret, sha256 } from '../../../src/lib/secrets.ts';
import { adminOf } from '../support/admin.ts';
import { column, execute, scratchDatabase, seededDatabase } from '../support/scratch.ts';

const keys = (url: string) => column(url, 'SELECT name FROM api_keys');

const keyEvents = (url: string) =>
  column(
    url,
    `SELECT concat_ws(' ', event_type, resource_id, user_id, metadata ->> 'operator', metadata ->> 'createdById')
     FROM audit_logs WHERE event_type LIKE 'api_key.%' ORDER BY id`,
  );

test('a key has the scopes, the networks and the expiry that are said, and ends once', async () => {
  const url = await seededDatabase();
  const { run, json, refusal } = adminOf(url);
  const [owner = ''] = await column(url, `SELECT id FROM users WHERE email = 'owner@demo.example'`);
  const line = 'api-key create --maker Owner@Demo.example --scope users:read --scope teams:* --expires-in-days 30';
  const created = await json(`${line} --networks 192.0.2.0/24,2001:db8::/32 --rate-limit low --name`, 'Nightly import');
  expect(looksLikeSecret('apiKey', created.key)).toBe(true);
  expect(created).toMatchObject({ createdById: owner, maker: 'owner@demo.example', status: 'active' });
  const stored = `SELECT concat_ws(' ', id, key_hash, created_by_id, scopes, allowed_networks, rate_limit,
    extract(epoch FROM expires_at - created_at)::int) FROM api_keys`;
  expect(await column(url, stored)).toEqual([
    `${created.id} ${await sha256(created.key)} ${owner} ["users:read", "teams:*"] ["192.0.2.0/24", "2001:db8::/32"] low 2592000`,
  ]);
  const operator = 'operator (command line)';
  expect(await keyEvents(url)).toEqual([`api_key.created ${created.id} ${operator} ${owner}`]);
  const listed = await run('api-key list');
  expect(listed.output).toContain(`${created.id}  ${created.key.slice(0, 14)}…  "Nightly import"  users:read teams:*`);
  expect(listed.output).not.toContain(created.key);

  expect((await run(`api-key revoke ${created.id}`)).output).toBe('The key "Nightly import" is revoked.\n');
  const [revokedAt] = await column(url, 'SELECT revoked_at FROM api_keys');
  expect(revokedAt).not.toBeNull();
  expect(await json(`api-key revoke ${created.id}`)).toMatchObject({ id: created.id, status: 'revoked' });
  expect(await column(url, 'SELECT revoked_at FROM api_keys')).toEqual([revokedAt]);
  expect(await keyEvents(url)).toHaveLength(2);
  expect(await refusal(`api-key revoke ${owner}`)).toBe(`demo has no API key "${owner}".`);

  const endless = await run(`api-key create --no-expiry --maker ${owner} --scope users:read --name Endless`);
  expect(endless.output).toMatch(
    /^The key "Endless" \(.{36}\) of owner@demo.example, until it is revoked; shown once:\n/,
  );
});

test('a key beyond its maker, for somebody else or for a closed organisation is not made', async () => {
  const url = await seededDatabase();
  const { run, json, refusal } = adminOf(url);
  await json('organisation create --name Acme --owner-email olive@acme.example');
  await json('user create --organisation acme --email pat@acme.example');
  const line = 'api-key create --organisation acme --name A --maker';
  const cases: [line: string, sentence: string][] = [
    [
      'api-key create --scope users:read --maker a@b.example',
      '--name: needed: a line of 1 to 100 characters that can be seen.',
    ],
    ['api-key create --scope users:read --name A', '--maker: needed: the address or id of a person.'],
    ['api-key create --maker a@b.example --name A', '--scope: needed: up to 100 permissions, such as users:read.'],
    [`${line} pat@acme.example --scope users:erase`, '--scope: "users:erase" is no permission.'],
    [
      `${line} pat@acme.example --scope users:read --scope users:delete`,
      '--scope: pat@acme.example does not have users:delete. No key was made.',
    ],
    [`${line} pat@acme.example --scope *`, '--scope: pat@acme.example does not have *. No key was made.'],
    [`${line} owner@demo.example --scope users:read`, 'acme has no person "owner@demo.example".'],
    [
      `${line} a@b.example --scope users:read --expires-in-days 3651`,
      '--expires-in-days: a whole number from 1 to 3650.',
    ],
    [
      `${line} a@b.example --scope users:read --expires-in-days 1 --no-expiry`,
      '--no-expiry: not together with --expires-in-days.',
    ],
    [
      `${line} a@b.example --scope users:read --networks 192.0.2.0/33`,
      '--networks: up to 50 networks in CIDR notation, separated by commas, e.g. 192.0.2.0/24.',
    ],
    [`${line} a@b.example --scope users:read --rate-limit none`, '--rate-limit: one of low, standard, high.'],
    ['api-key revoke', 'Say which key: give its id.'],
  ];
  for (const [one, sentence] of cases) expect(await refusal(one)).toBe(sentence);
  await run('user block --organisation acme pat@acme.example');
  const pats = `${line} pat@acme.example --scope users:read`;
  expect(await refusal(pats)).toBe('--maker: pat@acme.example is blocked. No key was made.');
  await run('organisation suspend acme --reason Unpaid');
  expect(await refusal(pats)).toBe('acme is suspended: organisation reactivate ends that. Nothing was made.');
  await run('organisation delete acme --force --reason Unpaid');
  expect(await refusal(pats)).toContain('"acme" is deleted');
  expect([await keys(url), await keyEvents(url)]).toEqual([[], []]);
});

test('a key of another organisation is not found, and one of a suspended organisation can be revoked', async () => {
  const url = await seededDatabase();
  const { run, json, refusal } = adminOf(url);
  const { id } = await json('api-key create --maker owner@demo.example --scope users:read --name A');
  await json('organisation create --name Acme --owner-email olive@acme.example');
  expect(await refusal(`api-key revoke --organisation acme ${id}`)).toBe(`acme has no API key "${id}".`);
  expect((await run('api-key list --organisation acme')).output).toBe('There are no API keys.\n');
  expect(await column(url, 'SELECT revoked_at FROM api_keys')).toEqual([null]);
  await run('organisation suspend demo --reason Unpaid');
  expect((await run(`api-key revoke --organisation demo ${id}`)).output).toBe('The key "A" is revoked.\n');
});

test('an event that cannot be written takes the key with it', async () => {
  const url = await seededDatabase();
  await execute(url, `ALTER TABLE audit_logs ADD CONSTRAINT refuse CHECK (event_type <> 'api_key.created') NOT VALID`);
  const { code, output } = await adminOf(url).run(
    'api-key create --maker owner@demo.example --scope users:read --name A',
  );
  expect({ code, output }).toEqual({ code: 1, output: '' });
  expect(await keys(url)).toEqual([]);
});

test('a database that is not migrated is said to be that', async () => {
  const { refusal } = adminOf(await scratchDatabase());
  expect(await refusal('api-key list')).toContain('has npm run db -- deploy run on this database?');
});
