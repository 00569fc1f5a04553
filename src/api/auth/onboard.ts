import { type Onboarded, onboardOrganisation } from '../../domain/organisations/onboarding.ts';
import { welcomeEmail } from '../../emails/welcome.ts';
import { accountLinks } from '../../http/links.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { PATHS } from '../../http/paths.ts';
import { originOf, replaceSession } from '../../http/sign-in.ts';
import { onboardedSchema } from './onboarded-schema.ts';
import { emailSchema, metadataSchema, nameSchema, PROBLEM, passwordSchema } from './schemas.ts';

const body = z.object({
  organisationName: nameSchema,
  email: emailSchema,
  firstName: nameSchema,
  lastName: nameSchema,
  password: passwordSchema,
  metadata: metadataSchema.optional(),
  invitationToken: z.string().max(255).optional(),
});

/** Creates an organisation with its owner, and signs the owner in. */
export const onboard = defineRoute({
  method: 'post',
  path: '/auth/onboard',
  operationId: 'onboardOrganisation',
  tag: 'Onboarding',
  summary: 'Create an organisation and its owner',
  permission: 'none',
  body,
  responses: {
    201: { description: 'Created; the owner is signed in', schema: onboardedSchema },
    400: PROBLEM,
    403: PROBLEM,
    409: PROBLEM,
  },
  handler: async ({ c, body: input }) => {
    const { system, config, isBreached } = c.var.context;
    const links = accountLinks(config);
    const signInUrl = config.ISSUER_URL + PATHS.signIn;
    const onboarded = await onboardOrganisation(system, originOf(c), input, {
      mode: config.ONBOARDING,
      isBreached,
      welcome: ({ token, ...greeting }) =>
        welcomeEmail({ ...greeting, verifyUrl: links.verification(token), signInUrl }),
    });
    const { sessionToken, device, organisation } = onboarded;
    await replaceSession(c, { sessionToken, lifetime: organisation.sessionLifetime, device });
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
