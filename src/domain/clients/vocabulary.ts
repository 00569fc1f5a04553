/** The values of a client's settings. */
import { SIGNING_ALGORITHMS } from '../../platform/keys/jwk.ts';

/** What tokens can be signed with. */
export const TOKEN_ALGORITHMS = SIGNING_ALGORITHMS;

export type TokenEndpointAuthMethod =
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'client_secret_jwt'
  | 'private_key_jwt'
  | 'none';

export const GRANT_TYPES: readonly string[] = ['authorization_code', 'refresh_token', 'client_credentials'];

/** Methods with a client secret. The first is the default of confidential clients. */
export const SECRET_METHODS: readonly TokenEndpointAuthMethod[] = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
];

export const AUTH_METHODS: readonly TokenEndpointAuthMethod[] = [...SECRET_METHODS, 'private_key_jwt', 'none'];

/** OIDC Core section 8. */
export const SUBJECT_TYPES = ['public', 'pairwise'] as const;

export type SubjectType = (typeof SUBJECT_TYPES)[number];
