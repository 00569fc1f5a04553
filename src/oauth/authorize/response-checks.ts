/** Checks of the parameters of the authorization response. */
import { OAuthError } from '../errors.ts';
import { printable } from '../params.ts';
import type { CheckInput, Fields } from './check.ts';
import { DEFAULT_RESPONSE_MODE, isDeliverable, RESPONSE_MODES } from './response-modes.ts';

/** OIDC Core sections 3.1.2.6 and 6: unsupported parameters are refused with their own error, never ignored. */
export function checkUnsupported({ parameters }: CheckInput): Fields {
  for (const name of ['request', 'request_uri', 'registration'] as const) {
    if (parameters.has(name)) throw new OAuthError(`${name}_not_supported`, `${name} is not supported`);
  }
  return {};
}

/** RFC 6749 section 3.1.1: response_type is REQUIRED; RFC 9700 section 2.1.2: the implicit grant is gone. */
export function checkResponseType({ parameters, client }: CheckInput): Fields {
  const type = parameters.get('response_type');
  if (type === undefined) throw new OAuthError('invalid_request', 'Missing required parameters: response_type');
  if (type !== 'code') {
    throw new OAuthError('unsupported_response_type', `Only code is supported, not ${printable(type)}`);
  }
  if (!client.grantTypes.includes('authorization_code')) {
    throw new OAuthError('unauthorized_client', 'The client may not use authorization_code');
  }
  return {};
}

/** Multiple Response Types section 2.1: "If response_mode is not present, the default Response Mode […] is used". */
export function checkResponseMode({ parameters, request }: CheckInput): Fields {
  const name = parameters.get('response_mode') ?? DEFAULT_RESPONSE_MODE;
  const mode = RESPONSE_MODES.find((supported) => supported.name === name);
  if (!mode) {
    const modes = RESPONSE_MODES.map((supported) => supported.name).join(', ');
    throw new OAuthError('invalid_request', `Unsupported response_mode: ${printable(name)} is none of ${modes}`);
  }
  if (!isDeliverable(mode, request.redirectUri)) {
    const description = `Unsupported response_mode: ${name} needs an http or https redirect_uri`;
    throw new OAuthError('invalid_request', description);
  }
  return { responseMode: mode.name };
}

/** RFC 6749 section 4.1.2: "The exact value received from the client." */
export function checkState({ parameters }: CheckInput): Fields {
  return { state: parameters.get('state') ?? null };
}

/** OIDC Core section 3.1.2.1: "passed through unmodified from the Authentication Request to the ID Token". */
export function checkNonce({ parameters }: CheckInput): Fields {
  return { nonce: parameters.get('nonce') ?? null };
}
