/** What a client assertion must say (RFC 7523 section 3). Each check is one sentence of it; the clock is given. */

export interface Assertion {
  header: { typ?: unknown };
  claims: Readonly<Record<string, unknown>>;
}

interface Expected {
  clientId: string;
  issuer: string;
  tokenEndpoint: string;
  /** Seconds since the epoch. */
  now: number;
}

/** What is wrong, for the log; null when nothing is. */
type Check = (assertion: Assertion, expected: Expected) => string | null;

/**
 * Seconds that clocks may differ by. FAPI 2.0 section 5.3.2.1: times up to 10 seconds ahead shall be accepted, those
 * more than 60 seconds ahead be refused.
 */
const CLOCK_SKEW = 30;
/** Seconds: so long at most an assertion is good, and its identifier must be remembered. */
const LIFETIME_MAX = 3600;

/** RFC 8725 section 3.11: a client signs other things with the same key. What has another type is not meant for this. */
const TYPES = [undefined, 'JWT', 'client-authentication+jwt'];

const checkType: Check = ({ header: { typ } }) => (TYPES.includes(typ as string) ? null : 'typ');

/** Item 1: `iss`; here, as OIDC Core section 9 has it, "This MUST contain the client_id of the OAuth Client." */
const checkIssuer: Check = ({ claims }, { clientId }) => (claims.iss === clientId ? null : 'iss');

/** Item 2.B: "For client authentication, the subject MUST be the client_id of the OAuth client." */
const checkSubject: Check = ({ claims }, { clientId }) => (claims.sub === clientId ? null : 'sub');

/**
 * Item 3. The issuer is what FAPI 2.0 and the revision of RFC 7523 demand: an endpoint's URL can be what another
 * provider made the client believe. The token endpoint is what OIDC Core section 9 recommends ("The Audience SHOULD be
 * the URL of the Authorization Server's Token Endpoint"), so clients in use send it. Nobody else may be meant besides.
 */
const checkAudience: Check = ({ claims: { aud } }, { issuer, tokenEndpoint }) => {
  const [only, ...others] = Array.isArray(aud) ? aud : [aud];
  return others.length === 0 && [issuer, tokenEndpoint].includes(only) ? null : 'aud';
};

/** Item 4: `exp`; the server "may reject JWTs with an exp claim value that is unreasonably far in the future". */
const checkExpiry: Check = ({ claims: { exp } }, { now }) =>
  isTime(exp) && exp > now - CLOCK_SKEW && exp <= now + LIFETIME_MAX ? null : 'exp';

/** Items 5 and 6: `nbf` and `iat`, which need not be there. */
const checkBeginning: Check = ({ claims }, { now }) => {
  const tooEarly = [claims.nbf, claims.iat].some(
    (time) => time !== undefined && !(isTime(time) && time <= now + CLOCK_SKEW),
  );
  return tooEarly ? 'nbf or iat' : null;
};

/** OIDC Core section 9: `jti` is required, "to prevent reuse of the token". */
const checkIdentifier: Check = ({ claims: { jti } }) => (typeof jti === 'string' && jti !== '' ? null : 'jti');

const CHECKS = [checkType, checkIssuer, checkSubject, checkAudience, checkExpiry, checkBeginning, checkIdentifier];

export function claimsFault(assertion: Assertion, expected: Expected): string | null {
  for (const check of CHECKS) {
    const fault = check(assertion, expected);
    if (fault !== null) return fault;
  }
  return null;
}

/** From when on an assertion is refused for its time alone. */
export function refusedFrom(exp: number): Date {
  return new Date((exp + CLOCK_SKEW) * 1000);
}

/** NumericDate (RFC 7519 section 2). */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
