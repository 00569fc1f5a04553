/** Operator keys: what they open, and what opens the routes of platform operators. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../../src/api/index.ts';
import { newSecret } from '../../../src/lib/secrets.ts';
import { ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner, asWorker } from '../../support/database.ts';
import { obtainTokens, type Tokens } from '../../support/oauth.ts';
import { createOperator, sendAsOperator, type TestOperator } from '../../support/operators.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { ask, GUARDED, titled } from '../../support/route-walk.ts';

const OF_OPERATORS = ROUTES.filter(({ permission }) => permission === 'operator');

const LIST = '/v1/system/organisations';

let organisation: TestOrganisation;
let operator: TestOperator;
let service: TestClient;
/** The headers of credentials that are good elsewhere, or were good once. */
const credentials: Record<string, Record<string, string>> = {};

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

beforeAll(async () => {
  organisation = await createOrganisation();
  operator = await createOperator();
  const scopes = ['openid', '*'];
  service = await createClient(organisation.id, {
    confidential: true,
    grantTypes: ['client_credentials'],
    scopes: ['*'],
  });
  const grant = { grant_type: 'client_credentials', client_id: service.clientId, client_secret: service.secret ?? '' };
  const machine = (await (await postForm('/oauth2/token', grant)).json()) as Tokens;
  const person = await obtainTokens(organisation, await createClient(organisation.id, { scopes }), 'openid *');
  const revoked = await createOperator();
  await asOwner('UPDATE operator_keys SET revoked_at = now() WHERE name = $1', [revoked.name]);
  Object.assign(credentials, {
    'no credential': {},
    'the session of an owner': { Cookie: organisation.cookies, 'X-CSRF-Token': organisation.csrf },
    'an owner’s token with every scope': bearer(person.access_token),
    'a machine’s token with every scope': bearer(machine.access_token),
    'an unknown key': bearer(newSecret('operator')),
    'a revoked key': bearer(revoked.key),
    'an expired key': bearer((await createOperator({ expiresAt: new Date(Date.now() - 1_000) })).key),
    'a key of another network': bearer((await createOperator({ networks: ['192.0.2.0/24'] })).key),
    'a key that is longer': bearer(`${operator.key}a`),
    'the key as a password': { Authorization: `Basic ${btoa(`operator:${operator.key}`)}` },
  });
});

it('a key opens them from the networks that it names', async () => {
  const { key } = await createOperator({ networks: ['192.0.2.0/24', '198.51.100.7/32'] });
  const from = (address: string) => send(LIST, { headers: { ...bearer(key), 'CF-Connecting-IP': address } });
  expect((await from('198.51.100.7')).status).toBe(200);
  expect((await from('198.51.100.8')).status).toBe(401);
});

it('there are such routes, and all of them are below /system', () => {
  expect(OF_OPERATORS.length).toBeGreaterThan(5);
  expect(ROUTES.filter(({ path }) => path.startsWith('/system/'))).toEqual(OF_OPERATORS);
});

describe.each(titled(OF_OPERATORS))('%s', (_title, route) => {
  it('is open with an operator key', async () => {
    expect([200, 400, 404]).toContain((await ask(route, bearer(operator.key))).status);
  });

  it('is closed for everything else, with one and the same answer', async () => {
    const bodies = await Promise.all(
      Object.entries(credentials).map(async ([what, headers]) => {
        const answer = await ask(route, headers);
        expect(answer.status, what).toBe(401);
        return answer.text();
      }),
    );
    expect(new Set(bodies).size).toBe(1);
  });
});

describe.each(titled(GUARDED))('%s', (_title, route) => {
  it('is closed with an operator key', async () => {
    const answer = await ask(route, bearer(operator.key));
    const challenge = 'Bearer realm="cerberus", error="invalid_token"';
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, challenge]);
  });
});

describe('an operator key', () => {
  it('means nothing at the endpoints of OAuth', async () => {
    expect((await send('/oauth2/userinfo', { headers: bearer(operator.key) })).status).toBe(401);
    const client = { client_id: service.clientId, client_secret: service.secret ?? '' };
    const introspected = await postForm('/oauth2/introspect', { token: operator.key, ...client });
    expect(await introspected.json()).toEqual({ active: false });
    const refreshed = { grant_type: 'refresh_token', refresh_token: operator.key, ...client, resource: ISSUER };
    expect((await postForm('/oauth2/token', refreshed)).status).toBe(400);
  });

  it('cannot be read, listed, made or changed by the Worker’s roles: it is found by its hash alone', async () => {
    for (const role of ['', 'SET ROLE cerberus_system; ']) {
      for (const statement of [
        'SELECT key_hash FROM operator_keys',
        'SELECT name FROM operator_keys',
        `UPDATE operator_keys SET expires_at = now() + interval '1 year'`,
        'DELETE FROM operator_keys',
        `INSERT INTO operator_keys (id, name, key_prefix, key_hash, expires_at) VALUES (gen_random_uuid(), 'x', '', 'x', now())`,
      ]) {
        await expect(asWorker(`${role}${statement}`), statement).rejects.toThrow('permission denied');
        await asWorker('RESET ROLE');
      }
    }
  });

  it('is stored as a hash, and its use is recorded', async () => {
    const { name, key } = await createOperator();
    const row = async () => (await asOwner('SELECT * FROM operator_keys WHERE name = $1', [name]))[0];
    expect(await row()).toMatchObject({ last_used_at: null });
    expect((await sendAsOperator({ name, key }, 'GET', LIST)).status).toBe(200);
    expect(await row()).toMatchObject({ last_used_at: expect.any(Date) });
    expect(JSON.stringify(await row())).not.toContain(key.slice(12));
  });

  it('is limited by itself, and refused requests are by their address', async () => {
    const counted: string[] = [];
    const limiter = { limit: async ({ key }: { key: string }) => ({ success: counted.push(key) < 0 }) };
    const bindings = { RATE_LIMIT_GENERAL: limiter, RATE_LIMIT_AUTH: limiter };
    for (const key of [operator.key, newSecret('operator')]) {
      const headers = { ...bearer(key), 'CF-Connecting-IP': '198.51.100.7' };
      expect((await send(LIST, { headers }, bindings)).status).toBe(429);
    }
    expect(counted).toEqual([expect.stringMatching(/^general:operator:/), 'auth:address:198.51.100.7']);
  });
});
