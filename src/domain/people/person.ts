/** The person behind an account, as the flows that reach them by mail know them. */
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface Person {
  userId: string;
  organisationId: string;
  email: string;
  emailVerified: boolean;
  firstName: string;
  lastName: string;
  /** PHC string; null when the account has no password. */
  password: string | null;
  /** Consecutive wrong ones from browsers that were not known. */
  passwordFailures: number;
  /** `local`, or who signs this person in. */
  identityProvider: string;
  organisation: { name: string; branding: unknown; passwordPolicy: unknown };
}

/** What a Person is made of. */
export const PERSON = {
  id: true,
  organisationId: true,
  email: true,
  emailVerifiedAt: true,
  firstName: true,
  lastName: true,
  password: true,
  passwordFailures: true,
  identityProvider: true,
  organisation: { select: { name: true, branding: true, passwordPolicy: true } },
} as const satisfies Prisma.UserSelect;

export type PersonRow = Prisma.UserGetPayload<{ select: typeof PERSON }>;

export function personOf({ id, emailVerifiedAt, ...row }: PersonRow): Person {
  return { ...row, userId: id, emailVerified: emailVerifiedAt !== null };
}

/** People who may use their account. What is deleted is hidden anyway. */
export const USABLE = {
  blockedAt: null,
  organisation: { status: { in: ['trial', 'active'] } },
} satisfies Prisma.UserWhereInput;

/** Whom a message goes to, and on whose behalf. */
export interface Addressing {
  recipient: { email: string; name: string };
  organisation: { name: string; branding: unknown };
}

export function addressingOf({ email, firstName, organisation }: Person): Addressing {
  const { name, branding } = organisation;
  return { recipient: { email, name: firstName }, organisation: { name, branding } };
}

/** What makes people think of their account: when and from where. */
export interface Occasion {
  at: Date;
  ipAddress: string;
  userAgent: string;
}

export function occasionOf({ now, actor }: Tenant): Occasion {
  return { at: now, ipAddress: actor.ipAddress, userAgent: actor.userAgent };
}
