/**
 * What ends with a client, and with a change that takes something from it. Everything that issues reads the client with
 * each request; what was issued before is ended here.
 */
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { ClientSettings } from './settings.ts';
import { sectorOf } from './subjects.ts';

/**
 * Locks codes and refresh tokens of a client, before the statements that end them. A concurrent redemption leaves a
 * token that a statement which has already begun would not see; these locks wait for it.
 */
function lockIssued(clientId: string) {
  // SQL: Prisma takes no locks
  return [
    sql`
      SELECT count(*) FROM (
        SELECT FROM authorization_codes WHERE client_id = ${clientId} AND revoked_at IS NULL ORDER BY id FOR UPDATE) c`,
    sql`
      SELECT count(*) FROM (
        SELECT FROM refresh_tokens WHERE client_id = ${clientId} AND revoked_at IS NULL ORDER BY id FOR UPDATE) r`,
  ];
}

/** Everything that was issued to the client, and requests that people have not answered yet. */
export function endIssued(tenant: Tenant, clientId: string): FlightItem[] {
  const { prisma } = tenant.db;
  return [
    ...lockIssued(clientId),
    prisma.authorizationCode.deleteMany({ where: { clientId } }),
    prisma.authorizationRequest.deleteMany({ where: { clientId, consumedAt: null } }),
    prisma.refreshToken.updateMany(revocationOf(tenant, { clientId })),
    ...endAccessTokens(tenant, { clientId }),
  ];
}

function endAccessTokens(tenant: Tenant, where: Prisma.TokenWhereInput): FlightItem[] {
  return [tenant.db.prisma.token.updateMany(revocationOf(tenant, where))];
}

function revocationOf<Where>({ now }: Tenant, where: Where) {
  return { where: { ...where, revokedAt: null }, data: { revokedAt: now, updatedAt: now } };
}

/** A client's settings, and whether it is usable. */
export type ClientState = ClientSettings & { isActive: boolean };

/**
 * The statements of a change. Narrower scopes end the access tokens that have the removed ones; refresh tokens give
 * only what the client may have. A removed redirect URI ends codes, which may be on their way to it. Changes of what a
 * token stands for end everything.
 */
export function endingsOf(tenant: Tenant, id: string, before: ClientState, after: ClientState): FlightItem[] {
  if (!isSameHolder(before, after)) return endIssued(tenant, id);
  const { prisma } = tenant.db;
  const removed = (setting: 'scopes' | 'redirectUris' | 'grantTypes') =>
    before[setting].filter((item) => !after[setting].includes(item));
  const scopes = removed('scopes');
  const containing = { OR: scopes.map((scope) => ({ scopes: { array_contains: [scope] } })) };
  const own = { userId: null, memberId: null, familyId: null };
  return [
    ...(scopes.length > 0 ? endAccessTokens(tenant, { clientId: id, ...containing }) : []),
    ...(removed('grantTypes').includes('client_credentials') ? endAccessTokens(tenant, { clientId: id, ...own }) : []),
    ...(removed('redirectUris').length > 0
      ? [prisma.authorizationCode.deleteMany({ where: { clientId: id, revokedAt: null } })]
      : []),
  ];
}

/** Whether tokens from before still stand for the same: an active client, its reach, and people by the same names. */
function isSameHolder(before: ClientState, after: ClientState): boolean {
  const hasApi = ({ isFirstParty, allowApi }: ClientState) => isFirstParty || allowApi;
  const losesReach = (before.isFirstParty && !after.isFirstParty) || (hasApi(before) && !hasApi(after));
  return before.isActive === after.isActive && !losesReach && subjectsAreSame(before, after);
}

function subjectsAreSame(before: ClientState, after: ClientState): boolean {
  if (before.subjectType !== after.subjectType) return false;
  const sector = (state: ClientState) => sectorOf({ ...state, clientId: '' });
  return after.subjectType === 'public' || sector(before) === sector(after);
}
