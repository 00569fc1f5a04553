/** Whether the signed-in person is the one that the request names, and signed in recently and strongly enough. */

import { isUsable } from '../../domain/access/principals.ts';
import {
  type Acr,
  acrOf,
  bestAcrOf,
  requestedAcr,
  satisfies,
} from '../../domain/authorization/authentication-context.ts';
import type { AuthorizationRequest } from '../../domain/authorization/requests.ts';
import type { Session } from '../../domain/sessions/sessions.ts';
import type { Facts, SignedIn } from './facts.ts';

/**
 * missing: a sign-in is needed · factor_missing: a second factor must be set up first · other_person, unmet: the new
 * sign-in does not fulfil the request, and another one would not either · improvable: sufficient, but the person can
 * reach the authentication context that the client prefers · good
 */
type SignInStatus = 'missing' | 'factor_missing' | 'other_person' | 'unmet' | 'improvable' | 'good';

export function signInStatus({ client, request, signedIn, subject }: Facts): SignInStatus {
  // A session of another organisation, or of a closed account, does not count for this client.
  if (!signedIn || signedIn.principal.organisation.id !== client.organisationId) return 'missing';
  if (!isUsable(signedIn.principal) || !isFreshEnough(request, signedIn.session)) return 'missing';
  // OIDC Core section 3.1.2.1, id_token_hint: when that person "is already logged in or is logged in as a result of the
  // request […] a positive response; otherwise, it MUST return an error, such as login_required."
  if (request.hintedSubject !== null && request.hintedSubject !== subject) {
    return isNewerThan(request, signedIn.session) ? 'other_person' : 'missing';
  }
  return factorStatus(request, signedIn) ?? acrStatus(request, signedIn);
}

/** The client's organisation may require a second factor of guests whose home organisation does not. */
function factorStatus(
  request: AuthorizationRequest,
  { session, principal, needsFactor }: SignedIn,
): SignInStatus | null {
  if (!needsFactor || satisfies(acrOf(session.amr), 'urn:cerberus:aal2')) return null;
  if (!principal.user.mfaEnabled) return 'factor_missing';
  return isNewerThan(request, session) ? 'unmet' : 'missing';
}

function isFreshEnough(request: AuthorizationRequest, session: Session): boolean {
  // Section 3.1.2.1: prompt=login "SHOULD prompt the End-User for reauthentication".
  const mustBeNew = request.prompt.includes('login') || request.prompt.includes('select_account');
  // "If the elapsed time is greater than this value, the OP MUST attempt to actively re-authenticate the End-User."
  if (mustBeNew || request.maxAge === 0) return isNewerThan(request, session);
  const age = request.createdAt.getTime() - session.authTime.getTime();
  return request.maxAge === null || age <= request.maxAge * 1000;
}

/** Whether the person signed in after the request was made: another sign-in would change nothing. */
function isNewerThan({ createdAt }: AuthorizationRequest, { authTime }: Session): boolean {
  return authTime.getTime() > createdAt.getTime();
}

/**
 * Section 5.5.1.1: "The Authorization Server MAY ask the End-User to re-authenticate with additional factors to meet
 * this requirement. If this is an Essential Claim and the requirement cannot be met, then the Authorization Server MUST
 * treat that outcome as a failed authentication attempt."
 */
function acrStatus(request: AuthorizationRequest, { session, principal }: SignedIn): SignInStatus {
  const { values, isEssential } = requestedAcr(request.claims);
  const isEnough = (acr: Acr) => values.some((requested) => satisfies(acr, requested));
  if ((values.length === 0 && !isEssential) || isEnough(acrOf(session.amr))) return 'good';
  const canDoBetter = !isNewerThan(request, session) && isEnough(bestAcrOf(principal.user));
  if (isEssential) return canDoBetter ? 'missing' : 'unmet';
  return canDoBetter ? 'improvable' : 'good';
}
