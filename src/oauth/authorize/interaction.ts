/**
 * What an authorization request still needs. Each visit of the browser decides it from stored facts: the session with
 * its auth_time, and the consent with its time. A page can only create such a fact; it cannot skip a check.
 */
import type { AuthorizationRequest } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { type Consent, consentableScopes } from '../../domain/consents/consents.ts';
import type { CheckName } from '../../domain/explanations/catalogue.ts';
import type { OAuthErrorCode } from '../errors.ts';
import type { Facts, SignedIn } from './facts.ts';
import { signInStatus } from './sign-in-status.ts';

export type Decision =
  | { kind: 'proceed'; signedIn: SignedIn }
  | { kind: 'sign_in' }
  | { kind: 'enrol' }
  | { kind: 'consent' }
  | { kind: 'refuse'; check: CheckName; error: OAuthErrorCode; description: string };

export function decide(facts: Facts): Decision {
  const { client, request, signedIn, consent } = facts;
  const isSilent = request.prompt.includes('none');
  if (request.deniedAt) return refuse('consent_not_denied', 'access_denied', 'The request was denied');
  const status = signInStatus(facts);
  if (status === 'unmet') {
    const description = 'The sign-in cannot be what acr asks for';
    return refuse('authentication_context', 'unmet_authentication_requirements', description);
  }
  if (status === 'other_person') {
    return refuse('hinted_person_signed_in', 'login_required', 'Somebody else has signed in');
  }
  if (!signedIn || status === 'missing') {
    return isSilent ? refuse('signed_in', 'login_required', 'Sign-in is required') : { kind: 'sign_in' };
  }
  if (status === 'factor_missing') {
    return isSilent
      ? refuse('second_factor_set_up', 'interaction_required', 'A second factor must be set up')
      : { kind: 'enrol' };
  }
  if (status === 'improvable' && !isSilent) return { kind: 'sign_in' };
  if (needsConsent(request, client, consent)) {
    return isSilent ? refuse('consent', 'consent_required', 'Consent is required') : { kind: 'consent' };
  }
  return { kind: 'proceed', signedIn };
}

function refuse(check: CheckName, error: OAuthErrorCode, description: string): Decision {
  return { kind: 'refuse', check, error, description };
}

/**
 * OIDC Core section 3.1.2.4, and section 11 for offline_access: "MUST explicitly receive or have consent". First-party
 * clients, and clients registered without `requireConsent`, need none.
 */
function needsConsent(request: AuthorizationRequest, client: Client, consent: Consent | null): boolean {
  if (request.prompt.includes('consent')) {
    // A consent with the same timestamp was given before this request, not for it.
    return !consent || consent.grantedAt.getTime() <= request.createdAt.getTime() || !covers(consent, request);
  }
  if (client.isFirstParty || !client.requireConsent) return false;
  return !consent || !covers(consent, request);
}

function covers(consent: Consent, request: AuthorizationRequest): boolean {
  return consentableScopes(request).every((scope) => consent.scopes.includes(scope));
}
