/**
 * Undoes a change that the owner did not make, with the link in the message about it: restores the earlier address,
 * removes the password until a new one is set by mail, ends all sessions, and revokes recent API keys.
 */
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { revokeRecentKeys } from '../api-keys/api-keys.ts';
import { recordEvent } from '../events/emit.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf } from '../people/person.ts';
import { holdDoubtfulFactors } from '../recovery/doubtful-factors.ts';
import { consumeRecoveryLink, findRecoveryLink, type RecoveryLink } from '../recovery/links.ts';
import { endAccess, lockAccess } from '../tokens/access-revocation.ts';
import type { Actor, System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { voidFormerMailbox } from './email-addresses.ts';

export const UNDO_KINDS = ['password_undo', 'address_undo'] as const;

/** The message to the address that the account loses. */
export type AddressUndoNotice = (notice: Addressing & { newEmail: string; occasion: Occasion }) => Promise<Email>;

/** address_taken: the password is locked, but another account has the earlier address by now. */
export type Undone = 'password_locked' | 'address_restored' | 'address_taken';

/** Two round trips; null when the link is not valid. */
export async function undoChange(
  system: System,
  actor: Partial<Actor>,
  token: string,
  notify: AddressUndoNotice,
): Promise<Undone | null> {
  const link = await findRecoveryLink(system, token, UNDO_KINDS);
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
 * Also deletes later undo links: they were sent to a mailbox that the account got afterwards, which must not win it
 * back. Earlier links stay valid.
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
      ...lockAccess(userId),
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
      revokeRecentKeys(tenant, userId),
      prisma.recoveryLink.deleteMany({ where: { userId, createdAt: { gte: linkCreatedAt }, NOT: { id: linkId } } }),
      recordEvent(tenant, { type: 'user.change_undone', resourceId: userId, metadata: { kind } }),
      ...(restore ? [queueEmail(tenant, restore.notice, { dedupeKey: `change-undone:${linkId}` })] : []),
    ),
  );
  return undone !== null;
}
