/** Whose mailbox an address is: verifying it, and changing to another one. */
import { AppError } from '../errors.ts';
import { isUniqueViolation } from '../platform/database-errors.ts';
import { type Sql, sql } from '../platform/statement.ts';
import { awaitOpenProofs, voidingOpenProofs } from './access-revocation.ts';
import { findVerificationLink, type VerificationLink } from './account-tokens.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { type Email, queueEmail } from './outbound-emails.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf, type Person } from './people.ts';
import { prepareRecoveryLink } from './recovery-links.ts';
import type { Actor, System, Tenant } from './unit-of-work.ts';

/** Tells the old address about the new one; with a link that undoes it, if the old one was verified. */
export type AddressNotice = (
  notice: Addressing & { newEmail: string; occasion: Occasion; undoToken: string | null },
) => Promise<Email>;

/**
 * Two round trips; one for a link that was used before, which is still a success: people click twice.
 * @param mayChange whether the link may also change the address: not for what is followed without anybody's wish
 * @throws bad_request, or not_found when the person is gone
 */
export async function confirmEmail(
  system: System,
  actor: Partial<Actor>,
  token: string,
  { notify, mayChange = true }: { notify: AddressNotice; mayChange?: boolean },
): Promise<void> {
  const link = await findVerificationLink(system, token);
  if (!link || link.isBlocked) throw invalidLink();
  if (link.gone) throw new AppError('not_found', 'User not found for provided token');
  if (link.consumed) return assertDone(link);
  if (link.expired) throw invalidLink();
  const tenant = system.openTenant(link.organisationId, { ...actor, userId: link.userId });
  if (link.email === link.confirms) await verifyAddress(tenant, link);
  else if (!mayChange) throw invalidLink();
  // Used, or void, since it was read.
  else if (!(await changeAddress(tenant, link, notify))) assertDone(await findVerificationLink(system, token));
}

/** @throws bad_request unless the link has done what it was for */
function assertDone(link: VerificationLink | null): void {
  if (!link?.consumed || link.email !== link.confirms || !link.emailVerified) throw invalidLink();
}

function invalidLink(): AppError {
  return new AppError('bad_request', 'Invalid or expired verification token');
}

async function verifyAddress(tenant: Tenant, { tokenId, userId }: VerificationLink): Promise<void> {
  const { now } = tenant;
  const event = { type: 'user.email_verified', resourceId: userId } as const;
  // SQL: the statement that checks the link consumes it
  await tenant.db.flight(sql`
    WITH used AS (${consuming(tenant, tokenId)}),
    changed AS (
      UPDATE users SET email_verified_at = COALESCE(email_verified_at, ${now}), updated_at = ${now}
      WHERE id IN (SELECT user_id FROM used) AND deleted_at IS NULL RETURNING id
    )
    INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM changed`);
}

/**
 * The links and codes that went to the old mailbox are void from here on: whoever reads it has no part in the account
 * any more.
 * @throws conflict when somebody took the address meanwhile; only its owner gets to know that
 */
async function changeAddress(tenant: Tenant, link: VerificationLink, notify: AddressNotice): Promise<boolean> {
  const { now } = tenant;
  const { userId, tokenId, confirms } = link;
  const event = { type: 'user.email_changed', resourceId: userId } as const;
  const onlyIf = sql`EXISTS (
    SELECT FROM users WHERE id = ${userId}::uuid AND email = ${confirms} AND deleted_at IS NULL)`;
  const undo = await prepareAddressUndo(tenant, link, onlyIf);
  const occasion = occasionOf(tenant);
  const email = await notify({ ...addressingOf(link), newEmail: confirms, occasion, undoToken: undo?.token ?? null });
  // SQL: the statement that checks the link consumes it, and voids what is open
  const change = sql`
    WITH used AS (${consuming(tenant, tokenId)}),
    changed AS (
      UPDATE users SET email = ${confirms}, email_verified_at = ${now}, updated_at = ${now}
      WHERE id IN (SELECT user_id FROM used) AND deleted_at IS NULL RETURNING id
    ),
    ${voidingOpenProofs(tenant)},
    ${voidingFormerMailbox()}
    INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM changed RETURNING id`;
  try {
    const [, , , changed] = await tenant.db.flight(
      ...awaitOpenProofs(userId),
      change,
      ...(undo ? [undo.statement] : []),
      queueEmail(tenant, email, { dedupeKey: `email-changed:${tokenId}`, onlyIf }),
    );
    return changed.length > 0;
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', 'Email already registered', { cause: error });
    throw error;
  }
}

/** Common table expressions for `changed` people with another address: what went to the mailbox before is void. */
export function voidingFormerMailbox(): Sql {
  const theirs = sql`user_id IN (SELECT id FROM changed) AND consumed_at IS NULL`;
  return sql`
    void_all_address_links AS (DELETE FROM email_verification_tokens WHERE ${theirs}),
    void_reviews AS (DELETE FROM recovery_links WHERE ${theirs} AND kind = 'factor_review')`;
}

/**
 * A link for the mailbox that the account had. One that nobody ever proved gets none: whoever reads a mailbox that was
 * given by mistake must not win the account.
 */
export async function prepareAddressUndo(tenant: Tenant, { userId, email, emailVerified }: Person, onlyIf?: Sql) {
  if (!emailVerified) return null;
  const kind = 'address_undo';
  return prepareRecoveryLink(tenant, { userId, kind, previousEmail: email, ...(onlyIf ? { onlyIf } : {}) });
}

function consuming(tenant: Tenant, tokenId: string) {
  // SQL: the statement that checks the link consumes it
  return sql`
    UPDATE email_verification_tokens SET consumed_at = ${tenant.now}
    WHERE id = ${tokenId} AND consumed_at IS NULL RETURNING user_id`;
}
