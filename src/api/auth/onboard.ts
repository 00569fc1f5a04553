import { type Onboarded, onboardOrganisation } from '../../domain/onboarding.ts';
import { welcomeEmail } from '../../emails/welcome.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { keepSession, originOf } from '../../http/sign-in.ts';
import { emailSchema, nameSchema, PROBLEM, passwordSchema, userSummarySchema } from './schemas.ts';

/** Enough for settings, far from a file store. */
const METADATA_LENGTH_MAX = 10_000;

/** In JSON: NUL, or half of a surrogate pair. PostgreSQL's jsonb takes neither. */
const UNSTORABLE = /(?<!\\)(\\\\)*\\u(0000|d[89a-f])/;

const body = z.object({
  organisationName: nameSchema,
  email: emailSchema,
  firstName: nameSchema,
  lastName: nameSchema,
  password: passwordSchema,
  metadata: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= METADATA_LENGTH_MAX, { error: 'metadata is too large' })
    .refine((value) => !UNSTORABLE.test(JSON.stringify(value)), { error: 'metadata holds characters that no text has' })
    .optional(),
});

/** Creates an organisation with its owner, who is signed in by the answer. */
export const onboard = defineRoute({
  method: 'post',
  path: '/auth/onboard',
  summary: 'Create an organisation and its owner',
  permission: 'none',
  body,
  responses: {
    201: { description: 'Created; the owner is signed in', schema: z.object({ user: userSummarySchema }).loose() },
    400: PROBLEM,
    409: PROBLEM,
  },
  handler: async ({ c, body: input }) => {
    const { system, config, isBreached } = c.var.context;
    const onboarded = await onboardOrganisation(system, originOf(c), input, {
      isBreached,
      welcome: (addressing) => welcomeEmail({ ...addressing, signInUrl: `${config.ISSUER_URL}/auth/login` }),
    });
    const { sessionToken, device, organisation } = onboarded;
    await keepSession(c, { sessionToken, lifetime: organisation.sessionLifetime, device });
    return c.json(present(onboarded, input.metadata ?? null), 201);
  },
});

const INVITATION_HOURS = 168;

function present({ organisation, user, roles }: Onboarded, metadata: unknown) {
  const { sessionLifetime, sessionIdleTimeout, ...summary } = organisation;
  return {
    message: 'Organisation onboarded successfully',
    organisation: {
      ...summary,
      configs: {
        allowedCallbackUrls: [],
        allowedLogoutUrls: [],
        allowedOrigins: [],
        sessionLifetime,
        sessionIdleTimeout,
        requireMfa: false,
        allowedMfaMethods: [],
        passwordPolicy: null,
        tokenLifetimePolicy: null,
        branding: null,
        metadata,
      },
    },
    user,
    roles: roles.map(({ users, ...role }) => ({ ...role, _count: { users } })),
    invitationDefaults: {
      roleId: roles.find((role) => role.isDefault)?.id ?? null,
      expiresInHours: INVITATION_HOURS,
      maxUses: 1,
    },
  };
}
