/** Making the links by which people choose a password. passwords/mailbox-links.ts finds them again. */
import { uuidv7 } from '../../lib/ids.ts';
import { newSecret, sha256 } from '../../lib/secrets.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** A row of `password_reset_tokens`. */
export interface PasswordLink {
  tokenId: string;
  userId: string;
}

/** Where whoever asked for a link was on their way to. */
export type SealedDestination = PasswordLink & { sealed: string };

/** @returns null where there is nothing to keep */
export type SealDestination = (link: PasswordLink) => Promise<string | null>;

export interface PasswordLinkOptions {
  /** Seconds. */
  lifetime: number;
  /** Seals, for this link, where the person was on their way to. */
  destination?: SealDestination | undefined;
  /** Whether it goes to the mailbox, so that whoever follows it has proved the address. */
  sentByMail?: boolean;
}

/** A link by which a person chooses a password. It voids those before it. */
export async function preparePasswordLink(
  { now, organisationId, db: { prisma } }: Tenant,
  userId: string,
  { lifetime, destination, sentByMail = true }: PasswordLinkOptions,
): Promise<{ token: string; writes: FlightItem[] }> {
  const token = newSecret('passwordReset');
  const tokenId = uuidv7(now);
  const sealed = (await destination?.({ tokenId, userId })) ?? null;
  return {
    token,
    writes: [
      prisma.passwordResetToken.deleteMany({ where: { userId, consumedAt: null } }),
      prisma.passwordResetToken.create({
        data: {
          id: tokenId,
          organisationId,
          userId,
          token: await sha256(token),
          destination: sealed,
          sentByMail,
          expiresAt: after(now, lifetime),
          createdAt: now,
        },
        select: { id: true },
      }),
    ],
  };
}
