/** What webhooks were told, and telling it again. */
import { DELIVERY_STATUSES, getDelivery, listDeliveries } from '../../domain/webhooks/delivery-log.ts';
import { REDELIVERIES_MAX, redeliver, redeliverRange, sendTestEvent } from '../../domain/webhooks/redelivery.ts';
import { AppError } from '../../errors.ts';
import { cursorParameter, decodeIdCursor, encodeCursor, filterOf, filterParameters } from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, messageSchema, PROBLEM } from '../auth/schemas.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };
const tag = 'Webhooks';
const momentSchema = z.iso.datetime().nullable();

const deliverySchema = z
  .object({
    id: z.uuid(),
    webhookId: z.uuid(),
    eventId: z.string().meta({ description: 'As receivers know it', examples: ['evt_019ad58e-…'] }),
    event: z.string().meta({ description: 'The name by which the webhook is told of it' }),
    status: z.enum(DELIVERY_STATUSES),
    attempt: z.number().int().meta({ description: 'Attempts since it was queued, or queued again' }),
    nextAttemptAt: momentSchema,
    responseStatus: z.number().int().nullable().meta({ description: 'Of the last answer; null when there was none' }),
    error: z.string().nullable().meta({ description: 'Why the last attempt failed' }),
    deliveredAt: momentSchema,
    failedAt: momentSchema.meta({ description: 'When it was given up' }),
    redeliveredAt: momentSchema.meta({ description: 'When it was last queued again' }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'WebhookDelivery' });

const detailedSchema = deliverySchema.extend({
  attempts: z
    .array(
      z.object({
        at: z.iso.datetime(),
        status: z.number().int().nullable(),
        duration: z.number().int().meta({ description: 'Milliseconds' }),
        error: z.string().nullable(),
      }),
    )
    .meta({ description: 'The last twenty. What the receiver wrote is not kept' }),
  body: z
    .object({
      id: z.string(),
      type: z.string(),
      event: z.string(),
      createdAt: z.iso.datetime(),
      timestamp: z.iso.datetime(),
      organisationId: z.uuid(),
      data: z.unknown(),
    })
    .meta({ description: 'What the receiver gets' }),
});

const deliveryParams = idParams.extend({ deliveryId: z.string().max(255) });

export const listWebhookDeliveries = defineRoute({
  operationId: 'listWebhookDeliveries',
  tag,
  method: 'get',
  path: '/admin/webhooks/{id}/deliveries',
  summary: 'What a webhook was told in the last 90 days, and what it is yet to be told',
  permission: 'webhooks:read',
  params: idParams,
  query: z.object({
    ...pageParameters,
    ...filterParameters({ status: optional(z.enum(DELIVERY_STATUSES)), event: optional(z.string().max(100)) }),
    ...cursorParameter,
  }),
  responses: {
    200: { description: 'A page; latest event first', schema: envelopeSchema(deliverySchema) },
    400: PROBLEM,
    404: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, query, tenant }) => {
    const page = pageOf(query);
    const cursor = query.cursor === undefined ? undefined : decodeIdCursor(query.cursor);
    const filters = { status: filterOf(query, 'status'), event: filterOf(query, 'event') };
    const { deliveries, nextCursor, ...total } = await listDeliveries(tenant, id, { ...filters, cursor, ...page });
    const next = nextCursor === null ? null : encodeCursor([nextCursor]);
    return c.json({ ...envelope(deliveries, total, page), nextCursor: next });
  },
});

export const getWebhookDelivery = defineRoute({
  operationId: 'getWebhookDelivery',
  tag,
  method: 'get',
  path: '/admin/webhooks/{id}/deliveries/{deliveryId}',
  summary: 'A delivery with its attempts and its body',
  permission: 'webhooks:read',
  params: deliveryParams,
  responses: { 200: { description: 'The delivery', schema: detailedSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id, deliveryId }, tenant }) => c.json(await getDelivery(tenant, id, deliveryId)),
});

export const redeliverWebhook = defineRoute({
  operationId: 'redeliverWebhook',
  tag,
  method: 'post',
  path: '/admin/webhooks/{id}/deliveries/{deliveryId}/redeliver',
  summary: 'Make a delivery again, with the same id; repeated within a minute, it changes nothing',
  permission: 'webhooks:update',
  params: deliveryParams,
  responses: {
    200: { description: 'Queued; the delivery log shows how it ended', schema: deliverySchema },
    404: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id, deliveryId }, tenant }) => c.json(await redeliver(tenant, id, deliveryId)),
});

const rangeSchema = z.object({
  since: z.iso.datetime({ offset: true }).meta({ description: 'Of events from here' }),
  until: z.iso.datetime({ offset: true }).meta({ description: 'To before here' }),
  status: z.enum(['failed', 'delivered']).optional().meta({ description: 'Which of them; `failed` without it' }),
});

export const redeliverWebhookRange = defineRoute({
  operationId: 'redeliverWebhookRange',
  tag,
  method: 'post',
  path: '/admin/webhooks/{id}/redeliver',
  summary: 'Make the deliveries of a time again, oldest first; repeated within a minute, it takes those that follow',
  permission: 'webhooks:update',
  params: idParams,
  body: rangeSchema,
  responses: {
    200: {
      description: `How many were queued, at most ${REDELIVERIES_MAX}; with \`hasMore\`, send the same again`,
      schema: z.object({ queued: z.number().int(), hasMore: z.boolean() }),
    },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, body: { since, until, status = 'failed' }, tenant }) => {
    const range = { since: new Date(since), until: new Date(until), status };
    if (range.since >= range.until) {
      const errors = [{ path: ['until'], message: 'Must be later than since' }];
      throw new AppError('bad_request', 'Invalid input', { extensions: { errors } });
    }
    return c.json(await redeliverRange(tenant, id, range));
  },
});

export const testWebhook = defineRoute({
  operationId: 'testWebhook',
  tag,
  method: 'post',
  path: '/admin/webhooks/{id}/test',
  summary: 'Send the event `webhook.test`; the delivery log shows how it ended',
  permission: 'webhooks:update',
  params: idParams,
  responses: { 200: { description: 'Queued', schema: messageSchema }, 404: PROBLEM, 409: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => {
    await sendTestEvent(tenant, id);
    return c.json({ message: 'Test webhook sent' });
  },
});
