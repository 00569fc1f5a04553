/** The OAuth clients of the organisation. */
import {
  deleteClient as remove,
  revokeClient as revoke,
  updateClient as update,
} from '../../domain/clients/changing.ts';
import { cursorLength, getClient as get, listClients as list } from '../../domain/clients/registered.ts';
import { type RegistrationTools, registerClient } from '../../domain/clients/registering.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import {
  cursorParameter,
  decodeCursor,
  encodeCursor,
  filterOf,
  filterParameters,
  searchParameter,
  sortOf,
  sortParameters,
} from '../../http/list-query.ts';
import type { Versioned } from '../../http/middleware/preconditions.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, messageSchema, PROBLEM } from '../auth/schemas.ts';
import {
  assertNoFaults,
  clientChangesSchema,
  clientSchema,
  newClientSchema,
  presentClient,
  requestedSettings,
} from './client-schemas.ts';

const SECRET = z.string().nullable();
const DENIED = { 401: PROBLEM, 403: PROBLEM };

/** A client changes its secret only where it is shown once. */
const VERSION: Versioned<{ id: string }> = {
  resource: 'client',
  read: async (tenant, { id }) => presentClient(await get(tenant, id)),
  omit: ['clientSecret'],
};

export const listClients = defineRoute({
  operationId: 'listClients',
  tag: 'Clients',
  method: 'get',
  path: '/admin/clients',
  summary: 'The OAuth clients of the organisation',
  permission: 'clients:read',
  query: z.object({
    ...pageParameters,
    ...searchParameter,
    ...filterParameters({ status: optional(z.enum(['active', 'revoked'])) }),
    ...sortParameters(['createdAt', 'name']),
    ...cursorParameter,
  }),
  responses: {
    200: { description: 'A page; newest first', schema: envelopeSchema(clientSchema) },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const { sort, order } = sortOf(query, { sort: 'createdAt', order: 'desc' });
    const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, cursorLength(sort));
    const status = filterOf(query, 'status');
    const found = await list(tenant, { search: query.search, status, sort, order, cursor, ...page });
    const { clients, nextCursor, ...total } = found;
    const next = nextCursor && encodeCursor(nextCursor);
    return c.json({ ...envelope(clients.map(presentClient), total, page), nextCursor: next });
  },
});

export const getClient = defineRoute({
  operationId: 'getClient',
  tag: 'Clients',
  method: 'get',
  path: '/admin/clients/{id}',
  summary: 'An OAuth client with its settings',
  permission: 'clients:read',
  params: idParams,
  versioned: VERSION,
  responses: {
    200: { description: 'The client; its secret is never shown', schema: clientSchema },
    404: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, tenant }) => c.json(presentClient(await get(tenant, id))),
});

export const createClient = defineRoute({
  operationId: 'createClient',
  tag: 'Clients',
  method: 'post',
  path: '/admin/clients',
  summary: 'Register an OAuth client; its scopes are permissions that you have',
  permission: 'clients:create',
  body: newClientSchema,
  responses: {
    201: {
      description: 'Registered; the secret is shown here and never again',
      schema: clientSchema.extend({ clientSecret: SECRET }),
    },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, body, tenant, authentication }) => {
    const tools = { ...registrationTools(c), held: authentication.permissions };
    const registration = await registerClient(tenant, requestedSettings(body), tools);
    assertNoFaults(registration);
    return c.json({ ...presentClient(registration.client), clientSecret: registration.secret }, 201);
  },
});

export const updateClient = defineRoute({
  operationId: 'updateClient',
  tag: 'Clients',
  method: 'patch',
  path: '/admin/clients/{id}',
  summary: 'Change settings of an OAuth client; `clientType` and `requirePkce` stay',
  permission: 'clients:update',
  params: idParams,
  versioned: VERSION,
  body: clientChangesSchema,
  responses: {
    200: {
      description: 'Changed; with a secret if the new authentication method needs another one',
      schema: clientSchema.extend({ clientSecret: SECRET.optional() }),
    },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, body, tenant, authentication }) => {
    const tools = { ...registrationTools(c), held: authentication.permissions };
    const change = await update(tenant, id, requestedSettings(body), tools);
    assertNoFaults(change);
    const { client, secret } = change;
    return c.json({ ...presentClient(client), ...(secret === null ? {} : { clientSecret: secret }) });
  },
});

export const revokeClient = defineRoute({
  operationId: 'revokeClient',
  tag: 'Clients',
  method: 'post',
  path: '/admin/clients/{id}/revoke',
  summary: 'Switch an OAuth client off, and end everything that was issued to it',
  permission: 'clients:delete',
  params: idParams,
  responses: {
    200: { description: 'Revoked; `isActive: true` allows it again', schema: messageSchema },
    404: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, tenant }) => {
    await revoke(tenant, id);
    return c.json({ message: 'Client revoked successfully' });
  },
});

export const deleteClient = defineRoute({
  operationId: 'deleteClient',
  tag: 'Clients',
  method: 'delete',
  path: '/admin/clients/{id}',
  summary: 'Delete an OAuth client, with everything that was issued to it and every consent',
  permission: 'clients:delete',
  params: idParams,
  versioned: VERSION,
  responses: { 204: { description: 'Deleted' }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => {
    await remove(tenant, id);
    return c.body(null, 204);
  },
});

function registrationTools(c: HttpContext): RegistrationTools {
  const { box, config } = c.var.context;
  return { loopback: config.ENVIRONMENT === 'development', box: async () => box };
}
