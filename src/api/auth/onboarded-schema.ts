/** What onboarding answers. */
import { z } from '../../http/openapi.ts';
import { messageSchema, organisationSummarySchema, userSummarySchema } from './schemas.ts';

const moment = z.iso.datetime();
const urls = z.array(z.string());

const configsSchema = z.object({
  allowedCallbackUrls: urls,
  allowedLogoutUrls: urls,
  allowedOrigins: urls,
  sessionLifetime: z.int(),
  sessionIdleTimeout: z.int(),
  requireMfa: z.boolean(),
  allowedMfaMethods: z.array(z.string()),
  passwordPolicy: z.null(),
  tokenLifetimePolicy: z.null(),
  branding: z.null(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
});

const roleSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  description: z.string().nullable(),
  isDefault: z.boolean(),
  createdAt: moment,
  updatedAt: moment,
  permissions: z.array(z.object({ id: z.uuid(), slug: z.string(), name: z.string() })),
  _count: z.object({ users: z.int() }),
});

export const onboardedSchema = messageSchema
  .extend({
    organisation: organisationSummarySchema.extend({ configs: configsSchema }),
    user: userSummarySchema,
    roles: z.array(roleSchema),
    invitationDefaults: z.object({ roleId: z.uuid().nullable(), expiresInHours: z.int(), maxUses: z.int() }),
  })
  .meta({ id: 'Onboarded' });
