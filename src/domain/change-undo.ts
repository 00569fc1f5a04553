/**
 * Taking back what was done behind the owner's back, by the link in the message that told of it: the account gets its
 * earlier address, the password is locked until a new one is set by mail, and everybody is signed out.
 * SQL: the statement that checks the link consumes it, and ends the access.
 */
import { isUniqueViolation } from '../platform/database-errors.ts';
import { type Sql, sql } from '../platform/statement.ts';
import { awaitRedemptions, endingAccess } from './access-revocation.ts';
import { holdingDoubtfulFactors } from './doubtful-factors.ts';
import { voidingFormerMailbox } from './email-addresses.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { type Email, queueEmail } from './outbound-emails.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf } from './people.ts';
import { consumingRecoveryLink, findRecoveryLink, type RecoveryLink } from './recovery-links.ts';
import type { Actor, System, Tenant } from './unit-of-work.ts';

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
  const { userId, kind } = link;
  const address: Sql = restore ? sql`, email = ${restore.email}, email_verified_at = ${now}` : sql``;
  const event = { type: 'user.change_undone', resourceId: userId, metadata: { kind } } as const;
  const results = await tenant.db.flight(
    ...awaitRedemptions(userId),
    sql<{ id: string }>`
      WITH used AS (${consumingRecoveryLink(tenant, link)}),
      changed AS (
        UPDATE users SET password = NULL, password_changed_at = ${now}, updated_at = ${now}${address}
        WHERE id IN (SELECT user_id FROM used) AND deleted_at IS NULL RETURNING id
      ),
      ${endingAccess(tenant, null)},
      ${voidingFormerMailbox()},
      ${holdingDoubtfulFactors(tenant)},
      later AS (
        DELETE FROM recovery_links l USING used
        WHERE l.user_id = used.user_id AND l.id <> used.id AND l.created_at >= used.created_at
      ),
      event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM changed)
      SELECT id FROM changed`,
    ...(restore ? [queueEmail(tenant, restore.notice, { dedupeKey: `change-undone:${link.linkId}` })] : []),
  );
  return results[7].length > 0;
}
