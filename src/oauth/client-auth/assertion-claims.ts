/** The claims of a client assertion (RFC 7523 section 3). Each check keeps one sentence; the time is passed in. */

import type { CheckName } from '../../domain/explanations/catalogue.ts';
import { type Seen, Steps } from '../../domain/explanations/steps.ts';

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

interface CheckRow {
  name: CheckName;
  check: Check;
  /** What it has seen, for the explanation of a refused request. */
  facts: (assertion: Assertion, expected: Expected) => Seen;
}

const CHECKS: readonly CheckRow[] = [
  { name: 'assertion_type', check: checkType, facts: ({ header }) => ({ typ: shown(header.typ) }) },
  {
    name: 'assertion_issuer',
    check: checkIssuer,
    facts: ({ claims }, { clientId }) => ({ iss: shown(claims.iss), clientId }),
  },
  {
    name: 'assertion_subject',
    check: checkSubject,
    facts: ({ claims }, { clientId }) => ({ sub: shown(claims.sub), clientId }),
  },
  {
    name: 'assertion_audience',
    check: checkAudience,
    facts: ({ claims }, { issuer, tokenEndpoint }) => ({ aud: shown(claims.aud), issuer, tokenEndpoint }),
  },
  {
    name: 'assertion_expiry',
    check: checkExpiry,
    facts: ({ claims }, { now }) => ({ exp: shownTime(claims.exp), now: shownTime(now) }),
  },
  {
    name: 'assertion_begin',
    check: checkNotBefore,
    facts: ({ claims }, { now }) => ({
      iat: shownTime(claims.iat),
      nbf: shownTime(claims.nbf),
      now: shownTime(now),
    }),
  },
  {
    name: 'assertion_identifier',
    check: checkIdentifier,
    facts: ({ claims }) => ({ hasIdentifier: claims.jti !== undefined }),
  },
];

export function claimsFault(assertion: Assertion, expected: Expected, steps = new Steps()): string | null {
  for (const { name, check, facts } of CHECKS) {
    const fault = steps.fault(
      name,
      () => facts(assertion, expected),
      () => check(assertion, expected),
    );
    if (fault !== null) return fault;
  }
  return null;
}

/** A claim may be any JSON. */
function shown(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** @param value seconds */
function shownTime(value: unknown): string | undefined {
  const moment = new Date(isTime(value) ? value * 1000 : Number.NaN);
  return Number.isNaN(moment.getTime()) ? shown(value) : moment.toISOString();
}

/** The time from which an assertion is refused as expired. */
export function refusedFrom(exp: number): Date {
  return new Date((exp + CLOCK_SKEW) * 1000);
}

/** NumericDate (RFC 7519 section 2). */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
