/** Creates the links with which people choose a password. passwords/mailbox-links.ts looks them up. */
import { uuidv7 } from '../../lib/ids.ts';
import { newSecret, sha256 } from '../../lib/secrets.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** A row of `password_reset_tokens`. */
export interface PasswordLink {
  tokenId: string;
  userId: string;
}

/** The page that the person wanted to reach, sealed for one link. */
export type SealedDestination = PasswordLink & { sealed: string };

/** @returns null when there is no destination */
export type SealDestination = (link: PasswordLink) => Promise<string | null>;

export interface PasswordLinkOptions {
  /** Seconds. */
  lifetime: number;
  /** Seals the page that the person wanted to reach, for this link. */
  destination?: SealDestination | undefined;
  /** Whether the link is sent by mail, so that following it verifies the address. */
  sentByMail?: boolean;
}

/** A link with which a person chooses a password. It voids the earlier ones. */
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
