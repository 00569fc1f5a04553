/** Checks of what the client requests: scopes, resources, and PKCE, which binds the code to it. */
import type { Client } from '../../domain/clients/clients.ts';
import { OAuthError } from '../errors.ts';
import { printable, splitList } from '../params.ts';
import { challengeMethodsOf, isCodeChallenge } from '../pkce.ts';
import { readResources } from '../resource-indicators.ts';
import type { CheckInput, Fields } from './check.ts';

/** RFC 6749 section 3.3: an omitted scope has a default or fails; ours is openid. */
export function checkScope({ parameters, client }: CheckInput): Fields {
  const scopes = splitList(parameters.get('scope') ?? 'openid');
  const refused = scopes.filter((scope) => !client.scopes.includes(scope));
  if (refused.length > 0) {
    const names = printable(refused.join(' '), 200);
    throw new OAuthError('invalid_scope', `The client may not ask for this scope: ${names}`);
  }
  if (scopes.length === 0) throw new OAuthError('invalid_scope', 'The scope is empty');
  return { scopes };
}

/** RFC 8707 section 2.1. */
export function checkResource({ context, parameters, client }: CheckInput): Fields {
  return { resources: readResources(parameters, client, context.config.ISSUER_URL) };
}

/** RFC 7636 section 4.4.1; RFC 9700 section 2.1.1: "Public clients MUST use PKCE". */
export function checkPkce({ parameters, client, request }: CheckInput): Fields {
  const codeChallenge = parameters.get('code_challenge');
  const method = parameters.get('code_challenge_method');
  if (codeChallenge === undefined) return checkAbsentPkce(client, request, method);
  const methods = challengeMethodsOf(client);
  // RFC 7636 section 4.3: "defaults to plain if not present in the request".
  const codeChallengeMethod = methods.find((supported) => supported === (method ?? 'plain'));
  if (!codeChallengeMethod) {
    throw new OAuthError('invalid_request', `code_challenge_method must be ${methods.join(' or ')}`);
  }
  if (!isCodeChallenge(codeChallengeMethod, codeChallenge)) {
    throw new OAuthError('invalid_request', 'Malformed code_challenge');
  }
  return { codeChallenge, codeChallengeMethod };
}

function checkAbsentPkce(client: Client, request: CheckInput['request'], method: string | undefined): Fields {
  if (method !== undefined) throw new OAuthError('invalid_request', 'code_challenge is missing');
  if (client.requirePkce || client.clientType === 'public') {
    throw new OAuthError('invalid_request', 'PKCE required for this client');
  }
  if (client.allowUnboundCodes || isBoundByNonce(request)) return {};
  const options = 'a code_challenge with code_challenge_method=S256, or a nonce with the scope openid';
  throw new OAuthError('invalid_request', `PKCE or nonce required for this client: send ${options}`);
}

/**
 * OAuth 2.1 section 7.5.1: a confidential OpenID client may rely on the nonce instead, which is repeated in the ID
 * token. Without PKCE and nonce, the client would not notice an injected code.
 */
function isBoundByNonce({ nonce, scopes }: CheckInput['request']): boolean {
  return nonce !== null && scopes.includes('openid');
}
