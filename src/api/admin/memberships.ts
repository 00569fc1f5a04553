/** The guests of the organisation: people whose account belongs to another one. */
import {
  endMembership,
  listMemberships as list,
  type Membership,
  replaceGuestRoles,
  restoreMembership,
} from '../../domain/users/guests.ts';
import { cursorParameter, decodeCursor, encodeCursor } from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, pageOf, pageParameters } from '../../http/pagination.ts';
import { isUuid } from '../../lib/ids.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { idsSchema } from './user-schema.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };
const namedSchema = z.object({ id: z.uuid(), name: z.string(), slug: z.string() });

const membershipSchema = z
  .object({
    id: z.uuid(),
    organisationId: z.uuid(),
    userId: z.uuid().meta({ description: 'The account, of which the host learns what the guest consents to' }),
    joinedAt: z.iso.datetime(),
    leftAt: z.null(),
    blockedAt: z.iso.datetime().nullable(),
    roles: z.array(namedSchema),
    teams: z.array(namedSchema),
  })
  .meta({ id: 'Membership' });

function present({ roles, ...membership }: Membership) {
  return { ...membership, leftAt: null, roles: roles.map(({ id, name, slug }) => ({ id, name, slug })) };
}

export const listMemberships = defineRoute({
  method: 'get',
  path: '/admin/memberships',
  operationId: 'listMemberships',
  tag: 'Memberships',
  summary: 'The guests of the organisation',
  permission: 'users:read',
  query: z.object({ ...pageParameters, ...cursorParameter }),
  responses: {
    200: { description: 'A page, the newest first', schema: envelopeSchema(membershipSchema) },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, 1, isUuid)[0];
    const { memberships, nextCursor, ...total } = await list(tenant, { ...page, cursor });
    const next = nextCursor === null ? null : encodeCursor([nextCursor]);
    return c.json({ ...envelope(memberships.map(present), total, page), nextCursor: next });
  },
});

export const createMembership = defineRoute({
  method: 'post',
  path: '/admin/memberships',
  operationId: 'createMembership',
  tag: 'Memberships',
  summary: 'Make a former guest a guest again; invite whoever has not been one',
  permission: 'users:create',
  body: z.object({ userId: z.string().min(1).max(255), roleIds: idsSchema.default([]) }),
  responses: {
    201: { description: 'A guest again, with these roles', schema: membershipSchema },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, body, tenant, authentication: { permissions: held } }) =>
    c.json(present(await restoreMembership(tenant, { takes: 'users:create', held }, body)), 201),
});

export const updateMembership = defineRoute({
  method: 'patch',
  path: '/admin/memberships/{id}',
  operationId: 'updateMembership',
  tag: 'Memberships',
  summary: 'Give a guest these roles and no others',
  permission: 'users:update',
  params: idParams,
  body: z.object({ roleIds: idsSchema }),
  responses: {
    200: { description: 'The guest, with these roles', schema: membershipSchema },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, body, tenant, authentication: { permissions: held } }) =>
    c.json(present(await replaceGuestRoles(tenant, id, { takes: 'users:update', held }, body.roleIds))),
});

export const deleteMembership = defineRoute({
  method: 'delete',
  path: '/admin/memberships/{id}',
  operationId: 'deleteMembership',
  tag: 'Memberships',
  summary: 'Take a member of another organisation out of yours',
  permission: 'users:delete',
  params: idParams,
  responses: { 204: { description: 'What they held here has ended' }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant, authentication: { permissions: held } }) => {
    await endMembership(tenant, id, { takes: 'users:delete', held });
    return c.body(null, 204);
  },
});
