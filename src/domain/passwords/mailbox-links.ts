/**
 * Links that prove control of a mailbox: 256 random bits, hashed, good once. Looking one up never uses it; it is used
 * up by the statement that does what it is for.
 */

import { normaliseEmail } from '../../lib/email-address.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../../lib/secrets.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { recordEvent } from '../events/emit.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { type Addressing, addressingOf, PERSON, type Person, personOf, USABLE } from '../people/person.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { PASSWORD_OWNER, type PasswordOwner, passwordOwnerOf } from './acceptance.ts';
import { preparePasswordLink, type SealDestination, type SealedDestination } from './links.ts';

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
  const recent = { where: { createdAt: { gt: since } }, select: { id: true }, take: 1 } as const;
  const found = await system.db.prisma.user.findFirst({
    where: { email: normaliseEmail(email), ...USABLE },
    select: { ...PERSON, passwordResetTokens: recent, emailVerificationTokens: recent },
  });
  if (!found) return null;
  const { passwordResetTokens, emailVerificationTokens, ...person } = found;
  return {
    ...personOf(person),
    resetSent: passwordResetTokens.length > 0,
    verificationSent: emailVerificationTokens.length > 0,
  };
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
  const { token, writes } = await preparePasswordLink(tenant, mailbox.userId, {
    lifetime: RESET_LIFETIME,
    destination,
  });
  const email = await write({ ...addressingOf(mailbox), token, lifetime: RESET_LIFETIME });
  await tenant.db.flight(
    ...writes,
    queueEmail(tenant, email),
    recordEvent(tenant, { type: 'user.password_reset_requested', resourceId: mailbox.userId }),
  );
}

/** One round trip; none when the address is verified, or a link went out just now. */
export async function sendVerification(tenant: Tenant, mailbox: Mailbox, write: LinkEmail): Promise<void> {
  if (mailbox.emailVerified || mailbox.verificationSent) return;
  const link = await prepareVerification(tenant, mailbox.userId, mailbox.email);
  const email = await write({ ...addressingOf(mailbox), token: link.token, lifetime: VERIFICATION_LIFETIME });
  await tenant.db.flight(...link.writes, queueEmail(tenant, email));
}

/** A link for an address of a person: their own, or the one they want. It voids those before it. */
export async function prepareVerification(
  tenant: Tenant,
  userId: string,
  email: string,
): Promise<{ token: string; writes: FlightItem[] }> {
  const token = newSecret('emailVerification');
  const { now, organisationId, db } = tenant;
  const expiresAt = after(now, VERIFICATION_LIFETIME);
  const hash = await sha256(token);
  return {
    token,
    writes: [
      db.prisma.emailVerificationToken.deleteMany({ where: { userId, consumedAt: null } }),
      db.prisma.emailVerificationToken.create({
        data: { id: uuidv7(now), organisationId, userId, email, token: hash, expiresAt, createdAt: now },
        select: { id: true },
      }),
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
  const row = await system.db.prisma.passwordResetToken.findFirst({
    where: { token: await sha256(token), expiresAt: { gt: system.now }, user: USABLE },
    select: {
      id: true,
      destination: true,
      sentByMail: true,
      consumedAt: true,
      createdAt: true,
      user: { select: { ...PASSWORD_OWNER, passwordResetTokens: NEWEST } },
    },
  });
  if (!row) return NO_LINK;
  const { passwordResetTokens, ...owner } = row.user;
  if (passwordResetTokens.some(({ createdAt }) => createdAt > row.createdAt)) return NO_LINK;
  const { id: tokenId, destination, sentByMail } = row;
  const link = { ...passwordOwnerOf(owner), tokenId, destination, sentByMail };
  const isUsed = row.consumedAt !== null;
  return { link: isUsed ? null : link, isUsed, destination: destinationOf(link) };
}

const NEWEST = { select: { createdAt: true }, orderBy: { createdAt: 'desc' }, take: 1 } as const;

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
  const link = await system.db.prisma.emailVerificationToken.findFirst({
    // Whoever has the link of a deleted account is told that the account is gone, not that the link is wrong.
    where: { token: await sha256(token), user: { deletedAt: {} } },
    select: {
      id: true,
      email: true,
      consumedAt: true,
      expiresAt: true,
      user: { select: { ...PERSON, deletedAt: true, blockedAt: true } },
    },
  });
  if (!link) return null;
  const { deletedAt, blockedAt, ...person } = link.user;
  return {
    ...personOf(person),
    tokenId: link.id,
    confirms: link.email,
    consumed: link.consumedAt !== null,
    expired: link.expiresAt <= system.now,
    gone: deletedAt !== null,
    isBlocked: blockedAt !== null,
  };
}
