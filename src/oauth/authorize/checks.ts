/** Validates an authorization request: the checks run in order, and the first that fails ends it. */
import type { RequestContext } from '../../deps.ts';
import { type AuthorizationRequest, UNSET } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { AppError } from '../../errors.ts';
import { isolated } from '../../lib/names.ts';
import { OAuthError, type ResponseTarget } from '../errors.ts';
import { asWord, type Parameters, type ParsedParameters } from '../params.ts';
import { isRegisteredRedirectUri } from '../redirect-uri.ts';
import { checkPkce, checkResource, checkScope } from './access-checks.ts';
import type { Check } from './check.ts';
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
const CHECKS: readonly Check[] = [
  checkUnsupported,
  checkResponseType,
  checkResponseMode,
  checkScope,
  checkResource,
  checkNonce,
  checkPkce,
  checkPrompt,
  checkMaxAge,
  checkClaims,
  checkAcrValues,
  checkIdTokenHint,
  checkHintedSubject,
  checkState,
  checkLoginHint,
];

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
  const redirectUri = checkRedirectUri(parameters.get('redirect_uri'), client);
  const target = targetOf(redirectUri, parameters);
  try {
    if (fault !== null) throw new OAuthError('invalid_request', fault);
    const request = blankRequest(redirectUri, context.now);
    for (const check of CHECKS) Object.assign(request, await check({ context, client, parameters, request }));
    return request;
  } catch (error) {
    throw error instanceof OAuthError ? error.sentTo(target) : error;
  }
}

/**
 * RFC 6749 section 4.1.2.1: "If the request fails due to a missing, invalid, or mismatching redirection URI, […] the
 * authorization server […] MUST NOT automatically redirect the user-agent to the invalid redirection URI."
 */
export function checkRedirectUri(requested: string | undefined, client: Client): string {
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
