/**
 * What an authorization request still needs, decided from stored facts each time the browser comes by: the session and
 * its auth_time, the consent and when it was given. A page can only create such a fact; it cannot skip a check.
 */
import type { AuthorizationRequest } from '../../domain/authorization-requests.ts';
import type { Client } from '../../domain/clients.ts';
import type { Consent } from '../../domain/consents.ts';
import { isUsable, type Principal } from '../../domain/principals.ts';
import type { Session } from '../../domain/sessions.ts';
import type { OAuthErrorCode } from '../errors.ts';

export interface SignedIn {
  session: Session;
  principal: Principal;
}

export type Decision =
  | { kind: 'proceed'; signedIn: SignedIn }
  | { kind: 'sign_in' }
  | { kind: 'consent' }
  | { kind: 'refuse'; error: OAuthErrorCode; description: string };

export interface Facts {
  client: Client;
  request: AuthorizationRequest;
  signedIn: SignedIn | null;
  consent: Consent | null;
}

export function decide({ client, request, signedIn, consent }: Facts): Decision {
  const silent = request.prompt.includes('none');
  if (request.deniedAt) return refuse('access_denied', 'The request was denied');
  if (!signedIn || !isFreshEnough(request, client, signedIn)) {
    return silent ? refuse('login_required', 'Sign-in is required') : { kind: 'sign_in' };
  }
  if (needsConsent(request, client, consent)) {
    return silent ? refuse('consent_required', 'Consent is required') : { kind: 'consent' };
  }
  return { kind: 'proceed', signedIn };
}

function refuse(error: OAuthErrorCode, description: string): Decision {
  return { kind: 'refuse', error, description };
}

/** A session of another organisation, or of a closed account, is no session for this client. */
function isFreshEnough(request: AuthorizationRequest, client: Client, { session, principal }: SignedIn): boolean {
  if (principal.organisation.id !== client.organisationId || !isUsable(principal)) return false;
  const age = request.createdAt.getTime() - session.authTime.getTime();
  // OIDC Core section 3.1.2.1: prompt=login "SHOULD prompt the End-User for reauthentication".
  if ((request.prompt.includes('login') || request.prompt.includes('select_account')) && age >= 0) return false;
  // "If the elapsed time is greater than this value, the OP MUST attempt to actively re-authenticate the End-User."
  return request.maxAge === null || (request.maxAge === 0 ? age < 0 : age <= request.maxAge * 1000);
}

/** OIDC Core section 3.1.2.4; first-party clients and those registered so go without (behaviour.md 11.6). */
function needsConsent(request: AuthorizationRequest, client: Client, consent: Consent | null): boolean {
  if (request.prompt.includes('consent')) {
    // A consent of the very same moment was not given in answer to this request.
    return !consent || consent.grantedAt.getTime() <= request.createdAt.getTime() || !covers(consent, request);
  }
  if (client.isFirstParty || !client.requireConsent) return false;
  return !consent || !covers(consent, request);
}

function covers(consent: Consent, request: AuthorizationRequest): boolean {
  return request.scopes.every((scope) => consent.scopes.includes(scope));
}
