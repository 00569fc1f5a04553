/** Webhooks: URLs that are told what happens in the organisation. What they were told: webhook-deliveries.ts. */
import {
  createEndpoint,
  cursorLength,
  deleteEndpoint,
  getEndpoint,
  listEndpoints,
  updateEndpoint,
} from '../../domain/webhooks/endpoints.ts';
import { receiverFault } from '../../domain/webhooks/receivers.ts';
import { OVERLAP_DEFAULT, OVERLAP_MAX, rotateSecret } from '../../domain/webhooks/secrets.ts';
import { AppError } from '../../errors.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import {
  cursorParameter,
  decodeCursor,
  encodeCursor,
  searchParameter,
  sortOf,
  sortParameters,
} from '../../http/list-query.ts';
import type { Versioned } from '../../http/middleware/preconditions.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { eventsSchema, presentWebhook, urlSchema, webhookSchema, webhookWithSecretSchema } from './webhook-schema.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };
const tag = 'Webhooks';

/** Deliveries change the members that are left out. */
const VERSION: Versioned<{ id: string }> = {
  resource: 'webhook',
  read: async (tenant, { id }) => presentWebhook(await getEndpoint(tenant, id)),
  omit: ['lastTriggeredAt', 'failureCount', 'secret'],
};

/** @throws bad_request */
function assertMayBeTold(c: HttpContext, url: string | undefined): void {
  const message = url && receiverFault(url, c.var.context.webhookTools);
  if (message) {
    throw new AppError('bad_request', 'Invalid input', { extensions: { errors: [{ path: ['url'], message }] } });
  }
}

export const listWebhooks = defineRoute({
  operationId: 'listWebhooks',
  tag,
  method: 'get',
  path: '/admin/webhooks',
  summary: 'The webhooks of the organisation',
  permission: 'webhooks:read',
  query: z.object({
    ...pageParameters,
    ...searchParameter,
    ...sortParameters(['createdAt', 'url']),
    ...cursorParameter,
  }),
  responses: {
    200: { description: 'A page; newest first', schema: envelopeSchema(webhookSchema) },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const { sort, order } = sortOf(query, { sort: 'createdAt', order: 'desc' });
    const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, cursorLength(sort));
    const { endpoints, nextCursor, ...total } = await listEndpoints(tenant, {
      search: query.search,
      sort,
      order,
      cursor,
      ...page,
    });
    const next = nextCursor && encodeCursor(nextCursor);
    return c.json({ ...envelope(endpoints.map(presentWebhook), total, page), nextCursor: next });
  },
});

export const getWebhook = defineRoute({
  operationId: 'getWebhook',
  tag,
  method: 'get',
  path: '/admin/webhooks/{id}',
  summary: 'A webhook, without its secret',
  permission: 'webhooks:read',
  params: idParams,
  versioned: VERSION,
  responses: { 200: { description: 'The webhook', schema: webhookSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(presentWebhook(await getEndpoint(tenant, id))),
});

export const createWebhook = defineRoute({
  operationId: 'createWebhook',
  tag,
  method: 'post',
  path: '/admin/webhooks',
  summary: 'Add a URL that is told of events; it learns what they say, whatever else you may read',
  permission: 'webhooks:create',
  body: z.object({
    url: urlSchema,
    events: eventsSchema,
    clientId: z.string().max(255).nullish().meta({
      description: 'The id or the client_id of a client: only what it does, and what is done to it',
    }),
  }),
  responses: {
    201: { description: 'Added; the secret is shown here and never again', schema: webhookWithSecretSchema },
    400: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, body: { clientId, ...body }, tenant }) => {
    assertMayBeTold(c, body.url);
    const { box, webhookPresence } = c.var.context;
    const created = await createEndpoint(tenant, { ...body, client: clientId ?? undefined }, box);
    webhookPresence.forget(tenant.organisationId);
    return c.json(presentWebhook(created), 201);
  },
});

export const updateWebhook = defineRoute({
  operationId: 'updateWebhook',
  tag,
  method: 'patch',
  path: '/admin/webhooks/{id}',
  summary: 'Change a webhook; switched on, it starts afresh and gets what was waiting',
  permission: 'webhooks:update',
  params: idParams,
  versioned: VERSION,
  body: z.object({
    url: urlSchema.optional(),
    events: eventsSchema.optional(),
    isActive: z.boolean().optional(),
    active: z.boolean().optional().meta({ description: 'The same as `isActive`, which counts before it' }),
  }),
  responses: { 200: { description: 'Changed', schema: webhookSchema }, 400: PROBLEM, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, body: { active, isActive = active, ...body }, tenant }) => {
    assertMayBeTold(c, body.url);
    const updated = await updateEndpoint(tenant, id, { ...body, isActive });
    c.var.context.webhookPresence.forget(tenant.organisationId);
    return c.json(presentWebhook(updated));
  },
});

export const deleteWebhook = defineRoute({
  operationId: 'deleteWebhook',
  tag,
  method: 'delete',
  path: '/admin/webhooks/{id}',
  summary: 'Delete a webhook with its deliveries',
  permission: 'webhooks:delete',
  params: idParams,
  versioned: VERSION,
  responses: { 204: { description: 'Deleted' }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => {
    await deleteEndpoint(tenant, id);
    return c.body(null, 204);
  },
});

export const rotateWebhookSecret = defineRoute({
  operationId: 'rotateWebhookSecret',
  tag,
  method: 'post',
  path: '/admin/webhooks/{id}/rotate-secret',
  summary: 'Replace the secret of a webhook; for a time the previous one signs as well',
  permission: 'webhooks:update',
  params: idParams,
  body: z.object({
    overlapSeconds: z
      .number()
      .int()
      .min(0)
      .max(OVERLAP_MAX)
      .optional()
      .meta({
        description: `How long the present secret signs beside the new one; without it ${OVERLAP_DEFAULT}, a day`,
      }),
  }),
  responses: {
    200: { description: 'The webhook and its new secret', schema: webhookWithSecretSchema },
    400: PROBLEM,
    404: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, body: { overlapSeconds: overlap = OVERLAP_DEFAULT }, tenant }) =>
    c.json(presentWebhook(await rotateSecret(tenant, id, { overlap, box: c.var.context.box }))),
});
