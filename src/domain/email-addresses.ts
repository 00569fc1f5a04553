/** Whose mailbox an address is: verifying it, and changing to another one. */
import { AppError } from '../errors.ts';
import { isUniqueViolation } from '../platform/database-errors.ts';
import { sql } from '../platform/statement.ts';
import { findVerificationLink, type VerificationLink } from './account-tokens.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { type Email, queueEmail } from './outbound-emails.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf } from './people.ts';
import type { Actor, System, Tenant } from './unit-of-work.ts';

/** Tells the old address about the new one. */
export type AddressNotice = (notice: Addressing & { newEmail: string; occasion: Occasion }) => Promise<Email>;

/**
 * Two round trips; one for a link that was used before, which is still a success: people click twice.
 * @throws bad_request, or not_found when the person is gone
 */
export async function confirmEmail(
  system: System,
  actor: Partial<Actor>,
  token: string,
  notify: AddressNotice,
): Promise<void> {
  const link = await findVerificationLink(system, token);
  if (!link) throw invalidLink();
  if (link.gone) throw new AppError('not_found', 'User not found for provided token');
  if (link.consumed) {
    if (link.email === link.confirms && link.emailVerified) return;
    throw invalidLink();
  }
  if (link.expired) throw invalidLink();
  const tenant = system.openTenant(link.organisationId, { ...actor, userId: link.userId });
  if (link.email === link.confirms) await verifyAddress(tenant, link);
  else await changeAddress(tenant, link, notify);
}

function invalidLink(): AppError {
  return new AppError('bad_request', 'Invalid or expired verification token');
}

async function verifyAddress(tenant: Tenant, { tokenId, userId }: VerificationLink): Promise<void> {
  const { now } = tenant;
  const event = { type: 'user.email_verified', resourceId: userId } as const;
  await tenant.db.flight(sql`
    WITH used AS (${consuming(tenant, tokenId)}),
    changed AS (
      UPDATE users SET email_verified_at = COALESCE(email_verified_at, ${now}), updated_at = ${now}
      WHERE id IN (SELECT user_id FROM used) AND deleted_at IS NULL RETURNING id
    )
    INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM changed`);
}

/**
 * The links that went to the old mailbox are void from here on: whoever reads it has no part in the account any more.
 * @throws conflict when somebody took the address meanwhile; only its owner gets to know that
 */
async function changeAddress(tenant: Tenant, link: VerificationLink, notify: AddressNotice): Promise<void> {
  const { now } = tenant;
  const { userId, tokenId, confirms } = link;
  const event = { type: 'user.email_changed', resourceId: userId } as const;
  const email = await notify({ ...addressingOf(link), newEmail: confirms, occasion: occasionOf(tenant) });
  const change = sql`
    WITH used AS (${consuming(tenant, tokenId)}),
    changed AS (
      UPDATE users SET email = ${confirms}, email_verified_at = ${now}, updated_at = ${now}
      WHERE id IN (SELECT user_id FROM used) AND deleted_at IS NULL RETURNING id
    ),
    void_links AS (DELETE FROM password_reset_tokens WHERE user_id IN (SELECT id FROM changed) AND consumed_at IS NULL)
    INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM changed`;
  try {
    await tenant.db.flight(change, queueEmail(tenant, email, { dedupeKey: `email-changed:${tokenId}` }));
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', 'Email already registered', { cause: error });
    throw error;
  }
}

function consuming(tenant: Tenant, tokenId: string) {
  return sql`
    UPDATE email_verification_tokens SET consumed_at = ${tenant.now}
    WHERE id = ${tokenId} AND consumed_at IS NULL RETURNING user_id`;
}
