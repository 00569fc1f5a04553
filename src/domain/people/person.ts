/** The person behind an account, as flows that send them mail read them. */
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
  /** Consecutive wrong answers from unknown browsers. */
  passwordFailures: number;
  /** `local`, or an external identity provider. */
  identityProvider: string;
  organisation: { name: string; branding: unknown; passwordPolicy: unknown };
}

/** The columns of a Person. */
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

/** Active people. Prisma hides deleted rows anyway. */
export const USABLE = {
  blockedAt: null,
  organisation: { status: { in: ['trial', 'active'] } },
} satisfies Prisma.UserWhereInput;

/** The recipient of a message, and the organisation that sends it. */
export interface Addressing {
  recipient: { email: string; name: string };
  organisation: { name: string; branding: unknown };
}

export function addressingOf({ email, firstName, organisation }: Person): Addressing {
  const { name, branding } = organisation;
  return { recipient: { email, name: firstName }, organisation: { name, branding } };
}

/** When and from where a change was made: people recognise their own changes by it. */
export interface Occasion {
  at: Date;
  ipAddress: string;
  userAgent: string;
}

export function occasionOf({ now, actor }: Tenant): Occasion {
  return { at: now, ipAddress: actor.ipAddress, userAgent: actor.userAgent };
}
