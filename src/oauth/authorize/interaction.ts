/**
 * What an authorization request still needs, decided from stored facts each time the browser comes by: the session and
 * its auth_time, the consent and when it was given. A page can only create such a fact; it cannot skip a check.
 */
import type { AuthorizationRequest } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { type Consent, consentableScopes } from '../../domain/consents/consents.ts';
import type { OAuthErrorCode } from '../errors.ts';
import type { Facts, SignedIn } from './facts.ts';
import { judgeSignIn } from './sign-in-verdict.ts';

export type Decision =
  | { kind: 'proceed'; signedIn: SignedIn }
  | { kind: 'sign_in' }
  | { kind: 'enrol' }
  | { kind: 'consent' }
  | { kind: 'refuse'; error: OAuthErrorCode; description: string };

export function decide(facts: Facts): Decision {
  const { client, request, signedIn, consent } = facts;
  const isSilent = request.prompt.includes('none');
  if (request.deniedAt) return refuse('access_denied', 'The request was denied');
  const verdict = judgeSignIn(facts);
  if (verdict === 'unmet')
    return refuse('unmet_authentication_requirements', 'The sign-in cannot be what acr asks for');
  if (verdict === 'other_person') return refuse('login_required', 'Somebody else has signed in');
  if (!signedIn || verdict === 'missing') {
    return isSilent ? refuse('login_required', 'Sign-in is required') : { kind: 'sign_in' };
  }
  if (verdict === 'factor_missing') {
    return isSilent ? refuse('interaction_required', 'A second factor must be set up') : { kind: 'enrol' };
  }
  if (verdict === 'improvable' && !isSilent) return { kind: 'sign_in' };
  if (needsConsent(request, client, consent)) {
    return isSilent ? refuse('consent_required', 'Consent is required') : { kind: 'consent' };
  }
  return { kind: 'proceed', signedIn };
}

function refuse(error: OAuthErrorCode, description: string): Decision {
  return { kind: 'refuse', error, description };
}

/**
 * OIDC Core section 3.1.2.4, and section 11 for offline_access: "MUST explicitly receive or have consent". First-party
 * clients and those registered so go without (behaviour.md 11.6).
 */
function needsConsent(request: AuthorizationRequest, client: Client, consent: Consent | null): boolean {
  if (request.prompt.includes('consent')) {
    // A consent of the very same moment was not given in answer to this request.
    return !consent || consent.grantedAt.getTime() <= request.createdAt.getTime() || !covers(consent, request);
  }
  if (client.isFirstParty || !client.requireConsent) return false;
  return !consent || !covers(consent, request);
}

function covers(consent: Consent, request: AuthorizationRequest): boolean {
  return consentableScopes(request).every((scope) => consent.scopes.includes(scope));
}
