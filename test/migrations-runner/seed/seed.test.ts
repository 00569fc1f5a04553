import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { seedDatabase } from '../../../migrations-runner/seed/index.ts';
import { DEFAULT_ROLES, PERMISSIONS } from '../../../src/domain/access/permissions.ts';
import { SYSTEM_SCOPES } from '../../../src/domain/access/scopes.ts';
import { sha256 } from '../../../src/lib/secrets.ts';
import { runCommand } from '../support/command-line.ts';
import { column, migratedDatabase } from '../support/scratch.ts';

const encryptionKey = randomBytes(32).toString('base64');
const SIGNING = `SELECT alg FROM jwks WHERE stage = 'signing' ORDER BY alg`;

/** Everything a seed writes, in one text. */
async function contents(url: string): Promise<string> {
  const tables = ['permissions', 'scopes', 'jwks', 'organisations', 'users', 'roles', 'role_permissions', 'user_roles'];
  const rows = await Promise.all(
    [...tables, 'clients'].map((table) =>
      column(url, `SELECT row_to_json(t)::text AS row FROM ${table} t ORDER BY row`),
    ),
  );
  return rows.flat().join('\n');
}

test('production gets the catalogues and one key an algorithm, and no demo data', async () => {
  const url = await migratedDatabase();
  const { demo, newSigningKeys } = await seedDatabase(url, { encryptionKey, development: false });
  expect(demo).toBeNull();
  expect(newSigningKeys).toEqual(['RS256', 'PS256', 'ES256', 'EdDSA']);
  expect(await column(url, SIGNING)).toEqual(['ES256', 'EdDSA', 'PS256', 'RS256']);
  expect(await column(url, 'SELECT slug FROM permissions')).toHaveLength(PERMISSIONS.length);
  expect(await column(url, 'SELECT name FROM scopes')).toHaveLength(SYSTEM_SCOPES.length);
  for (const table of ['organisations', 'users', 'clients', 'roles']) {
    expect(await column(url, `SELECT id FROM ${table}`)).toEqual([]);
  }
});

test('development gets the demo organisation, whose service secret is stored as a hash', async () => {
  const url = await migratedDatabase();
  const { demo } = await seedDatabase(url, { encryptionKey, development: true });
  expect(await column(url, 'SELECT slug FROM roles ORDER BY slug')).toEqual(
    DEFAULT_ROLES.map(({ slug }) => slug).sort(),
  );
  expect(await column(url, `SELECT email FROM users WHERE email_verified_at IS NOT NULL`)).toEqual([
    'owner@demo.example',
  ]);
  expect(await column(url, `SELECT owner.email FROM organisations JOIN users owner ON owner.id = owner_id`)).toEqual([
    'owner@demo.example',
  ]);
  // One of each kind: a partner's and the organisation's own in a browser, on a server, on a device, two machines.
  expect(
    await column(url, `SELECT client_id || ': ' || client_type || ', ' || (grant_types->>0) FROM clients ORDER BY 1`),
  ).toEqual([
    'demo-api: confidential, client_credentials',
    'demo-native: public, authorization_code',
    'demo-service: confidential, client_credentials',
    'demo-spa: public, authorization_code',
    'demo-third-party: public, authorization_code',
    'demo-web: confidential, authorization_code',
  ]);
  expect(await column(url, 'SELECT indicator FROM resources')).toEqual(['https://api.demo.example']);
  const stored = await column(url, `SELECT client_secret FROM clients WHERE client_id = 'demo-service'`);
  expect(stored).toEqual([await sha256(demo?.['demo-service']?.newSecret ?? '')]);
});

test('a second seed changes nothing and answers no new secret', async () => {
  const url = await migratedDatabase();
  const first = await seedDatabase(url, { encryptionKey, development: true });
  const before = await contents(url);
  const second = await seedDatabase(url, { encryptionKey, development: true });
  expect(await contents(url)).toBe(before);
  const kept = Object.entries(first.demo ?? {}).map(([clientId, { hash }]) => [clientId, { newSecret: null, hash }]);
  expect(kept.map(([clientId]) => clientId)).toEqual(['demo-web', 'demo-service', 'demo-api']);
  expect(second).toEqual({ newSigningKeys: [], completedOrganisations: 0, demo: Object.fromEntries(kept) });
});

test('seeds that run at once make one signing key an algorithm and one demo organisation', async () => {
  const url = await migratedDatabase();
  await Promise.all(Array.from({ length: 5 }, () => seedDatabase(url, { encryptionKey, development: true })));
  expect(await column(url, SIGNING)).toEqual(['ES256', 'EdDSA', 'PS256', 'RS256']);
  expect(await column(url, 'SELECT slug FROM organisations')).toEqual(['demo']);
});

test('a catalogue entry that reads differently is corrected', async () => {
  const url = await migratedDatabase();
  await seedDatabase(url, { encryptionKey, development: false });
  await column(url, `UPDATE scopes SET display_name = 'Old words' WHERE name = 'openid'`);
  await seedDatabase(url, { encryptionKey, development: false });
  expect(await column(url, `SELECT display_name FROM scopes WHERE name = 'openid'`)).toEqual(['Sign you in']);
});

/** The permissions of a role of the demo organisation. */
function permissionsOf(url: string, role: string): Promise<string[]> {
  return column<string>(
    url,
    `SELECT p.slug FROM role_permissions JOIN roles r ON r.id = role_id JOIN permissions p ON p.id = permission_id
     WHERE r.slug = '${role}' ORDER BY 1`,
  );
}

const ofCode = (role: string) => [...(DEFAULT_ROLES.find(({ slug }) => slug === role)?.permissions ?? [])].sort();

test('permissions that are new in the catalogue come to the default roles of organisations that exist', async () => {
  const url = await migratedDatabase();
  await seedDatabase(url, { encryptionKey, development: true });
  // As an earlier release left it.
  await column(url, `DELETE FROM permissions WHERE slug IN ('teams:read', 'api_keys:revoke')`);
  expect(await permissionsOf(url, 'staff')).not.toContain('teams:read');
  const results = await Promise.all(
    [1, 2].map(() =>
      seedDatabase(url, { encryptionKey, development: false }).then((made) => made.completedOrganisations),
    ),
  );
  expect(results.sort()).toEqual([0, 1]);
  for (const role of ['owner', 'admin', 'manager', 'staff'])
    expect(await permissionsOf(url, role)).toEqual(ofCode(role));
});

test('and not to roles whose permissions an administrator has chosen, nor to other roles', async () => {
  const url = await migratedDatabase();
  await seedDatabase(url, { encryptionKey, development: true });
  await column(url, `DELETE FROM permissions WHERE slug = 'api_keys:revoke'`);
  const removal = `DELETE FROM role_permissions USING roles r, permissions p
    WHERE r.id = role_id AND r.slug = 'admin' AND p.id = permission_id AND p.slug = 'clients:delete'`;
  await column(url, removal);
  await column(url, `UPDATE roles SET permissions_chosen_at = now() WHERE slug = 'admin'`);
  await column(url, `UPDATE roles SET slug = 'another' WHERE slug = 'staff'`);
  const before = [await permissionsOf(url, 'admin'), await permissionsOf(url, 'another')];
  for (const development of [false, true]) {
    const { completedOrganisations } = await seedDatabase(url, { encryptionKey, development });
    expect(completedOrganisations).toBe(0);
    expect([await permissionsOf(url, 'admin'), await permissionsOf(url, 'another')]).toEqual(before);
  }
});

test('a permission that the catalogue does not list any more stays in the roles that contain it', async () => {
  const url = await migratedDatabase();
  await seedDatabase(url, { encryptionKey, development: true });
  await column(url, `UPDATE permissions SET slug = 'users:write', name = 'Write Users' WHERE slug = 'users:create'`);
  await column(url, `UPDATE permissions SET description = 'Old words' WHERE slug = 'users:read'`);
  await seedDatabase(url, { encryptionKey, development: false });
  expect(await permissionsOf(url, 'manager')).toEqual([...ofCode('manager'), 'users:write'].sort());
  const described = PERMISSIONS.find(({ slug }) => slug === 'users:read')?.description;
  expect(await column(url, `SELECT description FROM permissions WHERE slug = 'users:read'`)).toEqual([described]);
});

test.each(['ENVIRONMENT', 'NODE_ENV'])('%s=production refuses the demo organisation', async (variable) => {
  const url = await migratedDatabase();
  const environment = { DATABASE_URL: url, SECRET_ENCRYPTION_KEY: encryptionKey, [variable]: 'production' };
  const { code, error } = await runCommand(['seed', '--development'], environment);
  expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('has a known password') });
  expect(await column(url, 'SELECT id FROM organisations')).toEqual([]);
});

test('as many people as wanted, with the same names in every database and the default role', async () => {
  const url = await migratedDatabase();
  const environment = { DATABASE_URL: url, SECRET_ENCRYPTION_KEY: encryptionKey };
  const people = (...args: string[]) => runCommand(['seed', '--development', ...args], environment);
  expect((await people('--people', '6000')).output).toContain(
    '6000 new people in "demo", from person-000001@demo.example on.',
  );
  expect((await people('--people', '6001')).output).toContain('1 new people');
  const sql = `SELECT concat_ws(' ', email, name) FROM users WHERE email LIKE 'person-00000%' ORDER BY email LIMIT 2`;
  expect(await column(url, sql)).toEqual([
    'person-000001@demo.example Alan Baker',
    'person-000002@demo.example Amara Castillo',
  ]);
  const roles = 'SELECT count(*)::int FROM user_roles JOIN roles ON roles.id = role_id AND is_default';
  expect(await column(url, roles)).toEqual([6001]);
  expect((await people('--people', 'many')).error).toBe('--people takes a number, such as 100000.\n');
  expect((await people('--people', '1', '--organisation', 'nobody')).error).toContain(
    'There is no organisation "nobody"',
  );
});

test('production gets no invented people', async () => {
  const environment = { DATABASE_URL: await migratedDatabase(), ENVIRONMENT: 'production' };
  const { code, error } = await runCommand(['seed', '--people', '10'], environment);
  expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('has a known password') });
});

test('one folder keeps the service secret of each database that was seeded from it', async () => {
  const CERBERUS_DATA_DIR = await mkdtemp(join(tmpdir(), 'cerberus-seed-'));
  onTestFinished(() => rm(CERBERUS_DATA_DIR, { recursive: true, force: true }));
  const secretOf = async (url: string) => {
    const environment = { DATABASE_URL: url, SECRET_ENCRYPTION_KEY: encryptionKey, CERBERUS_DATA_DIR };
    const { output } = await runCommand(['seed', '--development'], environment);
    return /demo-service \/ (cs_\S+)/.exec(output)?.[1];
  };
  const [first, second] = [await migratedDatabase(), await migratedDatabase()];
  const secrets = [await secretOf(first), await secretOf(second)];
  expect(secrets).toEqual([expect.any(String), expect.any(String)]);
  expect(new Set(secrets).size).toBe(2);
  expect([await secretOf(first), await secretOf(second)]).toEqual(secrets);
});
