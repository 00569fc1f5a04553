/** Schemas of webhooks. */
import type { WebhookEndpoint } from '../../domain/webhooks/endpoints.ts';
import { URL_LENGTH_MAX } from '../../domain/webhooks/receivers.ts';
import { SUBSCRIBABLE, unknownNames } from '../../domain/webhooks/subscriptions.ts';
import { z } from '../../http/openapi.ts';

const momentSchema = z.iso.datetime().nullable();

export const webhookSchema = z
  .object({
    id: z.uuid(),
    url: z.string(),
    events: z.array(z.string()).meta({ description: 'The names of events, as they were given' }),
    clientId: z.uuid().nullable().meta({ description: 'Of this client only; null: of everybody' }),
    isActive: z.boolean(),
    active: z.boolean().meta({ description: 'The same as `isActive`' }),
    disabledAt: momentSchema.meta({ description: 'When it was switched off because its deliveries kept failing' }),
    lastTriggeredAt: momentSchema,
    failureCount: z.number().int().meta({ description: 'Failures in a row' }),
    previousSecretExpiresAt: momentSchema.meta({
      description: 'Until when the secret before the present one signs too',
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Webhook' });

export const webhookWithSecretSchema = webhookSchema.extend({
  secret: z.string().meta({ description: 'Shown here and never again', examples: ['whsec_C2FVsBQIhrscChlQIMV…'] }),
});

export function presentWebhook<Endpoint extends WebhookEndpoint>(endpoint: Endpoint) {
  return { ...endpoint, active: endpoint.isActive };
}

export const urlSchema = z
  .string()
  .max(URL_LENGTH_MAX)
  .meta({ description: 'https, at a public host', examples: ['https://shop.example.com/webhooks/cerberus'] });

export const eventsSchema = z
  .array(z.string().max(100))
  .min(1)
  .max(SUBSCRIBABLE.length)
  .superRefine((names, { addIssue }) => {
    const unknown = unknownNames(names);
    if (unknown.length > 0) {
      addIssue({ code: 'custom', message: `There is no event ${unknown.map((name) => `"${name}"`).join(', ')}` });
    }
  })
  .meta({
    description: 'Names of events, see docs/webhooks.md; `*`: all of them',
    examples: [['user.created', 'user.deleted']],
  });
