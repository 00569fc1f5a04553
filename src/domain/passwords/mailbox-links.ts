/**
 * Links that prove control of a mailbox: 256 random bits, stored hashed, valid once. A look-up does not consume a link;
 * the statement of the change that it allows does.
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

/** Lifetimes of the links, in seconds. */
export const RESET_LIFETIME = 3_600;
export const VERIFICATION_LIFETIME = 86_400;
/** Seconds between two messages of a kind to one person, so that nobody can flood a mailbox. */
const PAUSE = 60;

/** Composes the message with a link. */
export type LinkEmail = (link: Addressing & { token: string; lifetime: number }) => Promise<Email>;

export interface Mailbox extends Person {
  /** Whether a message of this kind was sent within the last minute. */
  resetSent: boolean;
  verificationSent: boolean;
}

/** One round trip; null when no active account has this address. */
export async function findMailbox(system: System, email: string): Promise<Mailbox | null> {
  const since = after(system.now, -PAUSE);
  const recent = { where: { createdAt: { gt: since } }, select: { id: true }, take: 1 } as const;
  const user = await system.db.prisma.user.findFirst({
    where: { email: normaliseEmail(email), ...USABLE },
    select: { ...PERSON, passwordResetTokens: recent, emailVerificationTokens: recent },
  });
  if (!user) return null;
  const { passwordResetTokens, emailVerificationTokens, ...person } = user;
  return {
    ...personOf(person),
    resetSent: passwordResetTokens.length > 0,
    verificationSent: emailVerificationTokens.length > 0,
  };
}

/**
 * A new link voids the earlier ones. One round trip; none when the account has no local password, or a link was sent
 * within the last minute.
 * @param destination seals the page that the person wanted to reach
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

/** One round trip; none when the address is verified, or a link was sent within the last minute. */
export async function sendVerification(tenant: Tenant, mailbox: Mailbox, write: LinkEmail): Promise<void> {
  if (mailbox.emailVerified || mailbox.verificationSent) return;
  const link = await prepareVerification(tenant, mailbox.userId, mailbox.email);
  const email = await write({ ...addressingOf(mailbox), token: link.token, lifetime: VERIFICATION_LIFETIME });
  await tenant.db.flight(...link.writes, queueEmail(tenant, email));
}

/** A link that verifies a person's present address, or the one that they change to. It voids the earlier ones. */
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
  /** Whether following it verifies the address. */
  sentByMail: boolean;
};

/** One round trip; null unless the link is valid: known, newest, unused, not expired, of an active account. */
export async function findResetLink(system: System, token: string): Promise<ResetLink | null> {
  const { link } = await lookUpResetLink(system, token);
  return link;
}

export interface ResetLinkLookup {
  link: ResetLink | null;
  /** Whether the link was valid and has been used. */
  isUsed: boolean;
  /** Also set for a used link. */
  destination: SealedDestination | null;
}

const NO_LINK: ResetLinkLookup = { link: null, isUsed: false, destination: null };

/** For the page that the link opens, before a password is chosen. One round trip. */
export async function lookUpResetLink(system: System, token: string): Promise<ResetLinkLookup> {
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
  /** Whether the account was deleted meanwhile. */
  isDeleted: boolean;
  isBlocked: boolean;
};

/** One round trip. Also returns used and expired links, because they are answered differently. */
export async function findVerificationLink(system: System, token: string): Promise<VerificationLink | null> {
  if (!looksLikeSecret('emailVerification', token)) return null;
  const link = await system.db.prisma.emailVerificationToken.findFirst({
    // Also of deleted accounts: the answer says that the account is deleted, not that the link is wrong.
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
    isDeleted: deletedAt !== null,
    isBlocked: blockedAt !== null,
  };
}
