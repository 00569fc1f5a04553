/** The people of the organisation. Guests are memberships: memberships.ts. */
import type { UserQuery } from '../../domain/users/list-query.ts';
import { listUsers as list } from '../../domain/users/listing.ts';
import { getUser as get } from '../../domain/users/users.ts';
import {
  cursorParameter,
  decodeCursor,
  encodeCursor,
  filterOf,
  filterParameters,
  sortOf,
  sortParameters,
} from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { normaliseEmail } from '../../lib/email-address.ts';
import { isUuid } from '../../lib/ids.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { USER_VERSION, userDetailsSchema, userSchema } from './user-schema.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };
const text = optional(z.string().max(254));

const query = z.object({
  ...pageParameters,
  ...cursorParameter,
  ...sortParameters(['createdAt', 'email', 'name']),
  ...filterParameters({
    search: text,
    email: text,
    status: optional(z.enum(['active', 'blocked', 'suspended', 'invited'])),
    role: text,
    team: text,
    organisation: text,
    mfa_enabled: optional(z.enum(['true', 'false', '1', '0'])),
  }),
});

function filtersOf(query: ListQuery): Omit<UserQuery, 'sort' | 'order' | 'limit' | 'offset'> {
  const email = filterOf(query, 'email');
  const status = filterOf(query, 'status');
  const mfa = filterOf(query, 'mfa_enabled');
  return {
    search: filterOf(query, 'search'),
    email: email === undefined ? undefined : normaliseEmail(email),
    status: status === 'suspended' ? 'blocked' : status,
    role: filterOf(query, 'role'),
    team: filterOf(query, 'team'),
    mfaEnabled: mfa === undefined ? undefined : mfa === 'true' || mfa === '1',
    cursor: query.cursor === undefined ? undefined : decodeCursor(query.cursor, 1, isUuid)[0],
  };
}

type ListQuery = z.infer<typeof query>;

const NOBODY = { users: [], nextCursor: null, total: 0, isEstimate: false };

export const listUsers = defineRoute({
  method: 'get',
  path: '/admin/users',
  operationId: 'listUsers',
  tag: 'Users',
  summary: 'The people of the organisation',
  permission: 'users:read',
  query,
  responses: {
    200: {
      description: 'A page. With filters it may have fewer people than asked for: follow `nextCursor` until it is null',
      schema: envelopeSchema(userSchema),
    },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query, tenant, authentication: { organisation } }) => {
    const page = pageOf(query);
    const named = filterOf(query, 'organisation');
    const isOurs = named === undefined || named === organisation.id || named === organisation.slug;
    const order = sortOf(query, { sort: 'createdAt', order: 'desc' });
    const { users, nextCursor, ...total } = isOurs
      ? await list(tenant, { ...filtersOf(query), ...order, ...page })
      : NOBODY;
    const cursor = nextCursor === null ? null : encodeCursor([nextCursor]);
    return c.json({ ...envelope(users, total, page), nextCursor: cursor });
  },
});

export const getUser = defineRoute({
  method: 'get',
  path: '/admin/users/{id}',
  operationId: 'getUser',
  tag: 'Users',
  summary: 'A person, with their roles, permissions and teams',
  permission: 'users:read',
  params: idParams,
  versioned: USER_VERSION,
  responses: { 200: { description: 'The person', schema: userDetailsSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(await get(tenant, id)),
});
