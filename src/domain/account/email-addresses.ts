/** Verifies an e-mail address, and changes it to another one. */
import { AppError } from '../../errors.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { recordEvent } from '../events/emit.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { findVerificationLink, type VerificationLink } from '../passwords/mailbox-links.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf, type Person } from '../people/person.ts';
import { prepareRecoveryLink } from '../recovery/links.ts';
import { lockOpenProofs, voidOpenProofs } from '../tokens/access-revocation.ts';
import type { Actor, System, Tenant } from '../unit-of-work/unit-of-work.ts';

/** The message to the old address about the new one, with an undo link if the old one was verified. */
export type AddressNotice = (
  notice: Addressing & { newEmail: string; occasion: Occasion; undoToken: string | null },
) => Promise<Email>;

/**
 * Two round trips; one for a link that was used before, which succeeds again: people click twice.
 * @param mayChange whether the link may also change the address: not when it is opened without a confirmation by the
 *   person
 * @throws bad_request, or not_found when the account was deleted
 */
export async function confirmEmail(
  system: System,
  actor: Partial<Actor>,
  token: string,
  { notify, mayChange = true }: { notify: AddressNotice; mayChange?: boolean },
): Promise<void> {
  const link = await findVerificationLink(system, token);
  if (!link || link.isBlocked) throw invalidLink();
  if (link.isDeleted) throw new AppError('not_found', 'User not found for provided token');
  if (link.consumed) return assertDone(link);
  if (link.expired) throw invalidLink();
  const isChange = link.email !== link.confirms;
  if (isChange && !mayChange) throw invalidLink();
  const tenant = system.openTenant(link.organisationId, { ...actor, userId: link.userId });
  const isUsed = isChange ? await changeAddress(tenant, link, notify) : await verifyAddress(tenant, link);
  // A concurrent request used or voided the link after it was read.
  if (!isUsed) assertDone(await findVerificationLink(system, token));
}

/** @throws bad_request unless the link was used and its address is verified */
function assertDone(link: VerificationLink | null): void {
  if (!link?.consumed || link.email !== link.confirms || !link.emailVerified) throw invalidLink();
}

function invalidLink(): AppError {
  return new AppError('bad_request', 'Invalid or expired verification token');
}

/** @returns whether the link was still valid */
async function verifyAddress(tenant: Tenant, link: VerificationLink): Promise<boolean> {
  const { db, now } = tenant;
  const { userId, emailVerified } = link;
  const writing = db.flight(
    consumeLink(tenant, link),
    updateAddress(tenant, link, emailVerified ? {} : { emailVerifiedAt: now }),
    recordEvent(tenant, { type: 'user.email_verified', resourceId: userId }),
  );
  return (await nullIfMissing(writing)) !== null;
}

/**
 * Also voids the links and codes that were sent to the old mailbox.
 * @returns whether the link was still valid
 * @throws conflict when another account took the address meanwhile; only its owner can get this answer
 */
async function changeAddress(tenant: Tenant, link: VerificationLink, notify: AddressNotice): Promise<boolean> {
  const { db, now } = tenant;
  const { userId, tokenId, confirms } = link;
  const undo = await prepareAddressUndo(tenant, link);
  const occasion = occasionOf(tenant);
  const email = await notify({ ...addressingOf(link), newEmail: confirms, occasion, undoToken: undo?.token ?? null });
  try {
    const writing = db.flight(
      ...lockOpenProofs(userId),
      consumeLink(tenant, link),
      updateAddress(tenant, link, { email: confirms, emailVerifiedAt: now }),
      ...voidOpenProofs(tenant, userId),
      ...voidFormerMailbox(tenant, userId),
      recordEvent(tenant, { type: 'user.email_changed', resourceId: userId }),
      ...(undo ? [undo.write] : []),
      queueEmail(tenant, email, { dedupeKey: `email-changed:${tokenId}` }),
    );
    return (await nullIfMissing(writing)) !== null;
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', 'Email already registered', { cause: error });
    throw error;
  }
}

/** Consumes the link; MISSING when it was used or voided before. */
function consumeLink({ db, now }: Tenant, { tokenId }: VerificationLink) {
  const where = { id: tokenId, consumedAt: null };
  const update = db.prisma.emailVerificationToken.update({ where, data: { consumedAt: now }, select: { id: true } });
  return required(update, MISSING);
}

/** MISSING when the account was deleted, or has another address than when the link was read. */
function updateAddress(
  { db, now }: Tenant,
  { userId, email }: VerificationLink,
  data: { email?: string; emailVerifiedAt?: Date },
) {
  const where = { id: userId, email };
  return required(db.prisma.user.update({ where, data: { ...data, updatedAt: now }, select: { id: true } }), MISSING);
}

/** After a change of the address: voids the links that were sent to the former mailbox. */
export function voidFormerMailbox({ db: { prisma } }: Tenant, userId: string): FlightItem[] {
  const open = { userId, consumedAt: null };
  return [
    prisma.emailVerificationToken.deleteMany({ where: open }),
    prisma.recoveryLink.deleteMany({ where: { ...open, kind: 'factor_review' } }),
  ];
}

/**
 * An undo link for the former mailbox. An address that was never verified gets none: the owner of a mistyped address
 * must not get the account.
 */
export async function prepareAddressUndo(tenant: Tenant, { userId, email, emailVerified }: Person) {
  return emailVerified ? prepareRecoveryLink(tenant, { userId, kind: 'address_undo', previousEmail: email }) : null;
}
