/** The consents that the people of an organisation have given, for administrators. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { COUNT_TAKE, NO_TOTAL, type Total, totalOf } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { CONSENT, type GivenConsent, isValid } from './given.ts';

export interface ListedConsent extends GivenConsent {
  /** Null for a guest, whose account belongs to another organisation. */
  user: { id: string; email: string; name: string } | null;
}

export interface ConsentQuery {
  /** The id of a client, not its client_id. */
  clientId?: string | undefined;
  userId?: string | undefined;
  limit: number;
  offset: number;
  /** The id of the last consent of the previous page. */
  cursor?: string | undefined;
}

const LISTED = {
  ...CONSENT,
  user: { select: { id: true, email: true, name: true } },
} satisfies Prisma.ConsentSelect;

/**
 * Valid consents, in the order in which they were first given, the newest first. One round trip.
 * @throws bad_request for a cursor of another list
 */
export async function listConsents(
  tenant: Tenant,
  { clientId, userId, limit, offset, cursor }: ConsentQuery,
): Promise<{ consents: ListedConsent[]; nextCursor: string | null } & Total> {
  if (cursor !== undefined && !isUuid(cursor)) {
    const message = 'Not a cursor of this list';
    throw new AppError('bad_request', message, { extensions: { errors: [{ path: ['cursor'], message }] } });
  }
  const ofOne = { ...(clientId === undefined ? {} : { clientId }), ...(userId === undefined ? {} : { userId }) };
  // Ids are opaque: one that is no id has given nothing.
  if (!Object.values(ofOne).every(isUuid)) return { consents: [], nextCursor: null, ...NO_TOTAL };
  const { prisma, flight } = tenant.db;
  const where = { ...ofOne, ...isValid(tenant) };
  const [consents, count] = await flight(
    prisma.consent.findMany({
      where: { AND: [where, cursor === undefined ? {} : { id: { lt: cursor } }] },
      select: LISTED,
      orderBy: { id: 'desc' },
      skip: offset,
      take: limit,
    }),
    prisma.consent.count({ where, take: COUNT_TAKE }),
  );
  const last = consents.length === limit ? consents.at(-1) : undefined;
  return { consents: consents as ListedConsent[], nextCursor: last?.id ?? null, ...totalOf(count) };
}
