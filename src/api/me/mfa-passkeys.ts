import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { getAccount } from '../../domain/authenticators/accounts.ts';
import { getMfaOverview } from '../../domain/mfa/overview.ts';
import { registerPasskey, renamePasskey, startPasskey } from '../../domain/mfa/passkeys.ts';
import { removeFactor } from '../../domain/mfa/removal.ts';
import { assertMayAddFactor } from '../../domain/proof/step-up.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { replaceSession } from '../../http/sign-in.ts';
import { nameSchema, PROBLEM } from '../auth/schemas.ts';
import { attestationSchema } from '../auth/webauthn-schemas.ts';
import { removalBody } from './mfa-factors.ts';
import { selfOf } from './self.ts';

const passkeySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'Passkey' });
const params = z.object({ id: z.uuid() });

export const listPasskeys = defineRoute({
  method: 'get',
  path: '/me/mfa/passkeys',
  operationId: 'listOwnPasskeys',
  tag: 'Second factors',
  summary: 'Your passkeys',
  permission: 'session',
  includeEnrolment: true,
  responses: {
    200: { description: 'Oldest first', schema: z.object({ data: z.array(passkeySchema), total: z.int() }) },
  },
  handler: async ({ c, tenant, authentication }) => {
    const { factors } = await getMfaOverview(tenant, authentication.principal.user.id);
    const data = factors.filter(({ type }) => type === 'webauthn').map(({ type: _, ...passkey }) => passkey);
    return c.json({ data, total: data.length });
  },
});

export const passkeyRegistrationOptions = defineRoute({
  method: 'post',
  path: '/me/mfa/passkeys/options',
  operationId: 'getPasskeyRegistrationOptions',
  tag: 'Second factors',
  summary: 'Begin to register a passkey',
  permission: 'session',
  includeEnrolment: true,
  responses: {
    200: { description: 'For navigator.credentials.create()', schema: z.object({ challenge: z.string() }).loose() },
    403: PROBLEM,
  },
  handler: async ({ c, tenant, authentication }) => {
    assertMayAddFactor(authentication.session, authentication.principal.user, tenant.now);
    return c.json(await startPasskey(selfOf(c, tenant, authentication)));
  },
});

export const createPasskey = defineRoute({
  method: 'post',
  path: '/me/mfa/passkeys',
  operationId: 'registerPasskey',
  tag: 'Second factors',
  summary: 'Register a passkey',
  permission: 'session',
  includeEnrolment: true,
  body: z.object({ name: nameSchema.default('Passkey'), response: attestationSchema }),
  responses: {
    201: {
      description: 'Registered; backup codes when it is the first factor. The session was replaced by a new one',
      schema: passkeySchema.pick({ id: true, name: true }).extend({ backupCodes: z.array(z.string()).optional() }),
    },
    400: PROBLEM,
    409: PROBLEM,
  },
  handler: async ({ c, body, tenant, authentication }) => {
    const self = selfOf(c, tenant, authentication);
    const response = body.response as RegistrationResponseJSON;
    const { id, name, enrolled } = await registerPasskey(self, { response, name: body.name });
    await replaceSession(c, enrolled);
    const { backupCodes } = enrolled;
    return c.json({ id, name, ...(backupCodes ? { backupCodes } : {}) }, 201);
  },
});

export const updatePasskey = defineRoute({
  method: 'patch',
  path: '/me/mfa/passkeys/{id}',
  operationId: 'renamePasskey',
  tag: 'Second factors',
  summary: 'Rename a passkey',
  permission: 'session',
  params,
  body: z.object({ name: nameSchema }),
  responses: {
    200: { description: 'Renamed', schema: passkeySchema.pick({ id: true, name: true }) },
    404: PROBLEM,
  },
  handler: async ({ c, params: { id }, body: { name }, tenant, authentication }) => {
    await renamePasskey(tenant, authentication.principal.user.id, id, name);
    return c.json({ id, name });
  },
});

export const deletePasskey = defineRoute({
  method: 'delete',
  path: '/me/mfa/passkeys/{id}',
  operationId: 'deleteOwnPasskey',
  tag: 'Second factors',
  summary: 'Remove a passkey',
  permission: 'session',
  params,
  body: removalBody,
  responses: { 204: { description: 'Removed' }, 400: PROBLEM, 403: PROBLEM, 404: PROBLEM, 429: PROBLEM },
  handler: async ({ c, params: { id }, body: { token }, tenant, authentication }) => {
    const self = selfOf(c, tenant, authentication);
    const account = await getAccount(tenant, self.user.id);
    await removeFactor(self, account, { factorId: id, ofType: 'webauthn', token });
    return c.body(null, 204);
  },
});
