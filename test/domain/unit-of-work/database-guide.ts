/** The examples of docs/database.md, word for word: compiled with the code, and run by domain/unit-of-work/database-guide.test.ts. */
import { recordEvent } from '../../../src/domain/events/emit.ts';
import type { System, Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import { AppError } from '../../../src/errors.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { required } from '../../../src/platform/database/required-row.ts';
import { sql } from '../../../src/platform/database/statement.ts';

// Scoped to the organisation by the tenant's client, and by row-level security beneath it. Deleted people are hidden.
// Select what is used: every column costs processor time on both sides.
export const findPerson = (tenant: Tenant, id: string) =>
  tenant.db.prisma.user.findUnique({ where: { id }, select: { id: true, name: true, email: true } });

// Relations, however deep, are one statement.
export const findRole = (tenant: Tenant, id: string) =>
  tenant.db.prisma.role.findUnique({
    where: { id },
    select: { name: true, permissions: { select: { permission: { select: { slug: true } } } } },
  });

// A flight: operations and statements that go together. One transaction, one round trip, all or nothing.
export const dashboard = (tenant: Tenant) =>
  tenant.db.flight(
    tenant.db.prisma.user.count(),
    tenant.db.prisma.team.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' }, take: 20 }),
    sql<{ size: string }>`SELECT pg_size_pretty(pg_total_relation_size('users')) AS size`,
  );

// `update`, `delete` and `find…OrThrow` throw when they find no row, and undo what goes with them: the event is written
// if the role was renamed, and not otherwise. `required` gives the error that the caller wants.
export async function renameRole(tenant: Tenant, id: string, name: string): Promise<{ slug: string }> {
  const [role] = await tenant.db.flight(
    required(
      tenant.db.prisma.role.update({ where: { id, isDefault: false }, data: { name }, select: { slug: true } }),
      () => new AppError('not_found', 'Role not found'),
    ),
    recordEvent(tenant, { type: 'user.updated', resourceId: id }),
  );
  return role;
}

// Steps that depend on one another: they commit together, at a round trip for each step and one for the end. `defer`
// sends what nobody waits for with the commit.
export const createTeam = (tenant: Tenant, name: string) =>
  tenant.db.transaction(async ({ prisma, defer }) => {
    const { organisationId } = tenant;
    const count = await prisma.team.count();
    const data = { id: uuidv7(tenant.now), organisationId, name, slug: `team-${count}-${uuidv7(tenant.now)}` };
    const team = await prisma.team.create({ data, select: { id: true, slug: true } });
    defer(recordEvent(tenant, { type: 'user.updated', resourceId: team.id }));
    return team;
  });

// Pages by cursor: ids are time-ordered, so the cursor is the last id seen.
export const pageOfPeople = (tenant: Tenant, cursor: string) =>
  tenant.db.prisma.user.findMany({
    where: { id: { lt: cursor } },
    orderBy: { id: 'desc' },
    take: 20,
    select: { id: true, name: true },
  });

// Batches.
export const addToTeam = ({ db, organisationId }: Tenant, teamId: string, userIds: string[]) =>
  db.prisma.teamMember.createMany({ data: userIds.map((userId) => ({ organisationId, teamId, userId })) });

// Across organisations: reads, and deletes of what has expired. What follows is written through the tenant it opens.
export const findHome = (system: System, email: string) =>
  system.db.prisma.user.findFirst({ where: { email }, select: { id: true, organisationId: true } });
