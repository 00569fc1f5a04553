/** Client assertions: JWTs by which a client authenticates (RFC 7521 section 4.2, RFC 7523, OIDC Core section 9). */
import {
  type CompactJWSHeaderParameters,
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  type FlattenedJWSInput,
  type JWTPayload,
} from 'jose';
import type { RequestContext } from '../../deps.ts';
import type { Client } from '../../domain/clients/clients.ts';
import type { Seen } from '../../domain/explanations/steps.ts';
import type { Parameters } from '../params.ts';
import { type Assertion, claimsFault, refusedFrom } from './assertion-claims.ts';
import type { Presented } from './method.ts';

/** RFC 7523 section 2.2. */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * The credentials of a request with an assertion whose algorithm belongs to the method. RFC 7521 section 4.2:
 * client_id "is unnecessary for client assertion authentication because the client is identified by the subject".
 */
export function readAssertion(parameters: Parameters, isOfMethod: (alg: unknown) => boolean): Presented | null {
  const assertion = parameters.get('client_assertion');
  if (assertion === undefined) return null;
  if (!isOfMethod(decoded(assertion, decodeProtectedHeader)?.alg)) return null;
  const subject = decoded(assertion, decodeJwt)?.sub;
  const clientId = typeof subject === 'string' ? subject : parameters.get('client_id');
  const isTyped = parameters.get('client_assertion_type') === ASSERTION_TYPE;
  return { clientId: clientId ?? '', proof: isTyped ? assertion : null };
}

/** Decodes without verifying. */
function decoded<T>(assertion: string, decode: (jwt: string) => T): T | null {
  try {
    return decode(assertion);
  } catch {
    return null;
  }
}

interface Verification {
  algorithms: readonly string[];
  /** @throws Error when there is none */
  key(header: CompactJWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey | Uint8Array>;
}

/** Why the assertion is refused, for the log; null when it is valid. */
export async function assertionFault(
  { config, now, steps }: RequestContext,
  { clientId, allowEndpointAudience }: Client,
  assertion: string,
  verification: Verification,
): Promise<string | null> {
  const verified = await steps.check(
    'assertion_signature',
    () => seenOf(assertion, verification),
    () => verify(assertion, verification),
  );
  if (typeof verified === 'string') {
    steps.failed('assertion_signature', () => seenOf(assertion, verification));
    return `assertion: ${verified}`;
  }
  const expected = {
    clientId,
    issuer: config.ISSUER_URL,
    tokenEndpoint: allowEndpointAudience ? `${config.ISSUER_URL}/oauth2/token` : null,
    now: now.getTime() / 1000,
  };
  const fault = claimsFault(verified, expected, steps);
  return fault && `assertion: ${fault}`;
}

/** The content of a valid assertion; else what is wrong. */
async function verify(assertion: string, { algorithms, key }: Verification): Promise<Assertion | string> {
  try {
    const { protectedHeader } = await compactVerify(assertion, key, { algorithms: [...algorithms] });
    return { header: protectedHeader, claims: decodeJwt(assertion) };
  } catch (error) {
    // Every error here is caused by the assertion, or by the keys that the client publishes.
    return (error as Error).message;
  }
}

function seenOf(assertion: string, { algorithms }: Verification): Seen {
  const { alg, kid } = decoded(assertion, decodeProtectedHeader) ?? {};
  return { alg: String(alg), kid: kid === undefined ? null : String(kid), accepted: algorithms };
}

/** The `jti` of a valid assertion, which must be unique. */
export function singleUseOf(assertion: string): { value: string; expiresAt: Date } {
  const { jti, exp } = decodeJwt(assertion) as Required<Pick<JWTPayload, 'jti' | 'exp'>>;
  return { value: jti, expiresAt: refusedFrom(exp) };
}
