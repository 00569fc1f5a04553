/**
 * Taking back what was done behind the owner's back, by the link in the message that told of it: the account gets its
 * earlier address, the password is locked until a new one is set by mail, and everybody is signed out.
 */
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { recordEvent } from '../events/emit.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf } from '../people/person.ts';
import { holdDoubtfulFactors } from '../recovery/doubtful-factors.ts';
import { consumeRecoveryLink, findRecoveryLink, type RecoveryLink } from '../recovery/links.ts';
import { awaitRedemptions, endAccess } from '../tokens/access-revocation.ts';
import type { Actor, System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { voidFormerMailbox } from './email-addresses.ts';

export const UNDOS = ['password_undo', 'address_undo'] as const;

/** Tells the address that the account loses. */
export type AddressUndoNotice = (notice: Addressing & { newEmail: string; occasion: Occasion }) => Promise<Email>;

/** address_taken: the account is safe, but its earlier address belongs to another one by now. */
export type Undone = 'password_locked' | 'address_restored' | 'address_taken';

/** Two round trips; null when the link is not good, or not any more. */
export async function undoChange(
  system: System,
  actor: Partial<Actor>,
  token: string,
  notify: AddressUndoNotice,
): Promise<Undone | null> {
  const link = await findRecoveryLink(system, token, UNDOS);
  if (!link) return null;
  const tenant = system.openTenant(link.organisationId, { ...actor, userId: link.userId });
  const restored = link.previousEmail === link.email ? null : link.previousEmail;
  if (restored === null) return (await undo(tenant, link, null)) ? 'password_locked' : null;
  const notice = await notify({ ...addressingOf(link), newEmail: restored, occasion: occasionOf(tenant) });
  try {
    return (await undo(tenant, link, { email: restored, notice })) ? 'address_restored' : null;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return (await undo(tenant, link, null)) ? 'address_taken' : null;
  }
}

/**
 * Links made later go with it: their mailbox is one that the account got afterwards, and must not win it back. Those
 * made earlier stay good.
 */
async function undo(
  tenant: Tenant,
  link: RecoveryLink,
  restore: { email: string; notice: Email } | null,
): Promise<boolean> {
  const { now } = tenant;
  const { prisma } = tenant.db;
  const { userId, kind, linkId, linkCreatedAt } = link;
  const address = restore ? { email: restore.email, emailVerifiedAt: now } : {};
  const undone = await nullIfMissing(
    tenant.db.flight(
      ...awaitRedemptions(userId),
      consumeRecoveryLink(tenant, link),
      required(
        prisma.user.update({
          where: { id: userId },
          data: { password: null, passwordChangedAt: now, updatedAt: now, ...address },
          select: { id: true },
        }),
        MISSING,
      ),
      ...endAccess(tenant, userId),
      ...voidFormerMailbox(tenant, userId),
      holdDoubtfulFactors(tenant, userId),
      prisma.recoveryLink.deleteMany({ where: { userId, createdAt: { gte: linkCreatedAt }, NOT: { id: linkId } } }),
      recordEvent(tenant, { type: 'user.change_undone', resourceId: userId, metadata: { kind } }),
      ...(restore ? [queueEmail(tenant, restore.notice, { dedupeKey: `change-undone:${linkId}` })] : []),
    ),
  );
  return undone !== null;
}
