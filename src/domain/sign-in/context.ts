/**
 * Where somebody signs in to: an organisation that a client or a header names. The account stays its home's; the context
 * decides whether the person has any business there, which they are told once their password was right. It is asked by
 * address at every sign-in, in the flight of the account: what an unknown address costs a known one costs.
 */
import { AppError } from '../../errors.ts';
import { normaliseEmail } from '../../lib/email-address.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { isOpen, type OrganisationStatus } from '../access/principals.ts';
import type { Account } from '../authenticators/accounts.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';

/** Nothing at all leaves everybody at home, and so does a client that nobody has (endpoints.md section 2.3). */
export type SignInContext = { clientId: string } | { organisationId: string } | { slug: string } | null;

export interface Context {
  organisation: { id: string; slug: string; name: string; status: OrganisationStatus; requireMfa: boolean };
  /** What the owner of the address is there. */
  standing: 'home' | 'guest' | 'blocked' | 'stranger';
}

const NOWHERE = { OR: [] } satisfies Prisma.OrganisationWhereInput;

/** The organisation, with the membership of whoever has the address; null where nothing says one that exists. */
export function contextOf({ db }: System, asked: SignInContext, email: string) {
  return db.prisma.organisation.findFirst({
    where: asked === null ? NOWHERE : conditionOf(asked),
    select: {
      id: true,
      slug: true,
      name: true,
      status: true,
      requireMfa: true,
      members: { where: { leftAt: null, user: { email: normaliseEmail(email) } }, select: { blockedAt: true } },
    },
  });
}

function conditionOf(asked: NonNullable<SignInContext>): Prisma.OrganisationWhereInput {
  if ('slug' in asked) return { slug: asked.slug };
  if ('organisationId' in asked) return { id: asked.organisationId };
  return { clients: { some: { clientId: asked.clientId, isActive: true, revoked: false } } };
}

type Found = NonNullable<Awaited<ReturnType<typeof contextOf>>>;

/** @param account of whoever has the address */
export function toContext({ members: [member], ...organisation }: Found, account: Account | null): Context {
  if (account?.organisationId === organisation.id) return { organisation, standing: 'home' };
  if (!member) return { organisation, standing: 'stranger' };
  return { organisation, standing: member.blockedAt ? 'blocked' : 'guest' };
}

/** Why a person may not sign in there (endpoints.md section 2.3); only for those who know the password. */
export function contextRefusal(asked: SignInContext, context: Context | undefined): AppError | null {
  if (asked === null || context?.standing === 'home') return null;
  if (!context) {
    if (!('slug' in asked)) return null;
    return new AppError('not_found', `Organisation '${asked.slug}' not found`, { log: 'unknown_organisation' });
  }
  if (context.standing === 'stranger') {
    return new AppError('forbidden', 'You are not a member of this organisation', { log: 'not_a_member' });
  }
  if (context.standing === 'blocked') {
    return new AppError('forbidden', 'Your membership of this organisation is blocked', { log: 'membership_blocked' });
  }
  if (isOpen(context.organisation.status)) return null;
  return new AppError('unauthorized', 'Organisation is not active', { log: 'organisation_not_active' });
}
