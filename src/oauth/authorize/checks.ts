/**
 * The checks of the authorization endpoint, in order. Each reads its parameters and answers the fields of the request
 * that it vouches for; the first that fails ends the request.
 */
import type { AuthorizationRequest, Prompt } from '../../domain/authorization-requests.ts';
import type { Client } from '../../domain/clients.ts';
import { AppError } from '../../errors.ts';
import { type ErrorTarget, OAuthError } from '../errors.ts';
import { type GivenParameters, type Parameters, splitList } from '../params.ts';
import { CODE_CHALLENGE_METHODS, isCodeChallenge } from '../pkce.ts';
import { isRegisteredRedirectUri } from '../redirect-uri.ts';

type Fields = Partial<AuthorizationRequest>;
type Check = (parameters: Parameters, client: Client, target: ErrorTarget) => Fields;

/** Adding a parameter: its check, and a row here. */
const CHECKS: readonly Check[] = [
  checkUnsupported,
  checkResponseType,
  checkResponseMode,
  checkScope,
  checkPkce,
  checkPrompt,
  checkMaxAge,
  checkEchoed,
];

/**
 * Validates an authorization request. Until the redirect URI is certain errors stay with us; afterwards they go to the
 * client (RFC 6749 section 4.1.2.1).
 * @throws AppError for the person, OAuthError for the client
 */
export function validateAuthorizationRequest(
  { parameters, fault }: GivenParameters,
  client: Client,
  now: Date,
): AuthorizationRequest {
  const redirectUri = checkRedirectUri(parameters, client);
  const target = { redirectUri, state: parameters.get('state') ?? null };
  if (fault !== null) throw new OAuthError('invalid_request', fault, { redirect: target });
  const blank: AuthorizationRequest = {
    id: null,
    redirectUri,
    responseMode: 'query',
    scopes: [],
    state: null,
    nonce: null,
    codeChallenge: null,
    codeChallengeMethod: null,
    prompt: [],
    maxAge: null,
    loginHint: null,
    acrValues: [],
    claims: null,
    resources: [],
    hintedSubject: null,
    createdAt: now,
    deniedAt: null,
  };
  return CHECKS.reduce((request, check) => Object.assign(request, check(parameters, client, target)), blank);
}

/**
 * RFC 6749 section 4.1.2.1: "If the request fails due to a missing, invalid, or mismatching redirection URI, […] the
 * authorization server […] MUST NOT automatically redirect the user-agent to the invalid redirection URI."
 */
function checkRedirectUri(parameters: Parameters, client: Client): string {
  const requested = parameters.get('redirect_uri');
  if (requested === undefined || !isRegisteredRedirectUri(client.redirectUris, requested)) {
    throw new AppError('bad_request', 'Invalid redirect_uri', { log: `redirect_uri of client ${client.clientId}` });
  }
  return requested;
}

/** OIDC Core sections 3.1.2.6 and 6: what is not supported is refused by its own error, never ignored. */
function checkUnsupported(parameters: Parameters, _client: Client, redirect: ErrorTarget): Fields {
  for (const name of ['request', 'request_uri', 'registration'] as const) {
    if (parameters.has(name)) throw new OAuthError(`${name}_not_supported`, `${name} is not supported`, { redirect });
  }
  return {};
}

/** RFC 6749 section 3.1.1: response_type is REQUIRED; RFC 9700 section 2.1.2: the implicit grant is gone. */
function checkResponseType(parameters: Parameters, client: Client, redirect: ErrorTarget): Fields {
  const type = parameters.get('response_type');
  if (type === undefined) throw new OAuthError('invalid_request', 'Missing required parameters', { redirect });
  if (type !== 'code') throw new OAuthError('unsupported_response_type', 'Only code is supported', { redirect });
  if (!client.grantTypes.includes('authorization_code')) {
    throw new OAuthError('unauthorized_client', 'The client may not use authorization_code', { redirect });
  }
  return {};
}

/** OAuth 2.0 Multiple Response Type Encoding Practices section 2.1: query is the mode of code. */
function checkResponseMode(parameters: Parameters, _client: Client, redirect: ErrorTarget): Fields {
  const mode = parameters.get('response_mode') ?? 'query';
  if (mode !== 'query') throw new OAuthError('invalid_request', 'Unsupported response_mode', { redirect });
  return {};
}

/** RFC 6749 section 3.3: an omitted scope has a default or fails; ours is openid. */
function checkScope(parameters: Parameters, client: Client, redirect: ErrorTarget): Fields {
  const scopes = splitList(parameters.get('scope') ?? 'openid');
  const refused = scopes.filter((scope) => !client.scopes.includes(scope));
  if (scopes.length === 0 || refused.length > 0) {
    throw new OAuthError('invalid_scope', 'The client may not ask for this scope', { redirect });
  }
  return { scopes };
}

/** RFC 7636 section 4.4.1; RFC 9700 section 2.1.1: "Public clients MUST use PKCE". */
function checkPkce(parameters: Parameters, client: Client, redirect: ErrorTarget): Fields {
  const codeChallenge = parameters.get('code_challenge') ?? null;
  const method = parameters.get('code_challenge_method');
  if (codeChallenge === null) {
    if (method !== undefined) throw new OAuthError('invalid_request', 'code_challenge is missing', { redirect });
    if (client.requirePkce || client.clientType === 'public') {
      throw new OAuthError('invalid_request', 'PKCE required for this client', { redirect });
    }
    return {};
  }
  const codeChallengeMethod = CODE_CHALLENGE_METHODS.find((supported) => supported === method);
  if (!codeChallengeMethod) throw new OAuthError('invalid_request', 'code_challenge_method must be S256', { redirect });
  if (!isCodeChallenge(codeChallenge))
    throw new OAuthError('invalid_request', 'Malformed code_challenge', { redirect });
  return { codeChallenge, codeChallengeMethod };
}

const PROMPTS: readonly Prompt[] = ['none', 'login', 'consent', 'select_account'];

/** OIDC Core section 3.1.2.1: "If this parameter contains none with any other value, an error is returned." */
function checkPrompt(parameters: Parameters, _client: Client, redirect: ErrorTarget): Fields {
  const given = splitList(parameters.get('prompt'));
  const prompt = PROMPTS.filter((known) => given.includes(known));
  if (prompt.length !== given.length || (prompt.includes('none') && prompt.length > 1)) {
    throw new OAuthError('invalid_request', 'Invalid prompt', { redirect });
  }
  return { prompt };
}

/** OIDC Core section 3.1.2.1: seconds since the last authentication. */
function checkMaxAge(parameters: Parameters, _client: Client, redirect: ErrorTarget): Fields {
  const given = parameters.get('max_age');
  if (given === undefined) return {};
  if (!/^\d{1,9}$/.test(given)) throw new OAuthError('invalid_request', 'Invalid max_age', { redirect });
  return { maxAge: Number(given) };
}

/** Characters; a client's own values are kept unchanged up to here. */
const ECHO_LENGTH_MAX = 2048;

/** What comes back to the client as it was sent. */
function checkEchoed(parameters: Parameters, _client: Client, redirect: ErrorTarget): Fields {
  for (const name of ['state', 'nonce', 'login_hint']) {
    if ((parameters.get(name)?.length ?? 0) > ECHO_LENGTH_MAX) {
      // Such a state is not sent back: a client that sends this much is not served by getting it back.
      const state = name === 'state' ? null : redirect.state;
      throw new OAuthError('invalid_request', `${name} is too long`, { redirect: { ...redirect, state } });
    }
  }
  return {
    state: redirect.state,
    nonce: parameters.get('nonce') ?? null,
    loginHint: parameters.get('login_hint') ?? null,
  };
}
