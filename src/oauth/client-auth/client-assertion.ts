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
import type { Parameters } from '../params.ts';
import { claimsFault, refusedFrom } from './assertion-claims.ts';
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
  { config, now }: RequestContext,
  { clientId, allowEndpointAudience }: Client,
  assertion: string,
  { algorithms, key }: Verification,
): Promise<string | null> {
  try {
    const { protectedHeader } = await compactVerify(assertion, key, { algorithms: [...algorithms] });
    const fault = claimsFault(
      { header: protectedHeader, claims: decodeJwt(assertion) },
      {
        clientId,
        issuer: config.ISSUER_URL,
        tokenEndpoint: allowEndpointAudience ? `${config.ISSUER_URL}/oauth2/token` : null,
        now: now.getTime() / 1000,
      },
    );
    return fault && `assertion: ${fault}`;
  } catch (error) {
    // Every error here is caused by the assertion, or by the keys that the client publishes.
    return `assertion: ${(error as Error).message}`;
  }
}

/** The `jti` of a valid assertion, which must be unique. */
export function singleUseOf(assertion: string): { value: string; expiresAt: Date } {
  const { jti, exp } = decodeJwt(assertion) as Required<Pick<JWTPayload, 'jti' | 'exp'>>;
  return { value: jti, expiresAt: refusedFrom(exp) };
}
