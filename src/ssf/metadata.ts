/** The transmitter's configuration (SSF 1.0 section 7): what a receiver finds it by. */
import { depsOf } from '../deps.ts';
import { DELIVERY_METHODS } from '../domain/streams/vocabulary.ts';
import { parseEnv } from '../env.ts';
import type { HttpContext } from '../http/hono-env.ts';

export const STREAM_PATHS = {
  configuration: '/ssf/stream',
  status: '/ssf/status',
  addSubject: '/ssf/subjects/add',
  removeSubject: '/ssf/subjects/remove',
  verification: '/ssf/verify',
  poll: '/ssf/poll',
} as const;

/** Seconds. */
const MAX_AGE = 3600;

export function transmitterMetadata(issuer: string) {
  return {
    spec_version: '1_0',
    issuer,
    jwks_uri: `${issuer}/oauth2/jwks.json`,
    delivery_methods_supported: DELIVERY_METHODS,
    configuration_endpoint: `${issuer}${STREAM_PATHS.configuration}`,
    status_endpoint: `${issuer}${STREAM_PATHS.status}`,
    add_subject_endpoint: `${issuer}${STREAM_PATHS.addSubject}`,
    remove_subject_endpoint: `${issuer}${STREAM_PATHS.removeSubject}`,
    verification_endpoint: `${issuer}${STREAM_PATHS.verification}`,
    authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6749' }],
    // All whom the client knows, until it removes one.
    default_subjects: 'ALL',
  };
}

/** No round trip. */
export function ssfConfiguration(c: HttpContext): Response {
  const { config } = depsOf(parseEnv(c.env));
  c.header('Cache-Control', `public, max-age=${MAX_AGE}`);
  c.header('Access-Control-Allow-Origin', '*');
  return c.json(transmitterMetadata(config.ISSUER_URL));
}
