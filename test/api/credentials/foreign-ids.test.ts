/**
 * Every id in the path of every route: one of another organisation is answered 404, as one that names nothing, and
 * changes nothing there. Routes are read from their table. A new one fails here until FIXTURES says what its ids name,
 * and BODIES what it takes, unless an empty object will do.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../isolation/rows.ts';
import { send } from '../../support/app.ts';
import { GUARDED, type Route, titled } from '../../support/route-walk.ts';
import { createSide, insertRow, ofKey, ofSession, type Side, stateOf } from '../../support/sides.ts';

/** The ids in a path, by parameter. */
type Ids = Record<string, string>;

/** A row that a parameter names. */
interface Fixture {
  table: string;
  /** Values that the row must have. */
  row?: (side: Side, ids: Ids) => Row;
  /** The column that the parameter holds; `id` by default. */
  column?: string;
}

const ofOwner = ({ organisation }: Side) => ({ user_id: organisation.owner.id });
/** The stranger has none: who has a factor must present it before anything else. */
const factorOfOwner = (side: Side) => ({ ...ofOwner(side), confirmed_at: side === host ? new Date() : null });

/** Of the person in the path. */
const ofPerson = (_side: Side, { id }: Ids) => ({ user_id: id });

/** What the last parameter of a path names. */
const FIXTURES: Record<string, Fixture> = {
  '/admin/api-keys/{id}': { table: 'api_keys' },
  '/admin/audit-logs/{id}': { table: 'audit_logs' },
  '/admin/clients/{id}': { table: 'clients' },
  '/admin/explanations/{code}': { table: 'explanations', row: () => ({ endpoint: 'token', checks: '[]' }) },
  '/admin/invitations/{id}': { table: 'invitations' },
  '/admin/memberships/{id}': { table: 'organisation_members' },
  '/admin/resources/{id}': { table: 'resources' },
  '/admin/roles/{id}': { table: 'roles' },
  '/admin/roles/{id}/permissions/{permissionId}': {
    table: 'role_permissions',
    row: (_side, { id }) => ({ role_id: id }),
    column: 'permission_id',
  },
  '/admin/scopes/{id}': { table: 'organisation_scopes' },
  '/admin/sessions/{id}': { table: 'sessions' },
  '/admin/teams/{id}': { table: 'teams' },
  '/admin/teams/{id}/members/{userId}': {
    table: 'team_members',
    row: (_side, { id }) => ({ team_id: id }),
    column: 'user_id',
  },
  '/admin/user-imports/{id}': { table: 'user_imports', row: () => ({ expires_at: new Date(Date.now() + 60_000) }) },
  '/admin/users/{id}': { table: 'users' },
  '/admin/users/{id}/consents/{consentId}': { table: 'consents', row: ofPerson },
  '/admin/users/{id}/factors/{factorId}': {
    table: 'mfa_factors',
    row: (_side, { id }) => ({ user_id: id, confirmed_at: new Date() }),
  },
  '/admin/users/{id}/roles/{roleId}': { table: 'user_roles', row: ofPerson, column: 'role_id' },
  '/admin/users/{id}/sessions/{sessionId}': { table: 'sessions', row: ofPerson },
  '/admin/webhooks/{id}': { table: 'webhook_endpoints' },
  '/admin/webhooks/{id}/deliveries/{deliveryId}': {
    table: 'webhook_deliveries',
    row: (_side, { id }) => ({ endpoint_id: id }),
  },
  '/me/mfa/factors/{id}': { table: 'mfa_factors', row: factorOfOwner },
  '/me/mfa/passkeys/{id}': { table: 'mfa_factors', row: (side) => ({ ...factorOfOwner(side), type: 'webauthn' }) },
  '/me/sessions/{id}': { table: 'sessions', row: ofOwner },
};

/** Parameters that name nothing of an organisation, with the reason. */
const EXEMPT: Record<string, string> = {
  '/admin/permissions/{id}': 'the catalogue is the same for every organisation',
  '/admin/roles/{id}/permissions/{permissionId}': 'the catalogue is the same for every organisation',
  '/me/consents/{clientId}': 'answers 204 for every client: it ends one’s own consents, if any',
  '/me/organisations/{id}': 'the id of an organisation; one may leave those one belongs to',
};

/** What a route takes, where an empty object is refused. */
const BODIES: Record<string, (side: Side, ids: Ids) => unknown> = {
  'PATCH /admin/memberships/{id}': async (side) => ({ roleIds: [(await insertRow(side, 'roles')).id] }),
  'PATCH /admin/resources/{id}': () => ({ signingAlg: null }),
  'POST /admin/roles/{id}/users': ({ organisation }) => ({ userIds: [organisation.owner.id] }),
  'POST /admin/roles/{id}/permissions': () => ({ permissionId: 'teams:read' }),
  'PUT /admin/roles/{id}/permissions': () => ({ permissionIds: ['teams:read'] }),
  'DELETE /admin/roles/{id}/permissions': async (side, { id }) => {
    const granted = await insertRow(side, 'role_permissions', { role_id: id });
    return { permissionId: granted.permission_id };
  },
  'POST /admin/teams/{id}/members': ({ organisation }) => ({ userId: organisation.owner.id }),
  'DELETE /admin/teams/{id}/members': async (side, { id }) => {
    const member = await insertRow(side, 'team_members', { team_id: id });
    return { userId: member.user_id };
  },
  'POST /admin/users/{id}/roles': async (side) => ({ roleId: (await insertRow(side, 'roles')).id }),
  'PUT /admin/users/{id}/roles': async (side) => ({ roleIds: [(await insertRow(side, 'roles')).id] }),
  'DELETE /admin/users/{id}/roles': async (side, { id }) => {
    return { roleId: (await insertRow(side, 'user_roles', { user_id: id })).role_id };
  },
  'POST /admin/webhooks/{id}/redeliver': () => ({ since: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' }),
  'PATCH /me/mfa/passkeys/{id}': () => ({ name: 'Mine' }),
};

/** Routes that answer the same whether there is such a row or not. */
const IDEMPOTENT: Record<string, number> = { 'DELETE /me/sessions/{id}': 204 };

let host: Side;
let stranger: Side;

beforeAll(async () => {
  host = await createSide();
  stranger = await createSide();
});

/** The path up to and including each of its parameters. */
function prefixesOf(path: string): { name: string; prefix: string }[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(({ 0: braces, 1: name = '', index }) => {
    return { name, prefix: path.slice(0, index + braces.length) };
  });
}

/** New rows for all parameters of a route. */
async function createIds(side: Side, { path }: Route): Promise<Ids> {
  const ids: Ids = {};
  for (const { name, prefix } of prefixesOf(path)) {
    const fixture = FIXTURES[prefix];
    if (!fixture) throw new Error(`Say in FIXTURES what ${prefix} names, or in EXEMPT why nothing of an organisation`);
    const row = await insertRow(side, fixture.table, fixture.row?.(side, ids));
    ids[name] = String(row[fixture.column ?? 'id']);
  }
  return ids;
}

async function ask({ method, path, files }: Route, ids: Ids, headers: Record<string, string>, body: unknown) {
  const url = `/v1${path.replace(/\{(\w+)\}/g, (_braces, name: string) => ids[name] ?? '')}`;
  return send(url, {
    method: method.toUpperCase(),
    headers: { 'Content-Type': files[0] ?? 'application/json', ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
}

const nameOf = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;

/** The body that this side would send about its own rows. */
async function bodyOf(side: Side, route: Route, ids: Ids): Promise<unknown> {
  const made = BODIES[nameOf(route)];
  if (made) return made(side, ids);
  return route.method === 'get' ? undefined : {};
}

/** What the route is about. */
const tablesOf = ({ path }: Route) => [
  'audit_logs',
  ...prefixesOf(path).flatMap(({ prefix }) => FIXTURES[prefix]?.table ?? []),
];

/** The parameters that name something of an organisation. */
const namingOf = ({ path }: Route) => prefixesOf(path).filter(({ prefix }) => !(prefix in EXEMPT));

/** An operator of the platform has other ids, and another credential. */
const WITH_IDS = GUARDED.filter((route) => /^\/(admin|me)\//.test(route.path) && namingOf(route).length > 0);

describe.each(titled(WITH_IDS))('%s', (_title, route) => {
  it('an id of another organisation is not found, in any place of the path; nothing changes there', async () => {
    const [theirs, own] = [await createIds(host, route), await createIds(stranger, route)];
    const body = await bodyOf(stranger, route, own);
    const expected = IDEMPOTENT[nameOf(route)] ?? 404;
    const before = await stateOf(host, tablesOf(route));
    const mixed = namingOf(route).map(({ name }) => ({ ...own, [name]: theirs[name] ?? '' }));
    const credentials = [ofSession(stranger), ...(route.permission.includes(':') ? [ofKey(stranger)] : [])];
    for (const ids of [theirs, ...mixed]) {
      for (const headers of credentials) {
        const answer = await ask(route, ids, headers, body);
        expect(answer.status, await answer.text()).toBe(expected);
      }
    }
    expect(await stateOf(host, tablesOf(route))).toBe(before);
  });

  it('and its own organisation finds it', async () => {
    const ids = await createIds(host, route);
    const answer = await ask(route, ids, ofSession(host), await bodyOf(host, route, ids));
    expect(answer.status, await answer.text()).toBeLessThan(500);
    expect(answer.status).not.toBe(404);
  });
});
