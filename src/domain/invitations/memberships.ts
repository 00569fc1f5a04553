/** The organisations that a person belongs to: their own, and those where they are a guest. */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { Principal } from '../access/principals.ts';
import { EVENT_COLUMNS, eventValues } from '../events/emit.ts';
import type { Actor, System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { inviterMayStillGrant } from './inviter-right.ts';
import { findInvitationLink, type InvitationLink, type LinkRefusal, refusalOf } from './links.ts';

/** Their own first. One round trip. */
export async function listOwnOrganisations(
  { db }: System,
  { userId, organisationId: home }: { userId: string; organisationId: string },
): Promise<{ id: string; name: string; slug: string }[]> {
  const organisations = await db.prisma.organisation.findMany({
    where: { OR: [{ id: home }, { members: { some: { userId, leftAt: null } } }] },
    select: { id: true, name: true, slug: true },
    orderBy: { name: 'asc' },
  });
  const isHome = ({ id }: { id: string }) => Number(id === home);
  return organisations.sort((a, b) => isHome(b) - isHome(a));
}

/** A person who joins as a guest, with their home organisation. */
export interface NewGuest {
  user: Pick<Principal['user'], 'id' | 'email'>;
  organisation: Pick<Principal['organisation'], 'id'>;
}

export type JoinRefusal = LinkRefusal | 'already_member';

/**
 * A person with an account elsewhere becomes a guest, by an invitation to the address of that account. The account
 * stays in its home organisation; the host does not control it. Two round trips.
 */
export async function joinOrganisation(
  system: System,
  actor: Partial<Actor>,
  guest: NewGuest,
  token: string,
): Promise<InvitationLink | JoinRefusal> {
  const link = await findInvitationLink(system, token);
  const refusal = refusalOf(link, guest.user.email);
  if (refusal || !link) return refusal ?? 'unknown';
  if (link.organisation.id === guest.organisation.id) return 'already_member';
  // The audit log of an organisation has only its own people as actors; the guest is the subject of these events.
  const tenant = system.openTenant(link.organisation.id, { ...actor, userId: null });
  const [[outcome]] = await tenant.db.flight(insertMembership(tenant, link, guest));
  if (outcome?.joined) return link;
  return outcome?.wasMember ? 'already_member' : 'accepted';
}

/**
 * A guest leaves. A trigger ends their access there. Without a membership nothing changes. One round trip.
 * @param person `home` is their own organisation, which they cannot leave this way
 */
export async function leaveOrganisation(
  system: System,
  actor: Partial<Actor>,
  person: { userId: string; home: string },
  organisationId: string,
): Promise<void> {
  if (!isUuid(organisationId)) return;
  if (organisationId === person.home) throw new AppError('conflict', 'Your account belongs to this organisation');
  const host = system.openTenant(organisationId, { ...actor, userId: null });
  await host.db.flight(endMembership(host, person.userId));
  host.outbox.logouts.add(organisationId);
}

/**
 * The row stays: a guest who is invited again gets the same membership, with the roles of the new invitation.
 * SQL: the event has the id of the row that changes, if there is one, as its subject and as who did it.
 */
function endMembership(tenant: Tenant, userId: string): Statement<{ id: string }> {
  const event = { type: 'membership.deleted', resourceId: sql`ended.id::text` } as const;
  const id = sql`${uuidv7(tenant.now)}::uuid`;
  const guest = sql`jsonb_build_object('memberId', ended.id)`;
  return sql<{ id: string }>`
    WITH ended AS (
      UPDATE organisation_members SET left_at = ${tenant.now} WHERE user_id = ${userId} AND left_at IS NULL RETURNING id
    ),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event, id, guest)} FROM ended)
    SELECT id FROM ended`;
}

/**
 * Consumes the invitation. A former guest gets their membership back, with the role and the teams of this invitation.
 * SQL: the statement that checks the invitation consumes it.
 */
function insertMembership(tenant: Tenant, link: InvitationLink, { user, organisation: home }: NewGuest) {
  const { now, organisationId: host } = tenant;
  const accepted = { type: 'invitation.accepted', resourceId: link.id, metadata: { userId: user.id } } as const;
  const created = { type: 'membership.created', resourceId: user.id, metadata: { invitationId: link.id } } as const;
  return sql<{ joined: boolean; wasMember: boolean }>`
    WITH member AS (SELECT FROM organisation_members WHERE user_id = ${user.id} AND left_at IS NULL),
    used AS (
      UPDATE invitations SET accepted_at = ${now}, updated_at = ${now}
      WHERE id = ${link.id} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${now}
        AND NOT EXISTS (SELECT FROM member) AND ${inviterMayStillGrant(link)}
      RETURNING role_id, team_ids
    ),
    joined AS (
      INSERT INTO organisation_members (id, organisation_id, user_organisation_id, user_id, joined_at)
      SELECT ${uuidv7(now)}::uuid, ${host}::uuid, ${home.id}::uuid, ${user.id}::uuid, ${now}::timestamptz FROM used
      ON CONFLICT (user_id, organisation_id) DO UPDATE SET joined_at = EXCLUDED.joined_at, left_at = NULL
      RETURNING id
    ),
    ${assignRoleAndTeams(tenant)},
    accepted AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, accepted)} FROM joined),
    created AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, created)} FROM joined)
    SELECT EXISTS (SELECT FROM joined) AS joined,
      EXISTS (SELECT FROM member, invitations WHERE invitations.id = ${link.id} AND accepted_at IS NULL) AS "wasMember"`;
}

/**
 * Gives the `joined` member the role and the teams of the `used` invitation, and no others. The lock waits for a
 * concurrent deletion of a team, which is then skipped.
 */
function assignRoleAndTeams({ organisationId: host }: Tenant) {
  return sql`
    former_roles AS (
      DELETE FROM organisation_member_roles USING joined, used
      WHERE member_id = joined.id AND organisation_member_roles.role_id <> used.role_id
    ),
    roles_of_now AS (
      INSERT INTO organisation_member_roles (organisation_id, member_id, role_id)
      SELECT ${host}::uuid, joined.id, used.role_id FROM joined, used
      ON CONFLICT DO NOTHING
    ),
    wanted_teams AS (SELECT t.id FROM used JOIN teams t ON used.team_ids ? t.id::text FOR KEY SHARE OF t),
    former_teams AS (
      DELETE FROM organisation_member_teams USING joined
      WHERE member_id = joined.id AND team_id NOT IN (SELECT id FROM wanted_teams)
    ),
    teams_of_now AS (
      INSERT INTO organisation_member_teams (organisation_id, member_id, team_id)
      SELECT ${host}::uuid, joined.id, wanted_teams.id FROM joined, wanted_teams
      ON CONFLICT DO NOTHING
    )`;
}
