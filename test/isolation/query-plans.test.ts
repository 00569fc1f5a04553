import { env } from 'cloudflare:workers';
import { Client } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { deleteUser, getUser, listUsers, listUsersAfter } from '../../src/domain/users.ts';
import { runJobs } from '../../src/jobs/index.ts';
import { postForm, postJson, send } from '../support/app.ts';
import { createKeyClient, createKeyPair, makeAssertion, presenting } from '../support/assertions.ts';
import { asOwner, withContext } from '../support/database.ts';
import { fillDatabase, LARGE_TABLES } from '../support/large-data.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, type Tokens, VERIFIER } from '../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD } from '../support/organisation.ts';
import {
  genericScansOf,
  type RecordedStatement,
  recordStatements,
  sequentialScansOf,
} from '../support/recorded-statements.ts';

/** What people and applications do all day. */
const JOURNEYS: Record<string, () => Promise<void>> = {
  'onboarding, sign-in, session and sign-out': async () => {
    const organisation = await createOrganisation();
    await postJson('/v1/auth/login', { email: organisation.owner.email, password: PASSWORD });
    await postJson('/v1/auth/login', { email: organisation.owner.email, password: 'wrong' });
    await send('/v1/me/profile', { headers: { Cookie: organisation.cookies } });
    await send('/v1/auth/logout', { method: 'POST', headers: { Cookie: organisation.cookies } });
  },
  'authorization, tokens, refresh, reuse and userinfo': async () => {
    const organisation = await createOrganisation();
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, client);
    await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${tokens.access_token}` } });
    await refresh(client, tokens.refresh_token);
    const again = (await (await refresh(client, tokens.refresh_token)).json()) as Tokens;
    await refresh(client, again.refresh_token);
    await refresh(client, tokens.refresh_token);
    const code = await obtainCode(organisation, client);
    await exchangeCode(client, code);
    await exchangeCode(client, code);
  },
  'assertions, introspection and revocation': async () => {
    const organisation = await createOrganisation();
    const key = await createKeyPair('ES256');
    const client = await createKeyClient(organisation.id, [key]);
    const ask = async (path: string, fields: Record<string, string>) => {
      const response = await postForm(path, { ...fields, ...presenting(await makeAssertion(client, key)) });
      return (await response.json()) as Tokens;
    };
    const code = await obtainCode(organisation, client, { scope: 'openid offline_access' });
    const form = { grant_type: 'authorization_code', redirect_uri: client.redirectUri, code_verifier: VERIFIER };
    const tokens = await ask('/oauth2/token', { ...form, code });
    for (const token of [tokens.access_token, tokens.refresh_token]) await ask('/oauth2/introspect', { token });
    for (const token of [tokens.access_token, tokens.refresh_token]) await ask('/oauth2/revoke', { token });
    const opaque = await createClient(organisation.id, { columns: { access_token_format: 'opaque' } });
    const { access_token: token } = await obtainTokens(organisation, opaque);
    await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } });
    await postForm('/oauth2/revoke', { token });
  },
  'lists, pages, search and deletion of people': async () => {
    const [row] = await asOwner<{ id: string }>(`SELECT id FROM organisations WHERE slug = 'bulk-1'`);
    const page = { sort: 'createdAt', order: 'desc', limit: 50, offset: 0 } as const;
    await withContext(async (context) => {
      const tenant = context.openTenant(row?.id ?? '', {});
      await listUsers(tenant, page);
      await listUsers(tenant, { ...page, search: 'person 1-1234', status: 'active' });
      const { users, nextCursor } = await listUsersAfter(tenant, null, 20);
      await listUsersAfter(tenant, nextCursor, 20);
      await getUser(tenant, users[0]?.id ?? '');
      await deleteUser(tenant, users[0]?.id ?? '');
    });
  },
  'the scheduled jobs': () => runJobs(env, 'all of them'),
};

describe('over a large database no hot query reads a large table from end to end', () => {
  beforeAll(fillDatabase, 240_000);

  it.each(Object.keys(JOURNEYS))('%s', async (name) => {
    const statements = await recordStatements(JOURNEYS[name] as () => Promise<void>);
    expect(statements.length).toBeGreaterThan(3);
    const offenders = await offendersAmong(statements);
    expect(offenders).toEqual([]);
  });

  it('and one that does would be seen', async () => {
    const statement = {
      text: `SELECT * FROM users WHERE phone = $1`,
      values: ['1'],
      opening: 'BEGIN; SET LOCAL ROLE cerberus_system',
    };
    expect(await offendersAmong([statement])).toEqual([expect.stringMatching(/^users: /)]);
  });

  it('the search itself uses its trigram index', async () => {
    // A statement of find_people, which runs as its owner and is not opened by EXPLAIN.
    const plan = await asOwner(
      `EXPLAIN (FORMAT JSON) SELECT id FROM users WHERE organisation_id = md5('bulk-organisation-1')::uuid
       AND deleted_at IS NULL AND lower(name || ' ' || email) LIKE '%123%' AND lower(name || ' ' || email) LIKE '%234%' LIMIT 5000`,
    );
    expect(JSON.stringify(plan)).toContain('users_search');
  });

  it('and looks at the newest first, in their order', async () => {
    const plan = JSON.stringify(
      await asOwner(
        `EXPLAIN (FORMAT JSON) SELECT id, name, email FROM users WHERE organisation_id >= md5('bulk-organisation-1')::uuid
         AND organisation_id <= md5('bulk-organisation-1')::uuid AND deleted_at IS NULL
         ORDER BY organisation_id DESC, id DESC LIMIT 5000`,
      ),
    );
    expect(plan).toContain('users_organisation_id_id_key');
    expect(plan).not.toContain('"Sort"');
  });

  it.each([
    ['people by name', 'users', 'name, id', 'users_listed_by_name'],
    ['people by name, backwards', 'users', 'name DESC, id DESC', 'users_listed_by_name'],
    ['people by creation', 'users', 'created_at DESC, id DESC', 'users_live_by_creation'],
  ])('a list of %s sorts nobody', async (_what, table, order, index) => {
    const plan = JSON.stringify(
      await asOwner(
        `EXPLAIN (FORMAT JSON) SELECT * FROM ${table} WHERE organisation_id = md5('bulk-organisation-1')::uuid
         AND deleted_at IS NULL ORDER BY ${order} LIMIT 50`,
      ),
    );
    expect(plan).toContain(index);
    expect(plan).not.toContain('"Sort"');
  });

  it('people are counted up to a thousand, and about, beyond that', async () => {
    const [[large], [small]] = (await asOwner<{ id: string }>(
      `SELECT md5('bulk-organisation-' || o)::uuid AS id FROM unnest(ARRAY[1, 2]) o`,
    ).then((found) => found.map((row) => [row]))) as [[{ id: string }], [{ id: string }]];
    const query = { sort: 'name', order: 'asc', limit: 5, offset: 0 } as const;
    await withContext(async (context) => {
      const totals = async (id: string, more = {}) => {
        const { users, total, isEstimate } = await listUsers(context.openTenant(id, {}), { ...query, ...more });
        return { length: users.length, total, isEstimate };
      };
      expect(await totals(small.id)).toEqual({ length: 5, total: 1_000, isEstimate: false });
      const estimated = await totals(large.id);
      expect(estimated).toMatchObject({ length: 5, isEstimate: true });
      expect(estimated.total).toBeGreaterThan(10_000);
      expect(estimated.total).toBeLessThan(40_000);
      expect(await totals(large.id, { status: 'blocked' })).toEqual({ length: 0, total: 0, isEstimate: false });
      // A search looks at a thousand, and makes no more of them.
      expect(await totals(large.id, { search: 'person' })).toEqual({ length: 5, total: 1_001, isEstimate: true });
      expect(await totals(large.id, { search: 'pe' })).toEqual({ length: 5, total: 1_001, isEstimate: true });
      expect(await totals(large.id, { search: 'PERSON 1-12345' })).toEqual({ length: 1, total: 1, isEstimate: false });
      // Whose address it is is found, however many others fit.
      const [{ email } = { email: '' }] = await asOwner<{ email: string }>(
        `SELECT email FROM users WHERE organisation_id = $1 ORDER BY id LIMIT 1`,
        [large.id],
      );
      expect((await totals(large.id, { search: email })).total).toBeGreaterThan(0);
    });
  });
});

async function offendersAmong(statements: RecordedStatement[]): Promise<string[]> {
  const client = new Client({
    connectionString: (env as unknown as { HYPERDRIVE: Hyperdrive }).HYPERDRIVE.connectionString,
  });
  client.on('error', () => {});
  await client.connect();
  const offenders: string[] = [];
  for (const statement of statements) {
    const scans = new Set([
      ...(await sequentialScansOf(client, statement)),
      ...(await genericScansOf(client, statement)),
    ]);
    const large = [...scans].filter((table) => (LARGE_TABLES as readonly string[]).includes(table));
    if (large.length > 0) offenders.push(`${large.join(', ')}: ${statement.text.replace(/\s+/g, ' ').slice(0, 300)}`);
  }
  await client.end();
  return offenders;
}
