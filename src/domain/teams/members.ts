/** Lists, adds and removes the members of teams: people of the organisation, and its guests. */
import { AppError, type AppErrorOptions } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../platform/database/errors.ts';
import { required } from '../../platform/database/required-row.ts';
import { recordEvents } from '../events/emit.ts';
import { type Total, totalOf } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { countMembers, cursorOf, firstMembers, GUEST, PERSON, PRESENT, type TeamMember } from './member-lists.ts';
import { teamNotFound } from './teams.ts';

/** By cursor: the position of the last member of the previous page. One round trip. @throws not_found */
export async function listMembers(
  tenant: Tenant,
  teamId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ members: TeamMember[]; nextCursor: string | null } & Total> {
  if (!isUuid(teamId)) throw teamNotFound();
  const { prisma } = tenant.db;
  const beyond = cursor === undefined ? {} : { gt: cursor };
  const [, people, guests, ...counted] = await tenant.db.flight(
    required(prisma.team.findUnique({ where: { id: teamId }, select: { id: true } }), teamNotFound),
    prisma.teamMember.findMany({
      where: { teamId, userId: beyond },
      select: PERSON,
      orderBy: { userId: 'asc' },
      take: limit,
    }),
    prisma.organisationMemberTeam.findMany({
      where: { teamId, memberId: beyond, ...PRESENT },
      select: GUEST,
      orderBy: { memberId: 'asc' },
      take: limit,
    }),
    ...countMembers(tenant, teamId),
  );
  const members = firstMembers(people, guests, limit);
  const last = members.length === limit ? members.at(-1) : undefined;
  return { members, nextCursor: last ? cursorOf(last) : null, ...totalOf(...counted) };
}

/**
 * Adds all of them or none. Blocked people can be added: a block ends sign-ins, not memberships. Two round trips.
 * @throws not_found for an unknown team or person, also of another organisation; conflict when a person is a member
 *   already
 */
export async function addMembers(tenant: Tenant, teamId: string, userIds: readonly string[]): Promise<void> {
  const notFound = () => new AppError('not_found', 'Team or user not found');
  const named = await findPeople(tenant, teamId, userIds);
  if (!named) throw notFound();
  const members = named.filter(({ isMember }) => isMember).map(({ userId }) => userId);
  if (members.length > 0) throw alreadyMember({ extensions: { userIds: members } });
  const { db, now, organisationId } = tenant;
  const people = named.filter(({ memberId }) => memberId === null).map(({ userId }) => userId);
  const guests = named.flatMap(({ memberId }) => memberId ?? []);
  try {
    await db.flight(
      db.prisma.teamMember.createMany({
        data: people.map((userId) => ({ organisationId, teamId, userId, joinedAt: now })),
      }),
      db.prisma.organisationMemberTeam.createMany({
        data: guests.map((memberId) => ({ organisationId, teamId, memberId, createdAt: now })),
      }),
      recordEvents(tenant, eventsOf('team.member_added', teamId, named)),
    );
  } catch (error) {
    // A concurrent request added them, or deleted the team.
    if (isUniqueViolation(error)) throw alreadyMember({ cause: error });
    if (isForeignKeyViolation(error)) throw notFound();
    throw error;
  }
}

/** Removes all of them or none. Two round trips. @throws not_found, also when a person is not a member */
export async function removeMembers(tenant: Tenant, teamId: string, userIds: readonly string[]): Promise<void> {
  const notFound = () => new AppError('not_found', 'Team or user not found, or user not a member of team');
  const named = await findPeople(tenant, teamId, userIds);
  if (!named?.every(({ isMember }) => isMember)) throw notFound();
  const removals = named.map((person) => required(deleteMembership(tenant, teamId, person), notFound));
  const events = recordEvents(tenant, eventsOf('team.member_removed', teamId, named));
  await tenant.db.flight(...removals, events);
}

function deleteMembership({ db, organisationId }: Tenant, teamId: string, { userId, memberId }: OrganisationPerson) {
  if (memberId === null) {
    const key = { organisationId, teamId, userId };
    return db.prisma.teamMember.delete({ where: { organisationId_teamId_userId: key }, select: { teamId: true } });
  }
  const key = { organisationId, memberId, teamId };
  return db.prisma.organisationMemberTeam.delete({
    where: { organisationId_memberId_teamId: key },
    select: { teamId: true },
  });
}

/** A person of the organisation, or a guest. */
interface OrganisationPerson {
  userId: string;
  /** The membership of a guest. */
  memberId: string | null;
  isMember: boolean;
}

/**
 * Sorted by id. Every request writes in this order, so that two requests which add the same people cannot deadlock.
 * @returns null if the team or one of the people does not exist
 */
async function findPeople(
  { db }: Tenant,
  teamId: string,
  userIds: readonly string[],
): Promise<OrganisationPerson[] | null> {
  const ids = [...new Set(userIds)].sort();
  if (![teamId, ...ids].every(isUuid)) return null;
  const inTeam = { where: { teamId }, select: { teamId: true } } as const;
  const [team, people, guests] = await db.flight(
    db.prisma.team.findUnique({ where: { id: teamId }, select: { id: true } }),
    db.prisma.user.findMany({ where: { id: { in: ids } }, select: { id: true, teams: inTeam } }),
    db.prisma.organisationMember.findMany({
      where: { userId: { in: ids }, leftAt: null },
      select: { id: true, userId: true, teams: inTeam },
    }),
  );
  const named = new Map<string, OrganisationPerson>();
  for (const { id, userId, teams } of guests) named.set(userId, { userId, memberId: id, isMember: teams.length > 0 });
  for (const { id, teams } of people) named.set(id, { userId: id, memberId: null, isMember: teams.length > 0 });
  return team && named.size === ids.length ? ids.flatMap((id) => named.get(id) ?? []) : null;
}

function eventsOf(
  type: 'team.member_added' | 'team.member_removed',
  resourceId: string,
  named: readonly OrganisationPerson[],
) {
  return named.map(({ userId }) => ({ type, resourceId, metadata: { userId } }));
}

/** For several people, the error names those who are members already, if known. */
function alreadyMember(options: AppErrorOptions): AppError {
  return new AppError('conflict', 'User is already a member of this team', options);
}
