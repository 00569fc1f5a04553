/**
 * Teams of an organisation. A team grants no permissions here; only roles do. Applications get the slugs of a person's
 * teams in the claim `groups`, and may derive rights from it.
 */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { containsText, escapePattern } from '../../lib/patterns.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import { COUNT_TAKE, NO_TOTAL, type Total, totalOf } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { countMembers, countMembersOfEach, firstMembers, selectMembers, type TeamMember } from './member-lists.ts';

export interface Team extends StoredTeam {
  /** The first members, as many as are shown with the team. */
  members: TeamMember[];
  memberCount: Total;
}

/** Members shown with each team of a list, and with a single team. `listMembers` pages through all. */
const SHOWN_IN_LIST = 10;
const SHOWN_WITH_TEAM = 100;

const STORED = {
  id: true,
  organisationId: true,
  name: true,
  slug: true,
  description: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.TeamSelect;

type StoredTeam = Prisma.TeamGetPayload<{ select: typeof STORED }>;

export interface TeamQuery {
  /** Any part of the name or the slug. */
  search?: string | undefined;
  limit: number;
  offset: number;
  /** The slug of the last team of the previous page; the offset counts from there. */
  cursor?: string | undefined;
}

/** Ordered by slug, which has an index. One round trip. */
export async function listTeams(
  tenant: Tenant,
  query: TeamQuery,
): Promise<{ teams: Team[]; nextCursor: string | null } & Total> {
  const { limit, offset } = query;
  const { prisma } = tenant.db;
  const [found, counted, sizes] = await tenant.db.flight(
    prisma.team.findMany({
      where: { AND: [matching(query), afterCursor(query)] },
      select: { ...STORED, ...selectMembers(SHOWN_IN_LIST) },
      orderBy: { slug: 'asc' },
      skip: offset,
      take: limit,
    }),
    prisma.team.count({ where: matching(query), take: COUNT_TAKE }),
    countMembersOfEach(pageOfIds(tenant, query)),
  );
  const sizeOf = new Map(sizes.map(({ id, total, isEstimate }) => [id, { total, isEstimate }]));
  const teams = found.map(({ members, guests, ...team }) => {
    const shown = firstMembers(members, guests, SHOWN_IN_LIST);
    // For a team that was added between the two statements, only the members shown are known.
    const memberCount = sizeOf.get(team.id) ?? { total: shown.length, isEstimate: true };
    return { ...team, members: shown, memberCount };
  });
  const last = teams.length === limit ? teams.at(-1) : undefined;
  return { teams, nextCursor: last?.slug ?? null, ...totalOf(counted) };
}

function matching({ search }: TeamQuery): Prisma.TeamWhereInput {
  if (!search) return {};
  const text = containsText(search);
  return { OR: [{ name: text }, { slug: text }] };
}

function afterCursor({ cursor }: TeamQuery): Prisma.TeamWhereInput {
  return cursor === undefined ? {} : { slug: { gt: cursor } };
}

/**
 * The same page for `countMembersOfEach`.
 * SQL: becomes part of its statement
 */
function pageOfIds({ organisationId }: Tenant, { search, cursor, limit, offset }: TeamQuery) {
  const pattern = `%${escapePattern(search ?? '')}%`;
  const isFound = search ? sql`(t.name ILIKE ${pattern} OR t.slug ILIKE ${pattern})` : sql`TRUE`;
  const isFollowing = cursor === undefined ? sql`TRUE` : sql`t.slug > ${cursor}`;
  return sql`
    SELECT t.organisation_id, t.id FROM teams t
    WHERE t.organisation_id = ${organisationId} AND ${isFound} AND ${isFollowing}
    ORDER BY t.slug LIMIT ${limit} OFFSET ${offset}`;
}

/** One round trip. @throws not_found */
export async function getTeam(tenant: Tenant, id: string): Promise<Team> {
  if (!isUuid(id)) throw teamNotFound();
  return toTeam(...(await tenant.db.flight(...readTeam(tenant, id))));
}

function readTeam(tenant: Tenant, id: string) {
  const select = { ...STORED, ...selectMembers(SHOWN_WITH_TEAM) };
  return [tenant.db.prisma.team.findUnique({ where: { id }, select }), ...countMembers(tenant, id)] as const;
}

type TeamRow = Prisma.TeamGetPayload<{ select: typeof STORED & ReturnType<typeof selectMembers> }>;

function toTeam(found: TeamRow | null, ...counted: number[]): Team {
  if (!found) throw teamNotFound();
  const { members, guests, ...team } = found;
  return { ...team, members: firstMembers(members, guests, SHOWN_WITH_TEAM), memberCount: totalOf(...counted) };
}

/** One round trip. @throws conflict when the organisation has a team with this slug */
export async function createTeam(
  tenant: Tenant,
  { name, slug, description }: { name: string; slug: string; description: string | null },
): Promise<Team> {
  const { db, now, organisationId } = tenant;
  const data = { id: uuidv7(now), organisationId, name, slug, description, createdAt: now, updatedAt: now };
  try {
    const [team] = await db.flight(
      db.prisma.team.create({ data, select: STORED }),
      recordEvent(tenant, { type: 'team.created', resourceId: data.id, metadata: { name, slug } }),
    );
    return { ...team, members: [], memberCount: NO_TOTAL };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'A team with this slug exists already';
    throw new AppError('conflict', message, { cause: error, extensions: { errors: [{ path: ['slug'], message }] } });
  }
}

/** The slug cannot change: applications identify the team by it. One round trip. @throws not_found */
export async function updateTeam(
  tenant: Tenant,
  id: string,
  { name, description }: { name?: string | undefined; description?: string | null | undefined },
): Promise<Team> {
  if (!isUuid(id)) throw teamNotFound();
  const changes = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) };
  const data = { ...changes, updatedAt: tenant.now };
  const [, , ...read] = await tenant.db.flight(
    required(tenant.db.prisma.team.update({ where: { id }, data, select: { id: true } }), teamNotFound),
    recordEvent(tenant, { type: 'team.updated', resourceId: id, metadata: { changes } }),
    ...readTeam(tenant, id),
  );
  return toTeam(...read);
}

/**
 * Also deletes its memberships. An invitation with this team stays valid, and grants the other teams. One round trip.
 * @throws not_found
 */
export async function deleteTeam(tenant: Tenant, id: string): Promise<void> {
  if (!isUuid(id)) throw teamNotFound();
  await tenant.db.flight(
    required(tenant.db.prisma.team.delete({ where: { id }, select: { id: true } }), teamNotFound),
    recordEvent(tenant, { type: 'team.deleted', resourceId: id }),
  );
}

export function teamNotFound(): AppError {
  return new AppError('not_found', 'Team not found');
}
