/**
 * Links that prove control of a mailbox: 256 random bits, hashed, good once. Looking one up never uses it; it is used
 * up by the statement that does what it is for.
 */

import { normaliseEmail } from '../lib/email-address.ts';
import { uuidv7 } from '../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../lib/secrets.ts';
import { type Statement, sql } from '../platform/statement.ts';
import { recordEvent } from './events/emit.ts';
import { FACTOR_NAMES_COLUMN, HISTORY_COLUMN, type PasswordOwner } from './new-password.ts';
import { type Email, queueEmail } from './outbound-emails.ts';
import { preparePasswordLink, type SealDestination, type SealedDestination } from './password-links.ts';
import { type Addressing, addressingOf, PERSON_COLUMNS, type Person, USABLE_PERSON } from './people.ts';
import { after, type System, type Tenant } from './unit-of-work.ts';

/** Seconds that the links work. */
export const RESET_LIFETIME = 3_600;
export const VERIFICATION_LIFETIME = 86_400;
/** Seconds between two messages of a kind to one person: nobody's mailbox is filled from here. */
const PAUSE = 60;

/** Writes the message that carries a link. */
export type LinkEmail = (link: Addressing & { token: string; lifetime: number }) => Promise<Email>;

export interface Mailbox extends Person {
  /** Whether a message of the kind went out just now. */
  resetSent: boolean;
  verificationSent: boolean;
}

/** One round trip; null when nobody who may use their account has this address. */
export async function findMailbox(system: System, email: string): Promise<Mailbox | null> {
  const since = after(system.now, -PAUSE);
  const [[mailbox]] = await system.db.flight(sql<Mailbox>`
    SELECT ${PERSON_COLUMNS},
      EXISTS (SELECT FROM password_reset_tokens t WHERE t.organisation_id = u.organisation_id AND t.user_id = u.id
        AND t.created_at > ${since}::timestamptz) AS "resetSent",
      EXISTS (SELECT FROM email_verification_tokens t WHERE t.organisation_id = u.organisation_id
        AND t.user_id = u.id AND t.created_at > ${since}::timestamptz) AS "verificationSent"
    FROM users u JOIN organisations o ON o.id = u.organisation_id
    WHERE u.email = ${normaliseEmail(email)} AND ${USABLE_PERSON}`);
  return mailbox ?? null;
}

/**
 * A new link voids those before it. One round trip; none when there is no password to reset, or one went out just now.
 * @param destination seals where the person was on their way to
 */
export async function sendPasswordReset(
  tenant: Tenant,
  mailbox: Mailbox,
  write: LinkEmail,
  destination?: SealDestination,
): Promise<void> {
  if (mailbox.identityProvider !== 'local' || mailbox.resetSent) return;
  const { token, statements } = await preparePasswordLink(tenant, mailbox.userId, {
    lifetime: RESET_LIFETIME,
    destination,
  });
  const email = await write({ ...addressingOf(mailbox), token, lifetime: RESET_LIFETIME });
  await tenant.db.flight(
    ...statements,
    queueEmail(tenant, email),
    recordEvent(tenant, { type: 'user.password_reset_requested', resourceId: mailbox.userId }),
  );
}

/** One round trip; none when the address is verified, or a link went out just now. */
export async function sendVerification(tenant: Tenant, mailbox: Mailbox, write: LinkEmail): Promise<void> {
  if (mailbox.emailVerified || mailbox.verificationSent) return;
  const link = await prepareVerification(tenant, mailbox.userId, mailbox.email);
  const email = await write({ ...addressingOf(mailbox), token: link.token, lifetime: VERIFICATION_LIFETIME });
  await tenant.db.flight(...link.statements, queueEmail(tenant, email));
}

/** A link for an address of a person: their own, or the one they want. It voids those before it. */
export async function prepareVerification(
  tenant: Tenant,
  userId: string,
  email: string,
): Promise<{ token: string; statements: Statement[] }> {
  const token = newSecret('emailVerification');
  const { now } = tenant;
  return {
    token,
    statements: [
      sql`DELETE FROM email_verification_tokens WHERE user_id = ${userId} AND consumed_at IS NULL`,
      sql`
        INSERT INTO email_verification_tokens (id, organisation_id, user_id, email, token, expires_at, created_at)
        VALUES (${uuidv7(now)}, ${tenant.organisationId}, ${userId}, ${email}, ${await sha256(token)},
                ${after(now, VERIFICATION_LIFETIME)}, ${now})`,
    ],
  };
}

export type ResetLink = PasswordOwner & {
  tokenId: string;
  /** Sealed. */
  destination: string | null;
  /** Whether following it proves the address. */
  sentByMail: boolean;
};

/** One round trip; null unless the link is good: known, newest, unused, in time, of somebody who may use it. */
export async function findResetLink(system: System, token: string): Promise<ResetLink | null> {
  const found = await lookAtResetLink(system, token);
  return found.link;
}

export interface ResetLinkLook {
  link: ResetLink | null;
  /** Whether it was good once, and has changed a password. */
  isUsed: boolean;
  /** Also of one that was used. */
  destination: SealedDestination | null;
}

const NO_LINK: ResetLinkLook = { link: null, isUsed: false, destination: null };

/** The same for whoever opens the link, before they think of a password. One round trip. */
export async function lookAtResetLink(system: System, token: string): Promise<ResetLinkLook> {
  if (!looksLikeSecret('passwordReset', token)) return NO_LINK;
  const [[row]] = await system.db.flight(sql<ResetLink & { isUsed: boolean }>`
    SELECT t.id AS "tokenId", t.destination, t.sent_by_mail AS "sentByMail", t.consumed_at IS NOT NULL AS "isUsed", ${PERSON_COLUMNS}, ${HISTORY_COLUMN},
      ${FACTOR_NAMES_COLUMN}
    FROM password_reset_tokens t
    JOIN users u ON u.organisation_id = t.organisation_id AND u.id = t.user_id
    JOIN organisations o ON o.id = t.organisation_id
    WHERE t.token = ${await sha256(token)} AND t.expires_at > ${system.now}
      AND NOT EXISTS (SELECT FROM password_reset_tokens later WHERE later.organisation_id = t.organisation_id
        AND later.user_id = t.user_id AND later.created_at > t.created_at)
      AND ${USABLE_PERSON}`);
  if (!row) return NO_LINK;
  const { isUsed, ...link } = row;
  return { link: isUsed ? null : link, isUsed, destination: destinationOf(link) };
}

export function destinationOf({ tokenId, userId, destination }: ResetLink): SealedDestination | null {
  return destination === null ? null : { tokenId, userId, sealed: destination };
}

export type VerificationLink = Person & {
  tokenId: string;
  /** The address that the link confirms. */
  confirms: string;
  consumed: boolean;
  expired: boolean;
  /** Whether the person was deleted since. */
  gone: boolean;
  isBlocked: boolean;
};

/** One round trip; used and expired links are found too, because they are answered differently. */
export async function findVerificationLink(system: System, token: string): Promise<VerificationLink | null> {
  if (!looksLikeSecret('emailVerification', token)) return null;
  const [[link]] = await system.db.flight(sql<VerificationLink>`
    SELECT t.id AS "tokenId", t.email AS confirms, t.consumed_at IS NOT NULL AS consumed,
           t.expires_at <= ${system.now}::timestamptz AS expired, u.deleted_at IS NOT NULL AS gone,
           u.blocked_at IS NOT NULL AS "isBlocked", ${PERSON_COLUMNS}
    FROM email_verification_tokens t
    JOIN users u ON u.organisation_id = t.organisation_id AND u.id = t.user_id
    JOIN organisations o ON o.id = t.organisation_id AND o.deleted_at IS NULL
    WHERE t.token = ${await sha256(token)}`);
  return link ?? null;
}
