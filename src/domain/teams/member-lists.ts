/** Who is in a team, as administrators see them: people of the organisation, and guests, who are members of it. */

import { type Sql, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { COUNT_TAKE, countRows, type Total } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface TeamMember {
  /** Of the person, also of a guest. */
  id: string;
  /** Of a guest, their membership; null for people of the organisation. */
  memberId: string | null;
  /** Null of a guest: their account is another organisation's (docs/decisions/0026-guests.md). */
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

/** Who left keeps the rows of their membership. */
export const PRESENT = { member: { leftAt: null } } satisfies Prisma.OrganisationMemberTeamWhereInput;

/** Of a query of teams: the first members of each, in the order that `firstMembers` gives them. */
export function selectMembers(take: number) {
  return {
    members: { select: PERSON, orderBy: { userId: 'asc' }, take },
    guests: { select: GUEST, where: PRESENT, orderBy: { memberId: 'asc' }, take },
  } satisfies Prisma.TeamSelect;
}

/**
 * The first of two kinds that are one list. Its order is that of the keys of both tables, so that a page reads no more
 * than it shows, however many members there are.
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

/** Where a member stands in the list: the cursor of what follows. */
export function cursorOf({ id, memberId }: TeamMember): string {
  return memberId ?? id;
}

/** For `totalOf`: how many members a team has. */
export function countMembers({ db }: Tenant, teamId: string) {
  return [
    db.prisma.teamMember.count({ where: { teamId }, take: COUNT_TAKE }),
    db.prisma.organisationMemberTeam.count({ where: { teamId, ...PRESENT }, take: COUNT_TAKE }),
  ] as const;
}

/**
 * How many members each team of a page has.
 * SQL: counts up to a bound for every row, which no relation says. Whether somebody is still there is looked up for one
 * after the other: LIMIT keeps the planner from readTeam all people of the organisation for each team.
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
