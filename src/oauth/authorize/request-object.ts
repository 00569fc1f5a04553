/**
 * Request objects (OIDC Core section 6.1) are not supported. The response_mode and state of a refused one are still
 * used for the error response: with another mode, or without the state, the client could not handle it. The redirect
 * URI is validated without the request object.
 */
import { decodeJwt } from 'jose';
import { isAcceptable, type Parameters } from '../params.ts';

/** The parameter as given, else as the refused request object has it. */
export function deliveryParameter(parameters: Parameters, name: 'response_mode' | 'state'): string | undefined {
  return parameters.get(name) ?? inObject(parameters.get('request'), name);
}

function inObject(jwt: string | undefined, name: string): string | undefined {
  if (jwt === undefined) return undefined;
  const value = claimsOf(jwt)[name];
  return typeof value === 'string' && value !== '' && isAcceptable(value) ? value : undefined;
}

function claimsOf(jwt: string): Record<string, unknown> {
  try {
    return decodeJwt(jwt);
  } catch {
    return {};
  }
}
