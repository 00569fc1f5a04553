import type { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { runCommand } from '../support/command-line.ts';
import { column, execute, ownerUrl, seededDatabase, workerUrl } from '../support/scratch.ts';

const RLS_VIOLATION = '42501';

async function asWorker<T>(work: (client: Client) => Promise<T>, organisationId?: string): Promise<T> {
  return withClient(workerUrl(), async (client) => {
    await client.query('BEGIN');
    if (organisationId) await client.query(`SELECT set_config('app.organisation_id', $1, true)`, [organisationId]);
    // The connection closes without COMMIT: nothing of a test remains.
    return work(client);
  });
}

async function demoOrganisation(): Promise<string> {
  const [id] = await column(ownerUrl(), `SELECT id FROM organisations WHERE slug = 'demo'`);
  return id ?? '';
}

const SOMEBODY_ELSE = '0190a000-0000-7000-8000-000000000000';

describe('the role cerberus_worker', () => {
  test('owns nothing, inherits nothing and cannot bypass row-level security', async () => {
    const attributes = `SELECT array[rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb] FROM pg_roles
                        WHERE rolname IN ('cerberus_worker', 'cerberus_system')`;
    const nothing = [false, false, false, false, false];
    expect(await column(ownerUrl(), attributes)).toEqual([nothing, nothing]);
    const owned = `SELECT relname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner WHERE rolname LIKE 'cerberus\\_%'`;
    expect(await column(ownerUrl(), owned)).toEqual([]);
  });

  test('sees no row until it names an organisation', async () => {
    for (const table of ['organisations', 'users', 'clients', 'roles', 'role_permissions']) {
      const { rowCount } = await asWorker((client) => client.query(`SELECT FROM ${table}`));
      expect({ table, rowCount }).toEqual({ table, rowCount: 0 });
    }
  });

  test('sees its organisation, and nothing under the name of another', async () => {
    const select = (client: Client) => client.query('SELECT slug FROM organisations');
    expect((await asWorker(select, await demoOrganisation())).rows).toEqual([{ slug: 'demo' }]);
    expect((await asWorker(select, SOMEBODY_ELSE)).rows).toEqual([]);
  });

  test('cannot write into another organisation', async () => {
    const demo = await demoOrganisation();
    const insert = (client: Client) =>
      client.query(`INSERT INTO roles (id, organisation_id, name, slug) VALUES (gen_random_uuid(), $1, 'x', 'x')`, [
        SOMEBODY_ELSE,
      ]);
    await expect(asWorker(insert, demo)).rejects.toMatchObject({ code: RLS_VIOLATION });
    const move = (client: Client) => client.query('UPDATE users SET organisation_id = $1', [SOMEBODY_ELSE]);
    await expect(asWorker(move, demo)).rejects.toMatchObject({ code: RLS_VIOLATION });
  });

  test('looks across organisations only after it has become cerberus_system', async () => {
    const { rows } = await asWorker(async (client) => {
      await client.query('SET LOCAL ROLE cerberus_system');
      return client.query(`SELECT email FROM users WHERE email = 'owner@demo.example'`);
    });
    expect(rows).toEqual([{ email: 'owner@demo.example' }]);
  });

  test.each([
    `UPDATE audit_logs SET success = true`,
    `DELETE FROM audit_logs`,
    `TRUNCATE audit_logs`,
    `DELETE FROM organisations`,
    `INSERT INTO permissions (id, name, slug) VALUES (gen_random_uuid(), 'x', 'x')`,
    `DELETE FROM scopes`,
    `SELECT FROM _prisma_migrations`,
    `CREATE TABLE mine (id int)`,
    `ALTER TABLE users DISABLE ROW LEVEL SECURITY`,
  ])('may not: %s', async (statement) => {
    const demo = await demoOrganisation();
    await expect(asWorker((client) => client.query(statement), demo)).rejects.toMatchObject({ code: RLS_VIOLATION });
  });

  test.each([
    `UPDATE users SET name = 'x'`,
    `INSERT INTO roles (id, organisation_id, name, slug) VALUES (gen_random_uuid(), gen_random_uuid(), 'x', 'x')`,
    `DELETE FROM users`,
    `DELETE FROM audit_logs`,
    `UPDATE audit_logs SET success = true`,
  ])('as cerberus_system neither: %s', async (statement) => {
    const asSystem = async (client: Client) => {
      await client.query('SET LOCAL ROLE cerberus_system');
      return client.query(statement);
    };
    await expect(asWorker(asSystem)).rejects.toMatchObject({ code: RLS_VIOLATION });
  });
});

describe('the login that worker-login makes', () => {
  test.each([
    'CREATE TEMPORARY TABLE users (id uuid)',
    `SELECT lo_from_bytea(0, 'x')`,
    'SELECT lo_creat(-1)',
    `SELECT loread(0, 1)`,
    `SET ROLE cerberus_system; SELECT lo_create(0)`,
  ])('may not: %s', async (statement) => {
    const url = await seededDatabase();
    const { output } = await runCommand(['worker-login'], { DATABASE_URL: url });
    await expect(execute(output.trim(), statement)).rejects.toMatchObject({ code: '42501' });
  });
});
