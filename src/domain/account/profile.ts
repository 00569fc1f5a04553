/** Changes of a person's own profile. A new e-mail address takes effect once its link is confirmed. */
import { AppError } from '../../errors.ts';
import { normaliseEmail } from '../../lib/email-address.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { list, sql } from '../../platform/database/statement.ts';
import { recordEvent } from '../events/emit.ts';
import type { Attempt } from '../lockout/attempts.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { prepareVerification, VERIFICATION_LIFETIME } from '../passwords/mailbox-links.ts';
import { type Addressing, addressingOf, occasionOf, PERSON, type Person, personOf } from '../people/person.ts';
import { assignments, DETAIL_MEMBERS, type DetailChanges, type PersonalDetails } from '../people/personal-details.ts';
import { assertProved, type Claimant, chargePasswordAttempt, refundProof } from '../proof/password.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { type AddressNotice, prepareAddressUndo } from './email-addresses.ts';

export interface ProfileChanges extends DetailChanges {
  firstName?: string | undefined;
  lastName?: string | undefined;
  /** Null removes it. */
  phone?: string | null | undefined;
}

export type ChangedProfile = PersonalDetails & {
  firstName: string;
  lastName: string;
  name: string;
  phone: string | null;
};

export interface AddressChangeMail {
  /** To the new address. */
  confirm(link: Addressing & { token: string; lifetime: number }): Promise<Email>;
  /** To the old one. */
  notify: AddressNotice;
}

/** One round trip. */
export async function updateProfile(
  tenant: Tenant,
  userId: string,
  changes: ProfileChanges,
  more: FlightItem[] = [],
): Promise<ChangedProfile> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const event = {
    type: 'user.updated',
    resourceId: userId,
    metadata: { changes: given.map(([field]) => field) },
  } as const;
  const [[updated]] = await tenant.db.flight(
    updateUser(tenant, userId, changes),
    ...(given.length > 0 ? [recordEvent(tenant, event)] : []),
    ...more,
  );
  if (!updated) throw new AppError('unauthorized', 'User not found');
  const { details, ...changed } = updated;
  return { ...changed, ...details };
}

type UpdatedRow = Omit<ChangedProfile, keyof PersonalDetails> & { details: PersonalDetails };

function updateUser(tenant: Tenant, userId: string, { firstName, lastName, phone, ...details }: ProfileChanges) {
  const first = sql`COALESCE(${firstName ?? null}, first_name)`;
  const last = sql`COALESCE(${lastName ?? null}, last_name)`;
  const number = phone === undefined ? sql`phone` : sql`${phone}`;
  const changes = [
    sql`first_name = ${first}, last_name = ${last}, name = ${first} || ' ' || ${last}, phone = ${number}`,
    sql`phone_verified_at = CASE WHEN phone IS NOT DISTINCT FROM ${number} THEN phone_verified_at END`,
    ...assignments(details),
    sql`updated_at = ${tenant.now}`,
  ];
  // SQL: one text for every combination of changes, so that the statement is prepared once
  return sql<UpdatedRow>`
    UPDATE users u SET ${list(changes)} WHERE u.id = ${userId} AND u.deleted_at IS NULL
    RETURNING first_name AS "firstName", last_name AS "lastName", name, phone,
      json_build_object(${DETAIL_MEMBERS}) AS details`;
}

/**
 * Asks the new address for confirmation and tells the old one. An address that belongs to somebody already gets
 * nothing, and the answer is the same. Two round trips.
 * @throws forbidden without a fresh proof; bad_request when somebody else keeps the address; rate_limited
 */
export async function requestAddressChange(
  claimant: Claimant,
  input: { newEmail: string; password: string | undefined; changes: ProfileChanges },
  mail: AddressChangeMail,
): Promise<ChangedProfile> {
  const { tenant, user } = claimant;
  const { password, changes } = input;
  const newEmail = normaliseEmail(input.newEmail);
  if (newEmail === user.email) return updateProfile(tenant, user.id, changes);
  const { person, attempt } = await findAddressOwner(claimant, newEmail, password);
  await assertMayChange(claimant, person, { attempt, password });
  const addressing = addressingOf(person);
  const undo = await prepareAddressUndo(tenant, person);
  const occasion = occasionOf(tenant);
  const notice = await mail.notify({ ...addressing, newEmail, occasion, undoToken: undo?.token ?? null });
  const writes: FlightItem[] = [
    ...(undo ? [undo.write] : []),
    queueEmail(tenant, notice),
    recordEvent(tenant, { type: 'user.email_change_requested', resourceId: user.id }),
  ];
  if (!person.isTaken) {
    const link = await prepareVerification(tenant, user.id, newEmail);
    const recipient = { ...addressing.recipient, email: newEmail };
    const email = await mail.confirm({ ...addressing, recipient, token: link.token, lifetime: VERIFICATION_LIFETIME });
    writes.push(...link.writes, queueEmail(tenant, email));
  }
  const [changed] = await Promise.all([
    updateProfile(tenant, user.id, changes, writes),
    refundProof(claimant, attempt),
  ]);
  return changed;
}

interface AddressOwner extends Person {
  isTaken: boolean;
  /** Whether a change was requested within the last minute. */
  requestedRecently: boolean;
}

/** Counts an attempt, and reads the person. One round trip. */
async function findAddressOwner(
  claimant: Claimant,
  newEmail: string,
  password: string | undefined,
): Promise<{ person: AddressOwner; attempt: Attempt | undefined }> {
  const { system, tenant, user } = claimant;
  const since = after(system.now, -60);
  const { prisma, flight } = system.db;
  const { organisationId } = tenant;
  const userId = user.id;
  const [[attempt], person, holders, requests] = await flight(
    await chargePasswordAttempt(claimant, password),
    prisma.user.findFirst({ where: { organisationId, id: userId }, select: PERSON }),
    // Deleted people's addresses stay reserved.
    prisma.user.count({ where: { email: newEmail, deletedAt: {} } }),
    prisma.auditLog.count({
      where: { organisationId, userId, eventType: 'user.email_change_requested', createdAt: { gt: since } },
    }),
  );
  if (!person) throw new AppError('unauthorized', 'User not found');
  return { person: { ...personOf(person), isTaken: holders > 0, requestedRecently: requests > 0 }, attempt };
}

async function assertMayChange(
  claimant: Claimant,
  person: AddressOwner,
  { attempt, password }: { attempt: Attempt | undefined; password: string | undefined },
): Promise<void> {
  if (person.identityProvider !== 'local') {
    throw new AppError('bad_request', 'Your e-mail address is managed by your identity provider');
  }
  await assertProved(claimant, { attempt, password, hash: person.password, passwordFailures: person.passwordFailures });
  if (person.requestedRecently) {
    await refundProof(claimant, attempt);
    throw new AppError('rate_limited', 'Rate limit exceeded. Please try again later.', { retryAfter: 60 });
  }
}
