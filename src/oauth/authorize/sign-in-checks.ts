/** Checks of who must sign in, how recently, and with which authentication context (OIDC Core section 3.1.2.1). */
import { withAcrValues } from '../../domain/authorization/authentication-context.ts';
import type { Prompt } from '../../domain/authorization/requests.ts';
import { OAuthError } from '../errors.ts';
import { isIssuedTo, readIdTokenHint } from '../id-token-hint.ts';
import { printable, splitList } from '../params.ts';
import type { CheckInput, Fields } from './check.ts';

export const PROMPTS: readonly Prompt[] = ['none', 'login', 'consent', 'select_account'];

/** "If this parameter contains none with any other value, an error is returned." */
export function checkPrompt({ parameters }: CheckInput): Fields {
  const given = splitList(parameters.get('prompt'));
  const prompt = PROMPTS.filter((known) => given.includes(known));
  const unknown = given.filter((value) => !PROMPTS.some((known) => known === value));
  if (unknown.length > 0) throw new OAuthError('invalid_request', `Invalid prompt: ${printable(unknown.join(' '))}`);
  if (prompt.includes('none') && prompt.length > 1) {
    throw new OAuthError('invalid_request', 'Invalid prompt: none allows no other value');
  }
  return { prompt };
}

/** Seconds since the last authentication; without the parameter, the default of the client's registration. */
export function checkMaxAge({ parameters, client }: CheckInput): Fields {
  const given = parameters.get('max_age');
  if (given === undefined) return { maxAge: client.defaultMaxAge };
  if (!/^\d+$/.test(given)) {
    throw new OAuthError('invalid_request', `Invalid max_age: ${printable(given)} is no number of seconds`);
  }
  return { maxAge: Math.min(Number(given), Number.MAX_SAFE_INTEGER) };
}

/** "The acr Claim is requested as a Voluntary Claim by this parameter": unknown values are no error. */
export function checkAcrValues({ parameters, request }: CheckInput): Fields {
  const acrValues = splitList(parameters.get('acr_values'));
  return { acrValues, claims: withAcrValues(request.claims, acrValues) };
}

/** "ID Token previously issued by the Authorization Server being passed as a hint": to this client, by us. */
export async function checkIdTokenHint({ parameters, client, context }: CheckInput): Promise<Fields> {
  const jwt = parameters.get('id_token_hint');
  if (jwt === undefined) return {};
  const hint = await readIdTokenHint(context, jwt);
  if (!hint) throw new OAuthError('invalid_request', 'Invalid id_token_hint: not an ID token of ours');
  if (!isIssuedTo(client, hint)) {
    throw new OAuthError('invalid_request', 'Invalid id_token_hint: an ID token of another client');
  }
  return { hintedSubject: hint.sub };
}

/** OIDC Core section 5.5.1: a `sub` claim with a value names the person too, and must not contradict the hint. */
export function checkHintedSubject({ request: { claims, hintedSubject } }: CheckInput): Fields {
  const named = claims?.id_token?.sub?.value;
  if (named === undefined) return {};
  if (typeof named !== 'string') throw new OAuthError('invalid_request', 'Malformed claims: id_token.sub.value');
  if (hintedSubject !== null && hintedSubject !== named) {
    throw new OAuthError('invalid_request', 'id_token_hint and claims name different people');
  }
  return { hintedSubject: named };
}

/** Characters. */
const LOGIN_HINT_LENGTH_MAX = 2048;

export function checkLoginHint({ parameters }: CheckInput): Fields {
  const loginHint = parameters.get('login_hint') ?? null;
  if (loginHint !== null && loginHint.length > LOGIN_HINT_LENGTH_MAX) {
    throw new OAuthError('invalid_request', 'login_hint is too long');
  }
  return { loginHint };
}
