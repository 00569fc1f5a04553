/** The OAuth clients of the organisation. */
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
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { assertNoFaults, clientSchema, newClientSchema, presentClient, requestedSettings } from './client-schemas.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

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
      schema: clientSchema.extend({ clientSecret: z.string().nullable() }),
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

function registrationTools(c: HttpContext): RegistrationTools {
  const { box, config } = c.var.context;
  return { loopback: config.ENVIRONMENT === 'development', box: async () => box };
}
