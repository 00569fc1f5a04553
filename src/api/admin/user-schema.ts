/** A person, as the administration sends and shows them. */
import { lockRoles } from '../../domain/access/rights.ts';
import { lockAccess } from '../../domain/tokens/access-revocation.ts';
import { getUser } from '../../domain/users/users.ts';
import type { Versioned } from '../../http/middleware/preconditions.ts';
import { z } from '../../http/openapi.ts';
import { lineSchema } from '../auth/schemas.ts';

const namedSchema = z.object({ id: z.uuid(), name: z.string(), slug: z.string() });
const describedSchema = namedSchema.extend({ description: z.string().nullable() });

export const userSchema = z
  .object({
    id: z.uuid(),
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    emailVerifiedAt: z.iso.datetime().nullable(),
    mfaEnabled: z.boolean(),
    blockedAt: z.iso.datetime().nullable(),
    blockedReason: z.string().nullable(),
    lastLoginAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    roles: z.array(namedSchema),
    teams: z.array(namedSchema),
  })
  .meta({ id: 'User' });

export const userDetailsSchema = userSchema
  .extend({
    roles: z.array(describedSchema.extend({ permissions: z.array(describedSchema) })),
    teams: z.array(describedSchema),
  })
  .meta({ id: 'UserDetails' });

/** A sign-in does not change the version of a person; it writes both times that are omitted. */
export const USER_VERSION: Versioned<{ id: string }> = {
  resource: 'user',
  read: (tenant, { id }) => getUser(tenant, id),
  omit: ['lastLoginAt', 'updatedAt'],
  locks: (tenant, { id }) => [lockRoles(tenant), ...lockAccess(id)],
};

/** Ids are opaque, as in paths. */
export const idsSchema = z.array(z.string().min(1).max(255)).max(100);

export const blockReasonSchema = z.preprocess((text) => (text === '' ? null : text), lineSchema(500).nullish());
