/** Sends an invitation, and resends one with a new link. */
import { AppError } from '../../errors.ts';
import { normaliseEmail } from '../../lib/email-address.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { newSecret, sha256 } from '../../lib/secrets.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../platform/database/errors.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import { assertMayGrant } from '../access/grants.ts';
import { recordEvent } from '../events/emit.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { getInvitation, type Invitation, invitationById } from './invitations.ts';
import { assertPause, isPauseOver, type MailSlot, reserveMailSlot, sendTimeOf } from './limits.ts';

const DAY = 86_400;
export const INVITATION_DAYS_DEFAULT = 7;

export type InvitationEmail = (invitation: {
  recipient: { email: string };
  organisation: { name: string; branding: unknown };
  inviterName: string;
  roleName: string;
  token: string;
  expiresAt: Date;
}) => Promise<Email>;

/** A person, or a client that acts for itself. */
export interface Inviter {
  userId: string | null;
  /** Set when the inviter is a client. */
  clientId: string | null;
  name: string;
  /** The permissions of the inviter: they cannot grant any others. */
  permissions: readonly string[];
}

export interface InvitationInput {
  email: string;
  roleId: string;
  teamIds: string[];
  expiresInDays: number;
}

/**
 * Two round trips.
 * @throws not_found for an unknown role or team, also of another organisation; forbidden for a role with permissions
 * that
 *   the inviter lacks; bad_request when the address is taken or invited already; rate_limited
 */
export async function invite(
  system: System,
  tenant: Tenant,
  inviter: Inviter,
  input: InvitationInput,
  write: InvitationEmail,
): Promise<Invitation> {
  const { now, organisationId } = tenant;
  const email = normaliseEmail(input.email);
  const teamIds = [...new Set(input.teamIds)];
  const { facts, slot } = await readFacts(system, organisationId, {
    email,
    roleId: input.roleId,
    teamIds,
    again: false,
  });
  assertInvitable(facts, teamIds, inviter);
  const notBefore = dueTime(system, slot);
  const id = uuidv7(now);
  const token = newSecret('invitation');
  const expiresAt = after(now, input.expiresInDays * DAY);
  const message = await write({ ...messageOf(facts, inviter), recipient: { email }, token, expiresAt });
  const items = [
    ...insertInvitation(tenant, inviter, {
      id,
      email,
      roleId: input.roleId,
      teamIds,
      token: await sha256(token),
      expiresAt,
    }),
    queueEmail(tenant, message, { notBefore }),
    // Without the address, which the invitation has: the audit log outlives an erasure.
    recordEvent(tenant, { type: 'invitation.created', resourceId: id, metadata: { roleId: input.roleId } }),
  ] as const;
  try {
    const results = await tenant.db.flight(...items, invitationById(tenant, id));
    return results[4][0] as Invitation;
  } catch (error) {
    if (isUniqueViolation(error)) throw pendingExists(error);
    // A concurrent request deleted the role.
    if (isForeignKeyViolation(error)) throw new AppError('not_found', 'Role not found', { cause: error });
    throw error;
  }
}

function insertInvitation(
  { db, now, organisationId }: Tenant,
  { userId: invitedById, clientId: invitedByClientId }: Inviter,
  invitation: { id: string; email: string; roleId: string; teamIds: string[]; token: string; expiresAt: Date },
) {
  const { email } = invitation;
  return [
    // The unique index allows one invitation that is not revoked.
    db.prisma.invitation.updateMany({
      where: { email, acceptedAt: null, revokedAt: null, expiresAt: { lte: now } },
      data: { revokedAt: now, updatedAt: now },
    }),
    db.prisma.invitation.create({
      data: { ...invitation, organisationId, invitedById, invitedByClientId, createdAt: now, updatedAt: now },
      select: { id: true },
    }),
  ] as const;
}

interface Facts {
  organisation: { name: string; branding: unknown };
  role: { name: string; permissions: string[] } | null;
  teams: number;
  isTaken: boolean;
}

async function readFacts(
  system: System,
  organisationId: string,
  wanted: { email: string; roleId: string; teamIds: string[]; again: boolean },
): Promise<{ facts: Facts; slot: MailSlot | undefined }> {
  const roleId = isUuid(wanted.roleId) ? wanted.roleId : null;
  const teamIds = wanted.teamIds.filter(isUuid);
  const isInvited = sql`EXISTS (
    SELECT FROM invitations i WHERE i.organisation_id = o.id AND i.email = ${wanted.email}
      AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > ${system.now}::timestamptz)`;
  const subject = sql`
    SELECT FROM organisations o WHERE o.id = ${organisationId} AND o.deleted_at IS NULL AND NOT ${isOfOrganisation(wanted.email)}
      AND (${wanted.again} OR NOT ${isInvited})`;
  const { prisma, flight } = system.db;
  // Also a deleted person: their address stays reserved.
  const somebody = { email: wanted.email, deletedAt: {} };
  const [organisation, teams, people, members, [slot]] = await flight(
    prisma.organisation.findUnique({
      where: { id: organisationId },
      select: {
        name: true,
        branding: true,
        roles: {
          where: { id: { in: roleId === null ? [] : [roleId] } },
          select: { name: true, permissions: { select: { permission: { select: { slug: true } } } } },
        },
      },
    }),
    prisma.team.count({ where: { organisationId, id: { in: teamIds } } }),
    prisma.user.count({ where: { organisationId, ...somebody } }),
    prisma.organisationMember.count({ where: { organisationId, leftAt: null, user: somebody } }),
    await reserveMailSlot(system, organisationId, wanted.email, subject),
  );
  if (!organisation) throw new AppError('not_found', 'Organisation not found');
  const { roles, ...shown } = organisation;
  const [role = null] = roles.map(({ name, permissions }) => {
    return { name, permissions: permissions.map(({ permission }) => permission.slug) };
  });
  return { facts: { organisation: shown, role, teams, isTaken: people + members > 0 }, slot };
}

/**
 * For a query of `organisations o`: whether the address belongs to one of its people or guests. An account elsewhere is
 * not a reason to refuse, and is not disclosed to the inviter: its owner joins with it.
 */
function isOfOrganisation(email: string) {
  return sql`(
    EXISTS (SELECT FROM users u WHERE u.organisation_id = o.id AND u.email = ${email})
    OR EXISTS (
      SELECT FROM organisation_members m
      JOIN users u ON u.organisation_id = m.user_organisation_id AND u.id = m.user_id
      WHERE m.organisation_id = o.id AND m.left_at IS NULL AND u.email = ${email}))`;
}

function assertInvitable(facts: Facts, teamIds: string[], inviter: Inviter): void {
  if (!facts.role) throw new AppError('not_found', 'Role not found');
  if (facts.teams !== teamIds.length) throw new AppError('not_found', 'Team not found');
  assertMayGrant(inviter.permissions, facts.role.permissions);
  if (facts.isTaken) throw new AppError('bad_request', 'A user with this email already exists');
}

/** @throws rate_limited; bad_request when the address is invited already: no slot was reserved then */
function dueTime(system: System, slot: MailSlot | undefined): Date {
  if (!slot) throw pendingExists();
  return sendTimeOf(system, slot);
}

function pendingExists(cause?: unknown): AppError {
  return new AppError('bad_request', 'A pending invitation for this email already exists', { cause });
}

function messageOf({ organisation, role }: Facts, inviter: Inviter) {
  return { organisation, inviterName: inviter.name, roleName: role?.name ?? '' };
}

/**
 * Sends a new link with the lifetime of a new invitation. The old link is void, and the sender becomes the inviter.
 * Three round trips.
 * @throws not_found; forbidden for a role with permissions that the sender lacks; bad_request unless it is pending;
 *   rate_limited
 */
export async function resendInvitation(
  system: System,
  tenant: Tenant,
  inviter: Inviter,
  id: string,
  write: InvitationEmail,
): Promise<Invitation> {
  const { now, organisationId } = tenant;
  const invitation = await getInvitation(tenant, id);
  const { email, roleId } = invitation;
  if (invitation.status !== 'pending') throw notPending();
  const again = isPauseOver(system, invitation.updatedAt);
  const { facts, slot } = await readFacts(system, organisationId, { email, roleId, teamIds: [], again });
  assertMayGrant(inviter.permissions, facts.role?.permissions ?? []);
  assertPause(system, invitation.updatedAt);
  const notBefore = dueTime(system, slot);
  const token = newSecret('invitation');
  const expiresAt = after(now, INVITATION_DAYS_DEFAULT * DAY);
  const message = await write({ ...messageOf(facts, inviter), recipient: { email }, token, expiresAt });
  const renewed = {
    token: await sha256(token),
    expiresAt,
    updatedAt: now,
    invitedById: inviter.userId,
    invitedByClientId: inviter.clientId,
  };
  const where = { id, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } };
  const [, , , [resent]] = await tenant.db.flight(
    required(tenant.db.prisma.invitation.update({ where, data: renewed, select: { id: true } }), notPending),
    recordEvent(tenant, { type: 'invitation.resent', resourceId: id }),
    queueEmail(tenant, message, { notBefore }),
    invitationById(tenant, id),
  );
  if (!resent) throw notPending();
  return resent;
}

function notPending(): AppError {
  return new AppError('bad_request', 'Only pending invitations can be resent');
}
