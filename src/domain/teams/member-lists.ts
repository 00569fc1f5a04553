/** The members of a team, as administrators see them: people of the organisation, and guests. */

import { type Sql, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { COUNT_TAKE, countRows, type Total } from '../unit-of-work/counts.ts';
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
 * SQL: counts up to a bound per row, which a relation cannot express. People and guests are looked up one by one: LIMIT
 * keeps the planner from reading all people of the organisation for each team.
 * @param page a SELECT of `organisation_id, id` of teams
 */
export function countMembersOfEach(page: Sql) {
  return sql<{ teamId: string } & Total>`
    SELECT t.id AS "teamId", c.total, c."isEstimate"
    FROM (${page}) t CROSS JOIN LATERAL (${countRows(sql`
      SELECT FROM team_members m
      CROSS JOIN LATERAL (
        SELECT FROM users u WHERE u.organisation_id = m.organisation_id AND u.id = m.user_id AND u.deleted_at IS NULL
        LIMIT 1) u
      WHERE m.organisation_id = t.organisation_id AND m.team_id = t.id
      UNION ALL
      SELECT FROM organisation_member_teams g
      CROSS JOIN LATERAL (
        SELECT FROM organisation_members m
        WHERE m.organisation_id = g.organisation_id AND m.id = g.member_id AND m.left_at IS NULL LIMIT 1) m
      WHERE g.organisation_id = t.organisation_id AND g.team_id = t.id`)}) c`;
}
