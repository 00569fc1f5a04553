/** Entries of the audit log, in each form that clients read: flat, and as actor, resource and metadata. */
import type { AuditEntry } from '../../domain/audit/entries.ts';
import { EVENT_ACTIONS, EVENT_CATEGORIES } from '../../domain/events/catalogue.ts';
import { z } from '../../http/openapi.ts';
import { userSummarySchema } from '../auth/schemas.ts';

export const auditLogSchema = z
  .object({
    id: z.uuid(),
    organisationId: z.uuid(),
    userId: z.uuid().nullable(),
    clientId: z.uuid().nullable(),
    eventType: z.string(),
    eventCategory: z.enum(EVENT_CATEGORIES),
    action: z.enum(EVENT_ACTIONS),
    resourceType: z.string().nullable(),
    resourceId: z.string().nullable(),
    success: z.boolean(),
    errorMessage: z.string().nullable().meta({ description: 'Why it failed' }),
    metadata: z
      .record(z.string(), z.unknown())
      .meta({ description: 'With `ipAddress` and `userAgent`, and with `reason` when it failed' }),
    createdAt: z.iso.datetime(),
    timestamp: z.iso.datetime().meta({ description: 'The same as `createdAt`' }),
    actor: z
      .object({ id: z.string(), email: z.string(), name: z.string() })
      .meta({ description: 'The person; `system` when it was none of the organisation' }),
    resource: z.object({ type: z.string(), id: z.string(), email: z.string().optional() }),
    user: userSummarySchema.nullable(),
    client: z.object({ id: z.uuid(), clientId: z.string(), name: z.string() }).nullable(),
  })
  .meta({ id: 'AuditLog' });

const SYSTEM = { id: 'system', email: '', name: 'System' };

export function shownEntry({ ipAddress, userAgent, resourceEmail, ...entry }: AuditEntry) {
  const { resourceType, resourceId, errorMessage, eventCategory, createdAt } = entry;
  const reason = errorMessage === null ? {} : { reason: errorMessage };
  const address = resourceEmail === null ? {} : { email: resourceEmail };
  return {
    ...entry,
    metadata: { ipAddress, userAgent, ...reason, ...entry.metadata },
    timestamp: createdAt,
    actor: entry.user ?? SYSTEM,
    resource: { type: resourceType ?? eventCategory, id: resourceId ?? '', ...address },
  };
}
