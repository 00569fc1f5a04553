/** A new person joins by an invitation: the statement that checks it consumes it, and the flight creates the person. */
import { uuidv7 } from '../../lib/ids.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { passwords } from '../../platform/passwords/passwords.ts';
import { recordEvent } from '../events/emit.ts';
import type { Origin } from '../lockout/attempts.ts';
import { assertFaultless, type BreachCheck } from '../passwords/acceptance.ts';
import { takeOverAccount } from '../passwords/change.ts';
import { readPasswordPolicy } from '../passwords/policy.ts';
import { deviceFor, rememberDevice } from '../sessions/known-devices.ts';
import { type NewSession, prepareSession } from '../sessions/sessions.ts';
import type { Actor, System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { inviterMayStillGrant } from './inviter-right.ts';
import { findInvitationLink, type InvitationLink, type LinkRefusal, refusalOf } from './links.ts';
import { joinOrganisation } from './memberships.ts';

export interface Acceptance {
  token: string;
  /** The address that the form names; checked against the invitation when present. */
  email?: string;
  firstName: string;
  lastName: string;
  password: string;
}

export type Refusal = LinkRefusal | 'email_taken' | 'already_member';

export interface Accepted {
  user: { id: string; email: string; name: string };
  link: InvitationLink;
  /** The person's first session; null when none was asked for. */
  session: { sessionToken: string; lifetime: number; device: string } | null;
}

/**
 * Two round trips. Where the organisation requires a second factor, the first session only allows enrolment. An account
 * with the same address that was never verified is taken over by the invited person, and joins as a guest: four round
 * trips, and no session.
 * @throws bad_request when the password is weak
 */
export async function acceptInvitation(
  system: System,
  { device: given, ...actor }: Origin,
  input: Acceptance,
  { isBreached, opensSession }: { isBreached: BreachCheck; opensSession: boolean },
): Promise<Accepted | Refusal> {
  const link = await findInvitationLink(system, input.token);
  const refusal = refusalOf(link, input.email);
  if (refusal || !link) return refusal ?? 'unknown';
  const { organisation } = link;
  const context = { ...input, email: link.email, organisationName: organisation.name };
  await assertFaultless(input.password, readPasswordPolicy(organisation.passwordPolicy), context, isBreached);
  if (link.unverified) return takeOver(system, actor, { link, input, unverified: link.unverified });
  const user = { id: uuidv7(system.now), email: link.email, name: `${input.firstName} ${input.lastName}` };
  const tenant = system.openTenant(organisation.id, { ...actor, userId: user.id });
  const lifetime = organisation.sessionLifetime;
  const session = opensSession ? await firstSession(tenant, user.id, link) : null;
  const device = deviceFor(given);
  const password = await passwords.hash(input.password);
  const failure = await join(tenant, { link, user, input, password, session, device });
  return failure ?? { user, link, session: session && { sessionToken: session.token, lifetime, device } };
}

/** The link was sent by mail, so it verifies the address. Each of the two steps is safe without the other. */
async function takeOver(
  system: System,
  actor: Partial<Actor>,
  {
    link,
    input,
    unverified,
  }: { link: InvitationLink; input: Acceptance; unverified: { id: string; organisationId: string } },
): Promise<Accepted | Refusal> {
  const { id, organisationId } = unverified;
  const home = system.openTenant(organisationId, { ...actor, userId: id });
  const taken = await takeOverAccount(home, { ...input, id }, await passwords.hash(input.password));
  if (!taken) return 'email_taken';
  const guest = { user: { id, email: link.email }, organisation: { id: organisationId } };
  const joined = await joinOrganisation(system, actor, guest, input.token);
  if (typeof joined === 'string') return joined;
  return { user: { ...guest.user, name: `${input.firstName} ${input.lastName}` }, link: joined, session: null };
}

function firstSession(tenant: Tenant, userId: string, { organisation }: InvitationLink): Promise<NewSession> {
  return prepareSession(tenant, {
    userId,
    lifetime: organisation.sessionLifetime,
    amr: ['pwd'],
    kind: organisation.requireMfa ? 'enrolment' : 'full',
    onlyIf: sql`SELECT 1 FROM users WHERE id = ${userId} AND deleted_at IS NULL`,
  });
}

interface NewPerson {
  link: InvitationLink;
  user: Accepted['user'];
  input: Acceptance;
  password: string;
  session: NewSession | null;
  device: string;
}

async function join(tenant: Tenant, joining: NewPerson): Promise<Refusal | null> {
  const { session, device } = joining;
  const sessionItems = session ? [session.statement, await rememberDevice(tenant, device, session.key)] : [];
  try {
    const joined = await nullIfMissing(tenant.db.flight(...personItems(tenant, joining), ...sessionItems));
    return joined ? null : 'accepted';
  } catch (error) {
    if (isUniqueViolation(error)) return 'email_taken';
    throw error;
  }
}

function personItems(tenant: Tenant, { link, user, input, password, session }: NewPerson): FlightItem[] {
  const { now, organisationId, actor } = tenant;
  const { prisma } = tenant.db;
  const { firstName, lastName } = input;
  const signIn = session ? { lastLoginAt: now, lastLoginIp: actor.ipAddress, loginCount: 1 } : {};
  const person = { ...user, organisationId, firstName, lastName, password, createdAt: now, updatedAt: now };
  return [
    required(consumeInvitation(tenant, link), MISSING),
    prisma.user.create({
      data: { ...person, passwordChangedAt: now, emailVerifiedAt: now, ...signIn },
      select: { id: true },
    }),
    // After the person was created: a foreign key.
    prisma.invitation.update({
      where: { id: link.id },
      data: { acceptedById: user.id, updatedAt: now },
      select: { id: true },
    }),
    prisma.userRole.createMany({ data: { organisationId, userId: user.id, roleId: link.role.id } }),
    // SQL: skips teams that were deleted meanwhile; the lock waits for a concurrent deletion
    sql`
      INSERT INTO team_members (organisation_id, team_id, user_id, joined_at)
      SELECT ${organisationId}::uuid, id, ${user.id}::uuid, ${now}::timestamptz
      FROM teams WHERE id = ANY (${link.teamIds}::uuid[]) FOR KEY SHARE`,
    recordEvent(tenant, { type: 'user.created', resourceId: user.id }),
    recordEvent(tenant, { type: 'invitation.accepted', resourceId: link.id }),
  ];
}

/** SQL: whether the inviter still has all their roles is a condition on a set of rows. */
function consumeInvitation({ now }: Tenant, link: InvitationLink): Statement {
  return sql`
    UPDATE invitations SET accepted_at = ${now}, updated_at = ${now}
    WHERE id = ${link.id} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${now} AND ${inviterMayStillGrant(link)}
    RETURNING id`;
}
