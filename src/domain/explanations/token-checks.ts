/** The checks of a client's request about tokens, in the words of an administrator. */
import type { CheckDefinition } from './check-definition.ts';

/** How a client authenticates. Until then nobody is known. */
const CLIENT_CHECKS = {
  client_request: {
    verifies: 'The body is a form that has each parameter once, and all that the endpoint or the grant needs',
    mend: 'Send application/x-www-form-urlencoded with the parameters that the reason names.',
    isRefusal: true,
  },
  grant_type: {
    verifies: 'The grant exists here',
    mend: 'Use one of the grants of the discovery document (grant_types_supported).',
    isRefusal: true,
  },
  credentials: {
    verifies: 'The request has a client_id, and one authentication method at most',
    mend: 'Send client_id in the form, or authenticate in one way: Basic, or client_secret in the form, or an assertion.',
    isRefusal: true,
  },
  client_authentication_method: {
    verifies: 'The application is registered for the authentication method that it used',
    mend: 'Use the registered method, or change token_endpoint_auth_method. A public application sends no secret.',
    isRefusal: true,
  },
  client_secret: {
    verifies: 'The client_secret is the present one, or the previous one until it ends',
    mend: 'Configure the present secret in the application. If it is lost, rotate it: the answer has the new one.',
    isRefusal: true,
  },
  client_secret_ended: {
    verifies: 'The client_secret is not a previous one that has ended',
    mend: 'The application still has the secret from before the last rotation. Configure the present one, or rotate again with a longer overlap.',
    isRefusal: true,
  },
  assertion_signature: {
    verifies: 'The assertion is signed with a registered key and an accepted algorithm',
    mend: 'Register the public key (jwks or jwks_uri) with the kid of the assertion, and sign with an algorithm of the discovery document.',
    isRefusal: true,
  },
  assertion_type: {
    verifies: 'The typ of the assertion is client-authentication+jwt, JWT, or absent',
    mend: 'Set typ to client-authentication+jwt, or leave it out.',
    isRefusal: true,
  },
  assertion_issuer: {
    verifies: 'The iss of the assertion is the client_id',
    mend: 'Set iss to the client_id.',
    isRefusal: true,
  },
  assertion_subject: {
    verifies: 'The sub of the assertion is the client_id',
    mend: 'Set sub to the client_id.',
    isRefusal: true,
  },
  assertion_audience: {
    verifies: 'The aud of the assertion is the issuer, as one text',
    mend: 'Set aud to the issuer. For a library that always sends the token endpoint, register allow_endpoint_audience.',
    isRefusal: true,
  },
  assertion_expiry: {
    verifies: 'The assertion has not expired, and does not live longer than an hour',
    mend: 'Compare the clock of the application with the time that was seen (NTP), and set exp a minute ahead.',
    isRefusal: true,
  },
  assertion_begin: {
    verifies: 'The iat and nbf of the assertion are not in the future, beyond thirty seconds',
    mend: 'The clock of the application is ahead: synchronise it (NTP), or leave nbf out.',
    isRefusal: true,
  },
  assertion_identifier: {
    verifies: 'The assertion has a jti',
    mend: 'Set jti to a new random value in each assertion.',
    isRefusal: true,
  },
  assertion_unused: {
    verifies: 'The assertion is used for the first time',
    mend: 'Make a new assertion for each request, retries included.',
    isRefusal: true,
  },
} as const satisfies Record<string, CheckDefinition>;

export const TOKEN_CHECKS = {
  ...CLIENT_CHECKS,
  grant_allowed: {
    verifies: 'The application is registered for the grant',
    mend: 'Add the grant to the grant_types of the application, or use one of those it has.',
  },
  client_confidential: {
    verifies: 'The application is confidential',
    mend: 'Register a confidential application: a public one can neither act for itself nor introspect tokens.',
  },
  client_unchanged: {
    verifies: 'The application was not changed while the request ran',
    mend: 'Send the request again.',
  },
  code_known: {
    verifies: 'The code was issued here, and is not older than a day',
    mend: 'Send the code exactly as the redirect had it, decoded once from the URL, to the issuer that it came from.',
  },
  code_of_client: {
    verifies: 'The code was issued to this application',
    mend: 'Redeem the code with the client_id that requested it.',
  },
  code_unused: {
    verifies: 'The code was not redeemed before',
    mend: 'Redeem each code once. A callback page that is loaded twice, or a retry, redeems it twice: the tokens of the first time are revoked then. Start again at the sign-in.',
  },
  code_expiry: {
    verifies: 'The code is younger than ten minutes',
    mend: 'Redeem the code at once. If the person presses Back, start again at the sign-in.',
  },
  code_redirect_uri: {
    verifies: 'The redirect_uri is the one of the authorization request',
    mend: 'Send the same redirect_uri with the code as with the authorization request.',
  },
  scopes_left: {
    verifies: 'The application is still registered for a scope that was granted',
    mend: 'Register the application for the scopes again, or let the person sign in again.',
  },
  code_verifier: {
    verifies: 'The code_verifier matches the code_challenge of the authorization request',
    mend: 'Keep the verifier in the session that started the sign-in, and send it with the code. Two tabs need two verifiers. Without a challenge, send none.',
  },
  person_active: {
    verifies: 'The person is not blocked or deleted, and their membership lasts',
    mend: 'Unblock the person, or invite them again; then they sign in again.',
  },
  refresh_token_known: {
    verifies: 'The refresh token was issued here and is not past its retention',
    mend: 'Send the newest refresh token exactly as it was received, to the issuer that it came from.',
  },
  refresh_token_of_client: {
    verifies: 'The refresh token was issued to this application',
    mend: 'Send it with the client_id to which it was issued.',
  },
  refresh_token_expiry: {
    verifies: 'The refresh token has not expired',
    mend: 'Let the person sign in again, or lengthen the lifetime of refresh tokens of the application.',
  },
  refresh_token_unused: {
    verifies: 'The refresh token is not revoked, and was not used before',
    mend: 'Store the new refresh token of each answer, and refresh in one place at a time. A token that is used twice may be stolen: all of its family are revoked. Let the person sign in again.',
  },
  token_scope: {
    verifies: 'The requested scopes were granted, and the application is registered for them',
    mend: 'Ask for fewer scopes, or register the application for them and let the person sign in again.',
  },
  token_resource: {
    verifies: 'The requested resources were granted, and the application is registered for them',
    mend: 'Ask for a resource that was part of the authorization request, or register the application for it.',
  },
} as const satisfies Record<string, CheckDefinition>;
