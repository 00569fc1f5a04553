import type { Principal } from '../../domain/access/principals.ts';
import { isClaimGranted } from '../../domain/access/scopes.ts';
import { requestAddressChange, updateProfile } from '../../domain/account/profile.ts';
import { subjectsOf } from '../../domain/clients/subjects.ts';
import { accountEmails } from '../../emails/account.ts';
import { accountLinks } from '../../http/links.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import {
  emailSchema,
  nameSchema,
  organisationSummarySchema,
  PROBLEM,
  passwordAttemptSchema,
  phoneSchema,
  roleSummarySchema,
} from '../auth/schemas.ts';
import { detailChangesSchema, detailsSchema } from './details-schema.ts';
import { selfOf } from './self.ts';

const profileSchema = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    emailVerified: z.boolean(),
    phone: z.string().nullable(),
    mfaEnabled: z.boolean(),
    organisation: organisationSummarySchema,
    roles: z.array(roleSummarySchema),
    permissions: z.array(z.string()),
    ...detailsSchema.shape,
  })
  .meta({ id: 'Profile' });

/** To a third party with pairwise subjects, the id is the one by which it knows the person. */
const profilePartSchema = profileSchema.partial().extend({ id: z.string() }).meta({ id: 'ProfilePart' });

/** The profile of the caller: complete, or for third parties' applications what their scopes grant. */
export const profile = defineRoute({
  method: 'get',
  path: '/me/profile',
  operationId: 'getProfile',
  tag: 'Profile',
  summary: 'Who you are',
  permission: 'self',
  scope: 'openid',
  includeEnrolment: true,
  responses: {
    200: {
      description: 'The profile. Third parties get the members whose claims their scopes grant',
      schema: z.union([profileSchema, profilePartSchema]),
    },
    401: PROBLEM,
    403: PROBLEM,
  },
  handler: async ({ c, tenant, authentication: { principal, token } }) => {
    const complete = present(principal);
    const isGuest = principal.memberId !== null;
    if (!token || (token.client.isFirstParty && !isGuest)) return c.json(complete);
    const subjects = await subjectsOf(tenant, c.var.context.box, token.client);
    const granted = grantedPart({ ...complete, id: await subjects(principal.user.id) }, token.scopes);
    if (!token.client.isFirstParty) return c.json(granted);
    // For a guest, the host's own applications get what belongs to the host, and the rest as third parties do.
    const { organisation, roles, permissions } = complete;
    return c.json({ ...granted, organisation, roles, permissions });
  },
});

/** The claim of each member (OIDC Core section 5.1). Third parties never get members without a claim. */
const CLAIMS: ReadonlyMap<string, string> = new Map<keyof z.infer<typeof profileSchema>, string>([
  ['id', 'sub'],
  ['email', 'email'],
  ['emailVerified', 'email_verified'],
  ['name', 'name'],
  ['firstName', 'given_name'],
  ['lastName', 'family_name'],
  ['middleName', 'middle_name'],
  ['nickname', 'nickname'],
  ['preferredUsername', 'preferred_username'],
  ['profileUrl', 'profile'],
  ['picture', 'picture'],
  ['website', 'website'],
  ['gender', 'gender'],
  ['birthdate', 'birthdate'],
  ['zoneinfo', 'zoneinfo'],
  ['locale', 'locale'],
  ['phone', 'phone_number'],
  ['address', 'address'],
  ['organisation', 'org_id'],
  ['roles', 'roles'],
]);

/** The members whose claims the scopes grant, by the table that userinfo uses (OIDC Core section 5.4). */
function grantedPart(profile: z.infer<typeof profileSchema>, scopes: readonly string[]) {
  const isGranted = (member: string) => isClaimGranted(CLAIMS.get(member) ?? '', scopes);
  return Object.fromEntries(Object.entries(profile).filter(([member]) => isGranted(member)));
}

/** Null leaves a name unchanged, as some clients send it, and removes a telephone number. */
const changesSchema = z.object({
  firstName: nameSchema.nullish().transform((value) => value ?? undefined),
  lastName: nameSchema.nullish().transform((value) => value ?? undefined),
  phone: phoneSchema.optional(),
  ...detailChangesSchema.shape,
  /** Takes effect when the new address is confirmed. */
  email: emailSchema.nullish(),
  /** Required for a change of address when the sign-in is not recent. */
  currentPassword: passwordAttemptSchema.optional(),
});

export const changeProfile = defineRoute({
  method: 'patch',
  path: '/me/profile',
  operationId: 'updateProfile',
  tag: 'Profile',
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
