import type { Principal } from '../../domain/principals.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { organisationSummarySchema, PROBLEM } from '../auth/schemas.ts';

const profileSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  emailVerified: z.boolean(),
  phone: z.string().nullable(),
  mfaEnabled: z.boolean(),
  organisation: organisationSummarySchema,
  roles: z.array(z.object({ id: z.uuid(), name: z.string(), slug: z.string() })),
  permissions: z.array(z.string()),
});

/** Who the caller is. */
export const profile = defineRoute({
  method: 'get',
  path: '/me/profile',
  summary: 'Who you are',
  permission: 'self',
  responses: { 200: { description: 'The profile', schema: profileSchema }, 401: PROBLEM },
  handler: ({ c, authentication }) => c.json(present(authentication.principal)),
});

function present({ user, organisation, roles, permissions }: Principal): z.infer<typeof profileSchema> {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    firstName: user.firstName,
    lastName: user.lastName,
    emailVerified: user.emailVerifiedAt !== null,
    phone: user.phone,
    mfaEnabled: user.mfaEnabled,
    organisation: { id: organisation.id, slug: organisation.slug, name: organisation.name },
    roles,
    permissions,
  };
}
