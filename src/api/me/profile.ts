import type { Principal } from '../../domain/principals.ts';
import { requestAddressChange, updateProfile } from '../../domain/profiles.ts';
import { accountEmails } from '../../emails/account.ts';
import { accountLinks } from '../../http/links.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { emailSchema, nameSchema, organisationSummarySchema, PROBLEM, passwordGuessSchema } from '../auth/schemas.ts';
import { detailChangesSchema, detailsSchema } from './details-schema.ts';
import { selfOf } from './self.ts';

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
  ...detailsSchema.shape,
});

/** Who the caller is. */
export const profile = defineRoute({
  method: 'get',
  path: '/me/profile',
  summary: 'Who you are',
  permission: 'self',
  includeEnrolment: true,
  responses: { 200: { description: 'The profile', schema: profileSchema }, 401: PROBLEM },
  handler: ({ c, authentication }) => c.json(present(authentication.principal)),
});

/** Null is how some clients leave a name as it is, and how all of them take a telephone number away. */
const changesSchema = z.object({
  firstName: nameSchema.nullish().transform((value) => value ?? undefined),
  lastName: nameSchema.nullish().transform((value) => value ?? undefined),
  phone: z
    .string()
    .trim()
    .max(32)
    .regex(/^[^\p{C}]*$/u)
    .nullish()
    .transform((value) => (value === '' ? null : value)),
  ...detailChangesSchema.shape,
  /** Takes effect when the new address confirms it. */
  email: emailSchema.nullish(),
  /** For a change of address when the sign-in is not recent. */
  currentPassword: passwordGuessSchema.optional(),
});

export const changeProfile = defineRoute({
  method: 'patch',
  path: '/me/profile',
  summary: 'Change your profile',
  permission: 'session',
  body: changesSchema,
  responses: {
    200: { description: 'The profile', schema: profileSchema },
    400: PROBLEM,
    401: PROBLEM,
    403: PROBLEM,
    429: PROBLEM,
  },
  handler: async ({ c, body, tenant, authentication }) => {
    const { email, currentPassword: password, ...changes } = body;
    const { principal } = authentication;
    const changed = email
      ? await requestAddressChange(
          selfOf(c, tenant, authentication),
          { newEmail: email, password, changes },
          accountEmails(accountLinks(c.var.context.config)).addressChange,
        )
      : await updateProfile(tenant, principal.user.id, changes);
    return c.json(present({ ...principal, user: { ...principal.user, ...changed } }));
  },
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
    middleName: user.middleName,
    nickname: user.nickname,
    preferredUsername: user.preferredUsername,
    profileUrl: user.profileUrl,
    picture: user.picture,
    website: user.website,
    gender: user.gender,
    birthdate: user.birthdate,
    zoneinfo: user.zoneinfo,
    locale: user.locale,
    address: user.address as Record<string, string> | null,
  };
}
