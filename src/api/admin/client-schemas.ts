/** The settings of clients as requests and answers have them. The rules are in domain/clients/rules.ts. */
import type { RegisteredClient } from '../../domain/clients/registered.ts';
import type { ClientFault } from '../../domain/clients/settings.ts';
import { AUTH_METHODS, GRANT_TYPES, SUBJECT_TYPES, TOKEN_ALGORITHMS } from '../../domain/clients/vocabulary.ts';
import { AppError } from '../../errors.ts';
import { z } from '../../http/openapi.ts';
import { nameSchema } from '../auth/schemas.ts';

const ITEMS_MAX = 100;
const KEYS_MAX = 20;
const LENGTH_MAX = 2_000;

const text = z.string().max(LENGTH_MAX);
const list = z.array(text).max(ITEMS_MAX);
const seconds = z.number().int();
const algorithm = z.enum(TOKEN_ALGORITHMS);
const jwks = z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(KEYS_MAX) });
/** Forms send an empty field for none. */
const none = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' ? null : value), schema);

/** What registration takes and a change may change. */
const settings = {
  name: nameSchema,
  description: none(text.nullable()),
  tokenEndpointAuthMethod: z.enum(AUTH_METHODS),
  grantTypes: z.array(z.enum(GRANT_TYPES)).max(ITEMS_MAX),
  redirectUris: list,
  allowedOrigins: list,
  scopes: list,
  resources: list.meta({ description: 'Indicators of resources of the organisation (RFC 8707)' }),
  requireConsent: z.boolean(),
  isFirstParty: z.boolean(),
  allowPlainPkce: z.boolean(),
  allowUnboundCodes: z.boolean(),
  allowLocalhostPorts: z.boolean(),
  allowEndpointAudience: z.boolean(),
  allowApi: z.boolean(),
  jwks: jwks.nullable(),
  jwksUri: none(text.nullable()),
  idTokenSignedResponseAlg: algorithm,
  userinfoSignedResponseAlg: none(algorithm.nullable()),
  accessTokenSignedResponseAlg: none(algorithm.nullable()),
  idTokenClaims: none(z.enum(['scopes', 'requested']).nullable()),
  accessTokenFormat: z.enum(['jwt', 'opaque']),
  subjectType: z.enum(SUBJECT_TYPES),
  sectorIdentifierUri: none(text.nullable()),
  postLogoutRedirectUris: list,
  backchannelLogoutUri: none(text.nullable()),
  backchannelLogoutSessionRequired: z.boolean(),
  frontchannelLogoutUri: none(text.nullable()),
  frontchannelLogoutSessionRequired: z.boolean(),
  logoUri: none(text.nullable()),
  policyUri: none(text.nullable()),
  tosUri: none(text.nullable()),
  defaultMaxAge: seconds.nullable(),
  accessTokenLifetime: seconds,
  idTokenLifetime: seconds,
  refreshTokenLifetime: seconds,
  refreshTokenGrace: seconds,
  refreshFamilyLifetime: seconds,
  consentLifetime: seconds.nullable(),
};

const clientType = z.enum(['confidential', 'public']);
const requirePkce = z.boolean();
const allowedScopes = list.meta({ description: 'The same as `scopes`', deprecated: true });

const { name, ...others } = settings;

/** Clients know the scopes by either name. */
const oneListOfScopes = { path: ['scopes'], error: 'Give scopes, by this name or as allowedScopes' };

export const newClientSchema = z
  .object({ name, clientType, ...z.object({ ...others, requirePkce, allowedScopes }).partial().shape })
  .refine(({ scopes, allowedScopes }) => (scopes === undefined) !== (allowedScopes === undefined), oneListOfScopes);

/** What a client is, and whether it must use PKCE, does not change. */
export const clientChangesSchema = z
  .object({ ...settings, isActive: z.boolean(), allowedScopes })
  .partial()
  .refine(({ scopes, allowedScopes }) => scopes === undefined || allowedScopes === undefined, oneListOfScopes);

/** The settings of a body. */
export function requestedSettings<Body extends { scopes?: unknown; allowedScopes?: unknown }>(body: Body) {
  const { allowedScopes, ...given } = body;
  return { ...given, scopes: body.scopes ?? allowedScopes };
}

export const clientSchema = z
  .object({
    id: z.uuid(),
    organisationId: z.uuid(),
    clientId: z.string(),
    ...settings,
    allowedScopes,
    description: text.nullable(),
    jwksUri: text.nullable(),
    userinfoSignedResponseAlg: algorithm.nullable(),
    accessTokenSignedResponseAlg: algorithm.nullable(),
    idTokenClaims: z.enum(['scopes', 'requested']).nullable(),
    sectorIdentifierUri: text.nullable(),
    backchannelLogoutUri: text.nullable(),
    frontchannelLogoutUri: text.nullable(),
    logoUri: text.nullable(),
    policyUri: text.nullable(),
    tosUri: text.nullable(),
    clientType,
    requirePkce,
    pkceRequired: z.boolean().meta({ description: 'Whether it must use PKCE: public clients always must' }),
    refreshTokenRotation: z.literal('rotating'),
    isActive: z.boolean(),
    hasSecret: z.boolean(),
    previousSecretExpiresAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Until when the secret before the last rotation is accepted; null when there is none' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Client' });

export function presentClient(client: RegisteredClient) {
  const pkceRequired = client.requirePkce || client.clientType === 'public';
  return { ...client, allowedScopes: client.scopes, pkceRequired, refreshTokenRotation: 'rotating' as const };
}

/** All faults at once. @throws bad_request when there are any */
export function assertNoFaults<T extends object>(outcome: T | { faults: ClientFault[] }): asserts outcome is T {
  if (!('faults' in outcome)) return;
  const errors = outcome.faults.map(({ setting, message }) => ({ path: [setting], message: sentence(message) }));
  throw new AppError('bad_request', 'Invalid input', { extensions: { errors } });
}

/** The rules give clauses. */
export const sentence = (clause: string) => clause.charAt(0).toUpperCase() + clause.slice(1);
