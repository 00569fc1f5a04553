/** Validates an authorization request: the checks run in order, and the first that fails ends it. */
import type { RequestContext } from '../../deps.ts';
import { type AuthorizationRequest, UNSET } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { NO_FACTS, type Steps } from '../../domain/explanations/steps.ts';
import { AppError } from '../../errors.ts';
import { isolated } from '../../lib/names.ts';
import { OAuthError, type ResponseTarget } from '../errors.ts';
import { assertNoFault, asWord, type Parameters, type ParsedParameters, splitList } from '../params.ts';
import { challengeMethodsOf } from '../pkce.ts';
import { isRegisteredRedirectUri } from '../redirect-uri.ts';
import { checkPkce, checkResource, checkScope } from './access-checks.ts';
import type { CheckInput, CheckRow } from './check.ts';
import { checkClaims } from './claims-check.ts';
import { deliveryParameter } from './request-object.ts';
import { checkNonce, checkResponseMode, checkResponseType, checkState, checkUnsupported } from './response-checks.ts';
import { findResponseMode } from './response-modes.ts';
import {
  checkAcrValues,
  checkHintedSubject,
  checkIdTokenHint,
  checkLoginHint,
  checkMaxAge,
  checkPrompt,
} from './sign-in-checks.ts';

/**
 * Adding a parameter: its check, and a row here. `display`, `ui_locales` and `claims_locales` have none: they are
 * ignored, as our pages have one form and one language.
 */
const CHECKS: readonly CheckRow[] = [
  { name: 'unsupported', check: checkUnsupported },
  {
    name: 'response_type',
    check: checkResponseType,
    facts: ({ parameters, client }) => ({ requested: parameters.get('response_type'), grantTypes: client.grantTypes }),
  },
  {
    name: 'response_mode',
    check: checkResponseMode,
    facts: ({ parameters }) => ({ requested: parameters.get('response_mode') }),
  },
  {
    name: 'scope',
    check: checkScope,
    facts: ({ parameters, client }) => ({
      requested: splitList(parameters.get('scope') ?? 'openid'),
      registered: client.scopes,
    }),
  },
  {
    name: 'resource',
    check: checkResource,
    facts: ({ parameters, client }) => ({
      requested: splitList(parameters.get('resource')),
      registered: client.resources,
    }),
  },
  { name: 'nonce', check: checkNonce, facts: ({ parameters }) => ({ isSent: parameters.has('nonce') }) },
  {
    name: 'pkce',
    check: checkPkce,
    facts: ({ parameters, client }) => ({
      isChallengeSent: parameters.has('code_challenge'),
      method: parameters.get('code_challenge_method'),
      methods: challengeMethodsOf(client),
      clientType: client.clientType,
      isRequired: client.requirePkce || client.clientType === 'public',
    }),
  },
  { name: 'prompt', check: checkPrompt, facts: ({ parameters }) => ({ requested: parameters.get('prompt') }) },
  { name: 'max_age', check: checkMaxAge, facts: ({ parameters }) => ({ requested: parameters.get('max_age') }) },
  { name: 'claims', check: checkClaims },
  { name: 'acr_values', check: checkAcrValues },
  { name: 'id_token_hint', check: checkIdTokenHint, facts: isHintSent },
  { name: 'hinted_person', check: checkHintedSubject, facts: isHintSent },
  { name: 'state', check: checkState, facts: ({ parameters }) => ({ isSent: parameters.has('state') }) },
  {
    name: 'login_hint',
    check: checkLoginHint,
    facts: ({ parameters }) => ({ length: parameters.get('login_hint')?.length }),
  },
];

function isHintSent({ parameters }: CheckInput) {
  return { isSent: parameters.has('id_token_hint') };
}

/**
 * Errors are shown on our page until the redirect URI is validated; then the client gets them (RFC 6749 section
 * 4.1.2.1).
 * @throws AppError for the person, OAuthError for the client
 */
export async function validateAuthorizationRequest(
  context: RequestContext,
  client: Client,
  { parameters, fault }: ParsedParameters,
): Promise<AuthorizationRequest> {
  const { steps } = context;
  const redirectUri = checkRedirectUri(steps, parameters.get('redirect_uri'), client);
  const target = targetOf(redirectUri, parameters);
  try {
    steps.check('parameters', NO_FACTS, () => assertNoFault(fault));
    const request = blankRequest(redirectUri, context.now);
    for (const { name, check, facts = NO_FACTS } of CHECKS) {
      const input = { context, client, parameters, request };
      const fields = steps.check(
        name,
        () => facts(input),
        () => check(input),
      );
      Object.assign(request, await fields);
    }
    return request;
  } catch (error) {
    throw error instanceof OAuthError ? error.sentTo(target) : error;
  }
}

/**
 * RFC 6749 section 4.1.2.1: "If the request fails due to a missing, invalid, or mismatching redirection URI, […] the
 * authorization server […] MUST NOT automatically redirect the user-agent to the invalid redirection URI."
 */
export function checkRedirectUri(steps: Steps, requested: string | undefined, client: Client): string {
  const facts = () => ({ requested: requested ?? null, registered: client.redirectUris });
  return steps.check('redirect_uri', facts, () => registeredUri(requested, client));
}

function registeredUri(requested: string | undefined, client: Client): string {
  if (requested !== undefined && isRegisteredRedirectUri(client, requested)) return requested;
  const fault = requested === undefined ? 'it is missing' : `${asWord(requested)} is not registered`;
  // The registered URIs go to the log only: not everybody may read the client.
  const log = `redirect_uri of client ${client.clientId} is none of ${client.redirectUris.join(' ')}`;
  throw new AppError('bad_request', `Invalid redirect_uri for ${isolated(client.name)}: ${fault}.`, { log });
}

/** Errors use the requested response mode, or the default when the response mode itself is invalid. */
function targetOf(redirectUri: string, parameters: Parameters): ResponseTarget {
  return {
    redirectUri,
    responseMode: findResponseMode(deliveryParameter(parameters, 'response_mode'), redirectUri).name,
    state: deliveryParameter(parameters, 'state') ?? null,
  };
}

function blankRequest(redirectUri: string, now: Date): AuthorizationRequest {
  return { ...UNSET, id: null, redirectUri, responseMode: 'query', scopes: [], createdAt: now, deniedAt: null };
}
