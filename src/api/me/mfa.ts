import { getMfaOverview } from '../../domain/mfa/overview.ts';
import { disableMfa, replaceBackupCodes } from '../../domain/mfa/removal.ts';
import { confirmTotp, startTotp } from '../../domain/mfa/totp-enrolment.ts';
import { checkFactor, requestOwnPasskey, sendOwnCode } from '../../domain/proof/factor.ts';
import { assertMayAddFactor } from '../../domain/proof/step-up.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { qrCodeDataUri } from '../../http/qr-code.ts';
import { replaceSession } from '../../http/sign-in.ts';
import { messageSchema, PROBLEM } from '../auth/schemas.ts';
import { assertionSchema } from '../auth/webauthn-schemas.ts';
import { selfOf } from './self.ts';

const token = z.string().trim().min(6).max(64);
const tokenBody = z.object({ token });
const factorSchema = z
  .object({
    id: z.uuid(),
    type: z.enum(['totp', 'webauthn', 'email']),
    name: z.string(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'Factor' });

export const mfaOverview = defineRoute({
  method: 'get',
  path: '/me/mfa',
  operationId: 'getOwnFactors',
  tag: 'Second factors',
  summary: 'Your second factors',
  permission: 'session',
  includeEnrolment: true,
  responses: {
    200: {
      description: 'What is set up',
      schema: z.object({ enabled: z.boolean(), backupCodesRemaining: z.int(), factors: z.array(factorSchema) }),
    },
  },
  handler: async ({ c, tenant, authentication }) =>
    c.json(await getMfaOverview(tenant, authentication.principal.user.id)),
});

export const enableMfa = defineRoute({
  method: 'post',
  path: '/me/mfa/enable',
  operationId: 'startAuthenticatorApp',
  tag: 'Second factors',
  summary: 'Begin to set up an authenticator application',
  permission: 'session',
  includeEnrolment: true,
  responses: {
    200: {
      description: 'The secret; it counts once a code was verified',
      schema: z.object({ secret: z.string(), qrCodeUri: z.string(), qrCode: z.string(), message: z.string() }),
    },
    400: PROBLEM,
    403: PROBLEM,
  },
  handler: async ({ c, tenant, authentication }) => {
    assertMayAddFactor(authentication.session, authentication.principal.user, tenant.now);
    const { secret, uri } = await startTotp(selfOf(c, tenant, authentication));
    const message = 'Scan the QR code with your authenticator app and verify with a code';
    return c.json({ secret, qrCodeUri: uri, qrCode: qrCodeDataUri(uri), message });
  },
});

export const verifyMfa = defineRoute({
  method: 'post',
  path: '/me/mfa/verify',
  operationId: 'confirmAuthenticatorApp',
  tag: 'Second factors',
  summary: 'Finish setting up an authenticator application',
  permission: 'session',
  includeEnrolment: true,
  body: tokenBody,
  responses: {
    200: {
      description: 'Enabled; the session was replaced by a new one',
      schema: z.object({ message: z.string(), backupCodes: z.array(z.string()), warning: z.string() }),
    },
    400: PROBLEM,
  },
  handler: async ({ c, body, tenant, authentication }) => {
    const enrolled = await confirmTotp(selfOf(c, tenant, authentication), body.token);
    await replaceSession(c, enrolled);
    return c.json({
      message: 'MFA enabled successfully',
      backupCodes: enrolled.backupCodes ?? [],
      warning: 'Save these backup codes in a safe place. Each can be used once, and they will not be shown again.',
    });
  },
});

export const checkMfa = defineRoute({
  method: 'post',
  path: '/me/mfa/check',
  operationId: 'checkOwnFactor',
  tag: 'Second factors',
  summary: 'Prove anew that it is you',
  permission: 'session',
  body: z.union([tokenBody, z.object({ response: assertionSchema })]),
  responses: {
    200: { description: 'Whether the code, or the passkey, is right', schema: z.object({ valid: z.boolean() }) },
    429: PROBLEM,
  },
  handler: async ({ c, body, tenant, authentication }) => {
    const answer = 'token' in body ? body.token : JSON.stringify(body.response);
    return c.json({ valid: await checkFactor(selfOf(c, tenant, authentication), answer) });
  },
});

export const checkMfaOptions = defineRoute({
  method: 'post',
  path: '/me/mfa/check/options',
  operationId: 'getFactorCheckOptions',
  tag: 'Second factors',
  summary: 'Ask for a passkey to prove anew that it is you',
  permission: 'session',
  responses: {
    200: { description: 'For navigator.credentials.get()', schema: z.object({ challenge: z.string() }).loose() },
  },
  handler: async ({ c, tenant, authentication }) => c.json(await requestOwnPasskey(selfOf(c, tenant, authentication))),
});

export const checkMfaEmail = defineRoute({
  method: 'post',
  path: '/me/mfa/check/email',
  operationId: 'sendFactorCheckCode',
  tag: 'Second factors',
  summary: 'Send a code by e-mail to prove anew that it is you',
  permission: 'session',
  responses: { 200: { description: 'A code was sent', schema: messageSchema }, 400: PROBLEM },
  handler: async ({ c, tenant, authentication }) => {
    await sendOwnCode(selfOf(c, tenant, authentication));
    return c.json({ message: 'A code was sent to your e-mail address' });
  },
});

export const disable = defineRoute({
  method: 'post',
  path: '/me/mfa/disable',
  operationId: 'disableMfa',
  tag: 'Second factors',
  summary: 'Remove every second factor',
  permission: 'session',
  body: z.union([tokenBody, z.object({ password: z.string().min(1).max(1024) })]),
  responses: { 200: { description: 'Disabled', schema: messageSchema }, 400: PROBLEM, 403: PROBLEM, 429: PROBLEM },
  handler: async ({ c, body, tenant, authentication }) => {
    await disableMfa(selfOf(c, tenant, authentication), body);
    return c.json({ message: 'MFA disabled successfully' });
  },
});

export const regenerateBackupCodes = defineRoute({
  method: 'post',
  path: '/me/mfa/backup-codes',
  operationId: 'regenerateBackupCodes',
  tag: 'Second factors',
  summary: 'Replace your backup codes',
  permission: 'session',
  body: tokenBody,
  responses: {
    200: {
      description: 'The new codes; the old ones are void',
      schema: z.object({ backupCodes: z.array(z.string()), message: z.string() }),
    },
    400: PROBLEM,
    429: PROBLEM,
  },
  handler: async ({ c, body, tenant, authentication }) => {
    const backupCodes = await replaceBackupCodes(selfOf(c, tenant, authentication), body.token);
    return c.json({ backupCodes, message: 'Backup codes regenerated successfully' });
  },
});
