/** The members of a team, as administrators see them: people of the organisation, and guests. */

import { type Sql, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { countAssignedOfEach } from '../access/assignment-counts.ts';
import { COUNT_TAKE } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface TeamMember {
  /** The person's id, also for a guest. */
  id: string;
  /** The membership of a guest; null for people of the organisation. */
  memberId: string | null;
  /** Null for a guest: their account belongs to another organisation (docs/decisions/0026-guests.md). */
  person: { email: string; name: string; firstName: string; lastName: string } | null;
  joinedAt: Date;
}

export const PERSON = {
  userId: true,
  joinedAt: true,
  user: { select: { email: true, name: true, firstName: true, lastName: true } },
} satisfies Prisma.TeamMemberSelect;

export const GUEST = {
  memberId: true,
  createdAt: true,
  member: { select: { userId: true } },
} satisfies Prisma.OrganisationMemberTeamSelect;

type PersonRow = Prisma.TeamMemberGetPayload<{ select: typeof PERSON }>;
type GuestRow = Prisma.OrganisationMemberTeamGetPayload<{ select: typeof GUEST }>;

/** Excludes guests who left: their rows are kept. */
export const PRESENT = { member: { leftAt: null } } satisfies Prisma.OrganisationMemberTeamWhereInput;

/** For a query of teams: selects the first members of each, in the order of `firstMembers`. */
export function selectMembers(take: number) {
  return {
    members: { select: PERSON, orderBy: { userId: 'asc' }, take },
    guests: { select: GUEST, where: PRESENT, orderBy: { memberId: 'asc' }, take },
  } satisfies Prisma.TeamSelect;
}

/**
 * The first members of a list that is merged from two tables. The order is that of the keys of both tables, so that a
 * page reads only what it shows, however many members there are.
 */
export function firstMembers(people: readonly PersonRow[], guests: readonly GuestRow[], take: number): TeamMember[] {
  const all: TeamMember[] = [
    ...people.map(({ userId, joinedAt, user }) => ({ id: userId, memberId: null, person: user, joinedAt })),
    ...guests.map(({ memberId, createdAt, member }) => {
      return { id: member.userId, memberId, person: null, joinedAt: createdAt };
    }),
  ];
  return all.sort((a, b) => (cursorOf(a) < cursorOf(b) ? -1 : 1)).slice(0, take);
}

/** The position of a member in the list, as a cursor. */
export function cursorOf({ id, memberId }: TeamMember): string {
  return memberId ?? id;
}

/** Counts the members of a team, for `totalOf`. */
export function countMembers({ db }: Tenant, teamId: string) {
  return [
    db.prisma.teamMember.count({ where: { teamId }, take: COUNT_TAKE }),
    db.prisma.organisationMemberTeam.count({ where: { teamId, ...PRESENT }, take: COUNT_TAKE }),
  ] as const;
}

/**
 * Counts the members of each team of a page.
 * SQL: becomes part of its statement
 * @param page a SELECT of `organisation_id, id` of teams
 */
export function countMembersOfEach(page: Sql) {
  return countAssignedOfEach(
    page,
    sql`SELECT FROM team_members WHERE organisation_id = page.organisation_id AND team_id = page.id`,
    sql`SELECT organisation_id, member_id FROM organisation_member_teams
      WHERE organisation_id = page.organisation_id AND team_id = page.id`,
  );
}
