/** The settings of an organisation in requests and answers. */
import { FACTOR_TYPES } from '../../domain/authenticators/kinds.ts';
import {
  LIFETIME_MAX,
  LIFETIME_MIN,
  LIFETIME_SPELLINGS,
  type TokenLifetimePolicy,
} from '../../domain/clients/lifetime-policy.ts';
import { originFault, pageFault, redirectFault } from '../../domain/clients/uris.ts';
import {
  normalisePasswordPolicy,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  REUSE_MAX,
} from '../../domain/passwords/policy.ts';
import { z } from '../../http/openapi.ts';
import { parseBranding } from '../../lib/branding.ts';
import { emailSchema, metadataSchema, nameSchema, phoneSchema } from '../auth/schemas.ts';

const URIS_MAX = 100;

function uriSchema(faultOf: (uri: string) => string | null) {
  return z.string().superRefine((uri, { addIssue }) => {
    const message = faultOf(uri);
    if (message !== null) addIssue(message);
  });
}

function listSchema<Item extends z.ZodType<string>>(item: Item) {
  return z
    .array(item)
    .max(URIS_MAX)
    .refine((list) => new Set(list).size === list.length, { error: 'The same entry is there twice' });
}

const flag = z.boolean().optional();

/** Both spellings of the rules are understood, and one is stored. */
const passwordPolicySchema = z
  .strictObject({
    minLength: z.number().int().min(PASSWORD_LENGTH_MIN).max(PASSWORD_LENGTH_MAX).optional(),
    ...{ requireUppercase: flag, requireLowercase: flag, requireNumbers: flag, requireNumber: flag },
    ...{ requireSymbols: flag, requireSymbol: flag, requireSpecial: flag },
    preventReuse: z.number().int().min(0).max(REUSE_MAX).optional(),
    maxAge: z.number().int().min(0).max(36_500).optional().meta({ description: 'Days; 0 for never' }),
  })
  .transform((given, { addIssue }) => {
    const normal = normalisePasswordPolicy(given);
    if ('policy' in normal) return normal.policy;
    addIssue(`${normal.contradiction.join(' and ')} contradict one another`);
    return z.NEVER;
  });

function secondsSchema(limit: keyof TokenLifetimePolicy) {
  return z.number().int().min(LIFETIME_MIN).max(LIFETIME_MAX[limit]).optional();
}

const tokenLifetimePolicySchema = z
  .strictObject({
    accessToken: secondsSchema('accessToken'),
    accessTokenLifetime: secondsSchema('accessToken'),
    refreshToken: secondsSchema('refreshToken'),
    refreshTokenLifetime: secondsSchema('refreshToken'),
    idToken: secondsSchema('idToken'),
    idTokenLifetime: secondsSchema('idToken'),
  })
  .transform((given, { addIssue }) => {
    const policy: TokenLifetimePolicy = {};
    for (const [name, other] of Object.values(LIFETIME_SPELLINGS)) {
      const value = given[name] ?? given[other];
      if (given[other] !== undefined && given[other] !== value) addIssue(`${name} and ${other} contradict one another`);
      if (value !== undefined) policy[name] = value;
    }
    return policy;
  });

function brandingMember(name: 'logoUrl' | 'primaryColor', error: string) {
  return z
    .string()
    .refine((value) => parseBranding({ [name]: value })[name] !== null, { error })
    .transform((value) => parseBranding({ [name]: value })[name])
    .nullish()
    .transform((value) => value ?? null);
}

const brandingSchema = z.strictObject({
  logoUrl: brandingMember('logoUrl', 'The https URL of a picture'),
  primaryColor: brandingMember('primaryColor', 'A colour such as #0055aa'),
});

const RETENTION = 'Days for which the audit log is kept; null: 365. Nothing is removed in the week after a change.';

/** What is absent stays; null removes a value. The slug never changes. */
export const changesSchema = z.object({
  name: nameSchema.optional(),
  email: emailSchema.optional(),
  phone: phoneSchema.optional(),
  website: uriSchema(pageFault).nullish(),
  allowedCallbackUrls: listSchema(uriSchema(redirectFault)).nullish(),
  allowedLogoutUrls: listSchema(uriSchema(redirectFault)).nullish(),
  allowedOrigins: listSchema(uriSchema(originFault)).nullish(),
  sessionLifetime: z.number().int().min(300).max(604_800).optional(),
  sessionIdleTimeout: z.number().int().min(60).max(604_800).optional(),
  requireMfa: z.boolean().optional(),
  allowedMfaMethods: listSchema(z.enum(FACTOR_TYPES)).nullish().meta({ description: 'Empty: every kind' }),
  passwordPolicy: passwordPolicySchema.nullish(),
  tokenLifetimePolicy: tokenLifetimePolicySchema.nullish(),
  branding: brandingSchema.nullish(),
  auditRetentionDays: z.number().int().min(30).max(3650).nullish().meta({ description: RETENTION }),
  metadata: metadataSchema.nullish(),
});

const seconds = z.number().int();

export const organisationSchema = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    email: z.string(),
    phone: z.string().nullable(),
    website: z.string().nullable(),
    status: z.enum(['trial', 'active', 'suspended', 'cancelled']),
    ownerId: z.uuid().nullable(),
    allowedCallbackUrls: z.array(z.string()),
    allowedLogoutUrls: z.array(z.string()),
    allowedOrigins: z.array(z.string()),
    sessionLifetime: seconds,
    sessionIdleTimeout: seconds,
    requireMfa: z.boolean(),
    allowedMfaMethods: z.array(z.string()),
    passwordPolicy: z.record(z.string(), z.union([z.number(), z.boolean()])).nullable(),
    tokenLifetimePolicy: z.record(z.string(), seconds).nullable(),
    branding: z.record(z.string(), z.string().nullable()).nullable(),
    auditRetentionDays: z.number().int().nullable().meta({ description: RETENTION }),
    metadata: z.record(z.string(), z.unknown()).nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Organisation' });
