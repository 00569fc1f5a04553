/** Each way in which a tenant's client could read a soft-deleted row; hidden-rows.test.ts combines them. */
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRequestDb, type RequestDb, type TenantDb } from '../../src/platform/database/db.ts';
import type { TenantPrisma } from '../../src/platform/database/tenant-prisma.ts';
import { asOwner } from '../support/database.ts';
import { createWorld, type World } from './deleted-rows.ts';
import { insertionOf, type Row } from './rows.ts';

let world: World;
let database: RequestDb;
let tenant: TenantDb;
let prisma: TenantPrisma;
let team: { kept: string; gone: string };
let role: { kept: string; gone: string };

beforeAll(async () => {
  world = await createWorld();
  const connectionString = (env as unknown as { TEST_OWNER_DATABASE_URL: string }).TEST_OWNER_DATABASE_URL;
  database = openRequestDb({ connectionString, connectTimeout: 5_000, statementTimeout: 5_000 });
  tenant = database.tenant(world.organisationId);
  prisma = tenant.prisma;
  const both = async (table: string) => ({
    kept: (await world.kept.rowOf(table)).id as string,
    gone: (await world.gone.rowOf(table)).id as string,
  });
  [team, role] = [await both('teams'), await both('roles')];
});

afterAll(() => database.close());

/** Without types: calls that TypeScript forbids must not work either. */
const call = (model: string, operation: string, args?: unknown) =>
  (prisma as unknown as Record<string, Record<string, (args: unknown) => Promise<unknown>>>)[model]?.[operation]?.(
    args,
  );

async function expectRefusal(attempt: () => Promise<unknown> | undefined): Promise<void> {
  const flights = database.flights;
  await expect((async () => attempt())()).rejects.toThrow(/not available|another organisation/);
  expect(database.flights).toBe(flights);
}

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id).sort();

describe('deleted rows that are read directly', () => {
  it('are hidden from reading, updating and deleting', async () => {
    const where = { id: world.user.gone };
    expect(await prisma.user.findUnique({ where })).toBeNull();
    expect(await prisma.user.count({ where })).toBe(0);
    expect(await prisma.user.updateMany({ where, data: { name: 'Back' } })).toEqual({ count: 0 });
    expect(await prisma.user.deleteMany({ where })).toEqual({ count: 0 });
    expect(await prisma.client.findMany({ select: { id: true } })).toEqual([{ id: world.client.kept }]);
  });

  it('are shown when the filter names `deletedAt`, but not with an undefined value', async () => {
    const where = { id: world.user.gone };
    expect(await prisma.user.findFirst({ where: { ...where, deletedAt: { not: null } } })).toMatchObject(where);
    expect(await call('user', 'findFirst', { where: { ...where, deletedAt: undefined } })).toBeNull();
  });
});

describe('deleted rows in a relation', () => {
  it.each([
    ['include', { include: { users: true, clients: true } }],
    ['include with an empty argument', { include: { users: {}, clients: {} } }],
    ['select', { select: { users: { select: { id: true } }, clients: { select: { id: true } } } }],
    ['a filter of the caller’s', { include: { users: { where: { name: { not: '' } } }, clients: { where: {} } } }],
    ['a filter with OR', { include: { users: { where: { OR: [{ name: { not: '' } }] } }, clients: true } }],
    ['a filter with AND', { include: { users: { where: { AND: { name: { not: '' } } } }, clients: true } }],
  ])('are hidden from a list: %s', async (_, args) => {
    const found = (await call('organisation', 'findFirst', args)) as Record<'users' | 'clients', { id: string }[]>;
    expect([idsOf(found.users), idsOf(found.clients)]).toEqual([[world.user.kept], [world.client.kept]]);
  });

  it('are null in an optional relation', async () => {
    const invitations = await prisma.invitation.findMany({ include: { invitedBy: true, acceptedBy: true } });
    const people = invitations.flatMap(({ invitedBy, acceptedBy }) => [invitedBy?.id, acceptedBy?.id]);
    expect(new Set(people)).toEqual(new Set([world.user.kept, undefined]));
    const logs = await prisma.auditLog.findMany({ select: { user: true, client: { select: { id: true } } } });
    expect(logs.map((log) => log.user ?? log.client)).toEqual(logs.map(() => null));
    expect(await prisma.organisation.findFirst({ select: { owner: true } })).toEqual({ owner: null });
  });

  it('hide rows for which the relation is required', async () => {
    const { members } = await prisma.team.findUniqueOrThrow({
      where: { id: team.kept },
      include: { members: { include: { user: true } } },
    });
    expect(members.map(({ user }) => user.id)).toEqual([world.user.kept]);
    const consents = await prisma.consent.findMany({
      include: { client: true, user: { select: { deletedAt: true } } },
    });
    expect(consents.map(({ clientId, userId }) => [clientId, userId])).toEqual([[world.client.kept, world.user.kept]]);
    const tokens = await prisma.refreshToken.findMany({ select: { accessToken: { select: { client: true } } } });
    expect(tokens.map(({ accessToken }) => accessToken.client.id)).toEqual([world.client.kept]);
  });

  it('are not counted', async () => {
    const counts = { users: true, clients: true, teamMembers: true } as const;
    const one = { _count: { users: 1, clients: 1, teamMembers: 1 } };
    expect(await prisma.organisation.findFirst({ select: { _count: { select: counts } } })).toEqual(one);
    expect(await prisma.organisation.findFirst({ include: { _count: true } })).toMatchObject(one);
    const filtered = { users: { where: { name: { not: '' } } } };
    expect(await prisma.organisation.findFirst({ select: { _count: { select: filtered } } })).toEqual({
      _count: { users: 1 },
    });
    const teams = await prisma.team.findMany({ select: { id: true, _count: { select: { members: true } } } });
    expect(new Map(teams.map(({ id, _count }) => [id, _count.members]))).toEqual(
      new Map([
        [team.kept, 1],
        [team.gone, 0],
      ]),
    );
  });

  it('are hidden at every depth, and in an interactive transaction', async () => {
    const read = (client: TenantPrisma) =>
      client.role.findFirstOrThrow({
        where: { id: role.kept },
        select: { organisation: { select: { teams: { select: { members: { select: { user: true } } } } } } },
      });
    for (const found of [await read(prisma), await tenant.transaction((transaction) => read(transaction.prisma))]) {
      const people = found.organisation.teams.flatMap(({ members }) => members.map(({ user }) => user.id));
      expect(people).toEqual([world.user.kept]);
    }
  });

  it('cannot be read by the fluent API', async () => {
    const found = prisma.team.findUnique({ where: { id: team.kept } });
    expect((found as unknown as Row).members).toBeUndefined();
    await found;
  });
});

describe('filters by a relation', () => {
  const teams = async (members: object) =>
    idsOf(await prisma.team.findMany({ where: { members }, select: { id: true } }));
  const gone = { userId: { in: [] as string[] } };
  beforeAll(() => gone.userId.in.push(world.user.gone));

  it('some: a deleted row does not match', async () => {
    expect(await teams({ some: {} })).toEqual([team.kept]);
    expect(await teams({ some: gone })).toEqual([]);
    expect(await teams({ some: { user: { id: world.user.gone } } })).toEqual([]);
  });

  it('none: a deleted row does not count', async () => {
    expect(await teams({ none: {} })).toEqual([team.gone]);
    expect(await teams({ none: gone })).toEqual([team.kept, team.gone].sort());
  });

  it('every: a deleted row does not have to match', async () => {
    expect(await teams({ every: {} })).toEqual([team.kept, team.gone].sort());
    expect(await teams({ every: { userId: world.user.kept } })).toEqual([team.kept, team.gone].sort());
    expect(await teams({ every: gone })).toEqual([team.gone]);
    expect(await teams({ every: { AND: [{}] } })).toEqual([team.kept, team.gone].sort());
  });

  it('some, none and every can be combined', async () => {
    expect(await teams({ some: {}, every: { userId: world.user.kept }, none: gone })).toEqual([team.kept]);
  });

  it('mean the same within NOT, AND and OR', async () => {
    const where = (filter: object) => prisma.team.count({ where: filter });
    expect(await where({ NOT: { members: { some: {} } } })).toBe(1);
    expect(await where({ NOT: [{ members: { none: gone } }] })).toBe(0);
    expect(await where({ AND: { members: { some: gone } } })).toBe(0);
    expect(await where({ OR: [{ members: { some: gone } }, { members: { some: {} } }] })).toBe(1);
  });

  it('is, isNot and null: a relation to a deleted row counts as null', async () => {
    const invited = (invitedBy: unknown) => call('invitation', 'count', { where: { invitedBy } });
    const all = await prisma.invitation.count();
    const id = world.user.gone;
    for (const filter of [{ id }, { is: { id } }, { is: null, isNot: null }]) expect(await invited(filter)).toBe(0);
    for (const filter of [{ is: {} }, { isNot: null }]) expect(await invited(filter)).toBe(1);
    for (const filter of [null, { is: null }, { isNot: {} }]) expect(await invited(filter)).toBe(all - 1);
    expect(await invited({ isNot: { id } })).toBe(all);
    for (const filter of [{}, { id: undefined }, undefined]) expect(await invited(filter)).toBe(all);
  });

  it('apply to writes as well', async () => {
    const where = { members: { some: { userId: world.user.gone } } };
    expect(await prisma.team.updateMany({ where, data: { name: 'x' } })).toEqual({ count: 0 });
    const invitations = { invitedBy: { id: world.user.gone } };
    expect(await prisma.invitation.deleteMany({ where: invitations })).toEqual({ count: 0 });
  });

  it('apply in a selection', async () => {
    const found = await prisma.organisation.findFirstOrThrow({
      include: { roles: { where: { users: { some: {} } } }, teams: { where: { members: { none: {} } } } },
    });
    expect([idsOf(found.roles), idsOf(found.teams)]).toEqual([[role.kept], [team.gone]]);
  });
});

describe('rows that belong to a deleted person', () => {
  it('are hidden in every kind of read', async () => {
    const where = { userId: world.user.gone };
    for (const model of ['session', 'teamMember', 'userRole', 'consent', 'token', 'deviceCode', 'mfaFactor']) {
      expect(await call(model, 'findMany', { where })).toEqual([]);
      expect(await call(model, 'findFirst', { where })).toBeNull();
      expect(await call(model, 'count', { where })).toBe(0);
      expect(await call(model, 'aggregate', { where, _count: true })).toEqual({ _count: 0 });
      expect(await call(model, 'groupBy', { by: ['userId'], where })).toEqual([]);
    }
    const { id } = (await world.gone.rowOf('sessions')) as { id: string };
    expect(await prisma.session.findUnique({ where: { id } })).toBeNull();
    await expect(prisma.session.findUniqueOrThrow({ where: { id } })).rejects.toMatchObject({ code: 'P2025' });
  });

  it('are hidden when the owner is optional, and shown when there is no owner', async () => {
    const { id } = (await world.kept.rowOf('tokens')) as { id: string };
    expect(await prisma.token.findMany({ select: { id: true, user: true } })).toEqual([{ id, user: null }]);
  });

  it('can be deleted', async () => {
    const row = await world.kept.valuesFor('sessions', { user_id: world.user.gone });
    const { text, values } = insertionOf('sessions', row);
    await asOwner(text, values);
    const { id } = row as { id: string };
    expect(await prisma.session.updateMany({ where: { id }, data: { userAgent: 'x' } })).toEqual({ count: 1 });
    expect(await prisma.session.deleteMany({ where: { id, userId: world.user.gone } })).toEqual({ count: 1 });
  });
});

describe('the result of a write', () => {
  it('contains no deleted rows in its relations', async () => {
    const { id } = (await world.gone.rowOf('invitations')) as { id: string };
    await asOwner('UPDATE invitations SET invited_by_id = $1 WHERE id = $2', [world.user.gone, id]);
    const include = { invitedBy: true, role: { include: { users: true, _count: true } } };
    const updated = await prisma.invitation.update({ where: { id }, data: { teamIds: [] }, include });
    expect(updated).toMatchObject({ invitedBy: null, role: { users: [], _count: { users: 0 } } });
  });

  it('cannot include the owner of the row: the write may have named a deleted one', async () => {
    const { id } = (await world.kept.rowOf('sessions')) as { id: string };
    const data = { userId: world.user.gone };
    const include = { user: true };
    const where = { id };
    for (const operation of ['create', 'createManyAndReturn']) {
      await expectRefusal(() => call('session', operation, { data, include }));
      await expectRefusal(() =>
        call('session', operation, { data, select: { organisation: { select: { id: true } } } }),
      );
    }
    await expectRefusal(() => call('session', 'update', { where, data, include }));
    await expectRefusal(() => call('session', 'updateManyAndReturn', { where, data, include }));
    await expectRefusal(() => call('session', 'upsert', { where, create: data, update: data, include }));
    await expectRefusal(() => call('session', 'delete', { where, include }));
  });
});

describe('orders and cursors', () => {
  it.each([
    ['the name of somebody who may be deleted', 'invitation', { orderBy: { invitedBy: { name: 'asc' } } }],
    ['how many of what may be deleted', 'organisation', { orderBy: [{ slug: 'asc' }, { users: { _count: 'asc' } }] }],
    ['how many of what belongs to the deleted', 'team', { orderBy: { members: { _count: 'desc' } } }],
    ['the same behind a relation', 'userRole', { orderBy: { role: { users: { _count: 'desc' } } } }],
    ['the same in a selection', 'organisation', { include: { teams: { orderBy: { members: { _count: 'asc' } } } } }],
    ['a cursor in a selection', 'organisation', { include: { users: { cursor: { id: 'x' } } } }],
  ])('that would reveal deleted rows are refused: %s', async (_, model, args) => {
    await expectRefusal(() => call(model, 'findMany', args));
  });

  it('that cannot reveal them are allowed', async () => {
    expect(await prisma.session.findMany({ orderBy: { user: { name: 'asc' } } })).toHaveLength(1);
    expect(await prisma.role.findMany({ orderBy: { permissions: { _count: 'asc' } } })).toHaveLength(2);
  });
});

describe('a `deletedAt` in the caller’s filter', () => {
  const isDeleted = { deletedAt: { not: null } };

  it('applies to the rows that it filters', async () => {
    const { users } = await prisma.organisation.findFirstOrThrow({ include: { users: { where: isDeleted } } });
    expect(idsOf(users)).toEqual([world.user.gone]);
    const counts = { select: { users: { where: isDeleted } } };
    expect(await prisma.organisation.findFirst({ select: { _count: counts } })).toEqual({ _count: { users: 1 } });
    expect(await prisma.organisation.count({ where: { users: { some: isDeleted } } })).toBe(1);
    expect(await prisma.organisation.count({ where: { owner: isDeleted } })).toBe(1);
    const invitations = { include: { invitedBy: { where: isDeleted } } };
    const inviters = (await prisma.invitation.findMany(invitations)).map(({ invitedBy }) => invitedBy?.id);
    expect(inviters).toContain(world.user.gone);
  });

  it('applies to rows that belong to them, in a filter by the relation', async () => {
    for (const user of [isDeleted, { is: isDeleted }]) {
      const found = await prisma.teamMember.findMany({ where: { user }, include: { user: true } });
      expect(new Set(found.map((member) => member.user.id))).toEqual(new Set([world.user.gone]));
    }
  });

  it('applies to nothing else', async () => {
    const { users } = await prisma.organisation.findFirstOrThrow({
      where: { users: { some: isDeleted } },
      include: { users: true, clients: true },
    });
    expect(idsOf(users)).toEqual([world.user.kept]);
    const include = { sessions: true, teams: true, _count: { select: { roles: true } } };
    const person = await prisma.user.findFirstOrThrow({ where: isDeleted, include });
    expect(person).toMatchObject({ id: world.user.gone, sessions: [], teams: [], _count: { roles: 0 } });
  });
});

describe('a deleted organisation', () => {
  it('is hidden, and so are rows that select it', async () => {
    const ended = await createWorld();
    await asOwner('UPDATE organisations SET deleted_at = now() WHERE id = $1', [ended.organisationId]);
    const { prisma: client } = database.tenant(ended.organisationId);
    expect(await client.organisation.findFirst()).toBeNull();
    expect(await client.user.findMany({ include: { organisation: true } })).toEqual([]);
    expect(await client.session.findMany({ select: { user: { select: { organisation: true } } } })).toEqual([]);
    expect(await client.user.findFirst({ include: { ownedOrganisation: true } })).toMatchObject({
      ownedOrganisation: null,
    });
    // Its existence is checked before a tenant is opened; its other rows stay accessible for clean-up.
    expect(await client.user.count()).toBe(1);
  });
});
