/** The provider metadata, generated from the tables of the implementation so that discovery cannot differ from it. */

import { SYSTEM_SCOPES } from '../domain/access/scopes.ts';
import { ACR_VALUES } from '../domain/authorization/authentication-context.ts';
import { SUBJECT_TYPES } from '../domain/clients/vocabulary.ts';
import { PATHS } from '../http/paths.ts';
import { RESPONSE_MODES } from './authorize/response-modes.ts';
import { PROMPTS } from './authorize/sign-in-checks.ts';
import { ASSERTION_TYPES } from './client-auth/assertion-claims.ts';
import { ASSERTION_ALGORITHMS, CLIENT_AUTH_METHODS, CONFIDENTIAL_METHODS } from './client-auth/index.ts';
import { GRANTS } from './grants/index.ts';
import { CODE_CHALLENGE_METHODS } from './pkce.ts';
import { CLAIMS_SUPPORTED } from './tokens/claims.ts';

/**
 * @param signingAlgorithms what ID tokens and userinfo responses can be signed with; OIDC Core section 15.1 demands
 * RS256
 */
export function capabilities(issuer: string, signingAlgorithms: readonly string[]) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth2/authorize`,
    token_endpoint: `${issuer}/oauth2/token`,
    introspection_endpoint: `${issuer}/oauth2/introspect`,
    revocation_endpoint: `${issuer}/oauth2/revoke`,
    userinfo_endpoint: `${issuer}/oauth2/userinfo`,
    end_session_endpoint: `${issuer}${PATHS.endSession}`,
    jwks_uri: `${issuer}/oauth2/jwks.json`,
    response_types_supported: ['code'],
    response_modes_supported: RESPONSE_MODES.map((mode) => mode.name),
    grant_types_supported: GRANTS.map((grant) => grant.type),
    subject_types_supported: SUBJECT_TYPES,
    id_token_signing_alg_values_supported: signingAlgorithms,
    userinfo_signing_alg_values_supported: signingAlgorithms,
    scopes_supported: SYSTEM_SCOPES.map((scope) => scope.name),
    token_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS.map((method) => method.name),
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    // Not a registered name; RFC 8414 section 2 allows further members.
    client_assertion_typ_values_supported: ASSERTION_TYPES,
    introspection_endpoint_auth_methods_supported: CONFIDENTIAL_METHODS.map((method) => method.name),
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS.map((method) => method.name),
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    claim_types_supported: ['normal'],
    claims_supported: CLAIMS_SUPPORTED,
    code_challenge_methods_supported: CODE_CHALLENGE_METHODS,
    prompt_values_supported: PROMPTS,
    acr_values_supported: ACR_VALUES,
    // One responsive page serves all of them.
    display_values_supported: ['page', 'popup', 'touch'],
    ui_locales_supported: ['en'],
    authorization_response_iss_parameter_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    claims_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  };
}
