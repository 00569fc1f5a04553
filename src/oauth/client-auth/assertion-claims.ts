/** The claims of a client assertion (RFC 7523 section 3). Each check keeps one sentence; the time is passed in. */

export interface Assertion {
  header: { typ?: unknown };
  claims: Readonly<Record<string, unknown>>;
}

interface Expected {
  clientId: string;
  issuer: string;
  /** The URL of the token endpoint when the client may use it as the audience; else null. */
  tokenEndpoint: string | null;
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
/** Seconds: the longest an assertion is valid, and its identifier must be stored against replay. */
const LIFETIME_MAX = 3600;

/**
 * RFC 8725 section 3.11: a client signs other JWTs with the same key, so other types are refused. The revision of
 * RFC 7523 (section 4) requires the first type; older clients use the second, or none.
 */
export const ASSERTION_TYPES = ['client-authentication+jwt', 'JWT'];

const checkType: Check = ({ header: { typ } }) => (typ === undefined || isAssertionType(typ) ? null : 'typ');

/** RFC 7515 section 4.1.9: a case-insensitive media type, with or without `application/`. */
function isAssertionType(typ: unknown): boolean {
  if (typeof typ !== 'string') return false;
  const name = typ.toLowerCase().replace(/^application\//, '');
  return ASSERTION_TYPES.some((type) => type.toLowerCase() === name);
}

/** Item 1: `iss`; here, as OIDC Core section 9 has it, "This MUST contain the client_id of the OAuth Client." */
const checkIssuer: Check = ({ claims }, { clientId }) => (claims.iss === clientId ? null : 'iss');

/** Item 2.B: "For client authentication, the subject MUST be the client_id of the OAuth client." */
const checkSubject: Check = ({ claims }, { clientId }) => (claims.sub === clientId ? null : 'sub');

/**
 * Item 3. FAPI 2.0 section 5.3.2.1 and the revision of RFC 7523 require the issuer as a single string: another provider
 * can make a client believe a wrong endpoint URL. OIDC Core section 9 recommends the token endpoint, so a client may be
 * registered to use it, also as a list. No other audience is allowed beside it.
 */
const checkAudience: Check = ({ claims: { aud } }, { issuer, tokenEndpoint }) => {
  if (aud === issuer) return null;
  const [only, ...others] = Array.isArray(aud) ? aud : [aud];
  const isAllowed = tokenEndpoint !== null && others.length === 0 && [issuer, tokenEndpoint].includes(only);
  return isAllowed ? null : 'aud is not the issuer as one text';
};

/** Item 4: `exp`; the server "may reject JWTs with an exp claim value that is unreasonably far in the future". */
const checkExpiry: Check = ({ claims: { exp } }, { now }) =>
  isTime(exp) && exp > now - CLOCK_SKEW && exp <= now + LIFETIME_MAX ? null : 'exp';

/** Items 5 and 6: `nbf` and `iat`, which are optional. */
const checkNotBefore: Check = ({ claims }, { now }) => {
  const tooEarly = [claims.nbf, claims.iat].some(
    (time) => time !== undefined && !(isTime(time) && time <= now + CLOCK_SKEW),
  );
  return tooEarly ? 'nbf or iat' : null;
};

/** OIDC Core section 9: `jti` is required, "to prevent reuse of the token". */
const checkIdentifier: Check = ({ claims: { jti } }) => (typeof jti === 'string' && jti !== '' ? null : 'jti');

const CHECKS = [checkType, checkIssuer, checkSubject, checkAudience, checkExpiry, checkNotBefore, checkIdentifier];

export function claimsFault(assertion: Assertion, expected: Expected): string | null {
  for (const check of CHECKS) {
    const fault = check(assertion, expected);
    if (fault !== null) return fault;
  }
  return null;
}

/** The time from which an assertion is refused as expired. */
export function refusedFrom(exp: number): Date {
  return new Date((exp + CLOCK_SKEW) * 1000);
}

/** NumericDate (RFC 7519 section 2). */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
