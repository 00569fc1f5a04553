/** What a client assertion must say (RFC 7523 section 3). Each check is one sentence of it; the clock is given. */

export interface Assertion {
  header: { typ?: unknown };
  claims: Readonly<Record<string, unknown>>;
}

interface Expected {
  clientId: string;
  issuer: string;
  /** Of the token endpoint, for a client that may name it instead; else null. */
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
/** Seconds: so long at most an assertion is good, and its identifier must be remembered. */
const LIFETIME_MAX = 3600;

/**
 * RFC 8725 section 3.11: a client signs other things with the same key. What has another type is not meant for this. The
 * first is what the revision of RFC 7523 (section 4) has clients say; those of before say the second, or nothing.
 */
export const ASSERTION_TYPES = ['client-authentication+jwt', 'JWT'];

const checkType: Check = ({ header: { typ } }) => (typ === undefined || isAssertionType(typ) ? null : 'typ');

/** RFC 7515 section 4.1.9: a media type, whose case does not count and whose `application/` is best left out. */
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
 * Item 3. The issuer, as one text, is what FAPI 2.0 section 5.3.2.1 and the revision of RFC 7523 demand: an endpoint's URL
 * can be what another provider made the client believe. OIDC Core section 9 recommends the token endpoint, so a client
 * that cannot do otherwise may be allowed it, also as a list. Nobody else may be meant besides.
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
