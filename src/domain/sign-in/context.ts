/**
 * The organisation that a person signs in to, named by a client or a header. The account stays in its home
 * organisation. The context decides whether the person may sign in there; a refusal is shown only after the right
 * password. It is read at every sign-in, in the flight of the account, so unknown addresses cost the same as known
 * ones.
 */
import { AppError } from '../../errors.ts';
import { normaliseEmail } from '../../lib/email-address.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { isOpen, type OrganisationStatus } from '../access/principals.ts';
import type { Account } from '../authenticators/accounts.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';

/** Null, or an unknown client, means the person's home organisation. */
export type SignInContext = { clientId: string } | { organisationId: string } | { slug: string } | null;

export interface Context {
  organisation: { id: string; slug: string; name: string; status: OrganisationStatus; requireMfa: boolean };
  /** The person's membership in that organisation. */
  membership: 'home' | 'guest' | 'blocked' | 'none';
}

const NO_MATCH = { OR: [] } satisfies Prisma.OrganisationWhereInput;

/** The organisation, with the membership of the person who has the address; null when it does not exist. */
export function findContext({ db }: System, requested: SignInContext, email: string) {
  return db.prisma.organisation.findFirst({
    where: requested === null ? NO_MATCH : conditionOf(requested),
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

function conditionOf(requested: NonNullable<SignInContext>): Prisma.OrganisationWhereInput {
  if ('slug' in requested) return { slug: requested.slug };
  if ('organisationId' in requested) return { id: requested.organisationId };
  return { clients: { some: { clientId: requested.clientId, isActive: true, revoked: false } } };
}

type ContextRow = NonNullable<Awaited<ReturnType<typeof findContext>>>;

/** @param account the account with the address */
export function toContext({ members: [member], ...organisation }: ContextRow, account: Account | null): Context {
  if (account?.organisationId === organisation.id) return { organisation, membership: 'home' };
  if (!member) return { organisation, membership: 'none' };
  return { organisation, membership: member.blockedAt ? 'blocked' : 'guest' };
}

/** Why a person may not sign in there. Shown only after the right password. */
export function contextRefusal(requested: SignInContext, context: Context | undefined): AppError | null {
  if (requested === null || context?.membership === 'home') return null;
  if (!context) {
    if (!('slug' in requested)) return null;
    return new AppError('not_found', `Organisation '${requested.slug}' not found`, { log: 'unknown_organisation' });
  }
  if (context.membership === 'none') {
    return new AppError('forbidden', 'You are not a member of this organisation', { log: 'not_a_member' });
  }
  if (context.membership === 'blocked') {
    return new AppError('forbidden', 'Your membership of this organisation is blocked', { log: 'membership_blocked' });
  }
  if (isOpen(context.organisation.status)) return null;
  return new AppError('unauthorized', 'Organisation is not active', { log: 'organisation_not_active' });
}
