/** The checks of an authorization request, in the words of an administrator. */
import type { CheckDefinition } from './check-definition.ts';

export const AUTHORIZATION_CHECKS = {
  parameters: {
    verifies: 'Every parameter is sent once, with a value of acceptable length and characters',
    mend: 'Send each parameter once. Often the base URL of the application has the parameter already.',
  },
  client: {
    verifies: 'The client_id names an application',
    mend: 'Compare the client_id of the application with the registered one, and the issuer with this one.',
    isRefusal: true,
  },
  client_active: {
    verifies: 'The application is active and not revoked',
    mend: 'Activate the application, or register a new one if it was revoked, and configure its client_id.',
    isRefusal: true,
  },
  organisation_active: {
    verifies: 'The organisation is in trial or active',
    mend: 'The organisation is suspended or cancelled. The operator of the platform can reactivate or restore it.',
    isRefusal: true,
  },
  redirect_uri: {
    verifies: 'The redirect_uri is exactly one of the registered ones',
    mend: 'Register exactly this address, or correct the one in the application. Scheme, port, path and a trailing slash count; behind a proxy it is often http instead of https.',
    isRefusal: true,
  },
  unsupported: {
    verifies: 'The request uses no parameter that is not supported',
    mend: 'Send plain parameters: request objects and registration in a request are not supported.',
    isRefusal: true,
  },
  response_type: {
    verifies: 'The response_type is code, and the application may use the authorization code grant',
    mend: 'Send response_type=code, and register the application for the grant authorization_code.',
    isRefusal: true,
  },
  response_mode: {
    verifies: 'The response_mode exists, and the redirect_uri can receive it',
    mend: 'Leave response_mode out, or send query, fragment or form_post.',
    isRefusal: true,
  },
  scope: {
    verifies: 'The application is registered for every requested scope',
    mend: 'Register the application for the scopes it lacks, or ask for fewer.',
    isRefusal: true,
  },
  resource: {
    verifies: 'The application is registered for every requested resource',
    mend: 'Register the application for the resource. A trailing slash makes another resource.',
    isRefusal: true,
  },
  nonce: { verifies: 'The nonce is read', mend: 'Send a nonce of acceptable characters.' },
  pkce: {
    verifies: 'The request is bound to the application by a code_challenge, or by a nonce where that is enough',
    mend: 'Switch PKCE on in the application: a code_challenge with code_challenge_method=S256.',
    isRefusal: true,
  },
  prompt: {
    verifies: 'The prompt has known values, and none stands alone',
    mend: 'Send login, consent or select_account, or none alone.',
    isRefusal: true,
  },
  max_age: { verifies: 'The max_age is a number', mend: 'Send max_age in whole seconds.', isRefusal: true },
  claims: {
    verifies: 'The claims parameter is JSON as OpenID Connect Core section 5.5 describes it',
    mend: 'Correct the member that the reason names, or ask for scopes instead.',
    isRefusal: true,
  },
  acr_values: { verifies: 'The acr_values are read', mend: 'Send values of acceptable characters.' },
  id_token_hint: {
    verifies: 'The id_token_hint is an ID token that was issued here to this application',
    mend: 'Send the ID token of this application as it was issued, or leave the hint out.',
    isRefusal: true,
  },
  hinted_person: {
    verifies: 'The id_token_hint and the claims name one person',
    mend: 'Send only one of them.',
    isRefusal: true,
  },
  state: { verifies: 'The state is read', mend: 'Send a state of acceptable characters.' },
  login_hint: { verifies: 'The login_hint is not too long', mend: 'Shorten login_hint.', isRefusal: true },
  request_length: {
    verifies: 'The request is short enough to wait for a sign-in',
    mend: 'Store the data of state in the application, and send a key to it.',
    isRefusal: true,
  },
  request_waiting: {
    verifies: 'The sign-in that the browser continues is younger than half an hour, and was not completed',
    mend: 'Start again at the application. If it happens often, a bookmark or a page in the history is opened.',
  },
  consent_not_denied: {
    verifies: 'The person did not deny the request',
    mend: 'The person denied what the application asked for. Ask for less, or start again.',
  },
  signed_in: {
    verifies: 'The person is signed in to the organisation of the application, recently enough',
    mend: 'Redirect the whole page without prompt=none. In a frame the browser does not send the cookie.',
  },
  hinted_person_signed_in: {
    verifies: 'The person who has signed in is the one that the request names',
    mend: 'Sign out first, or leave id_token_hint and the claim sub out.',
  },
  authentication_context: {
    verifies: 'The sign-in reaches the authentication context that the request requires',
    mend: 'The person sets up a second factor or a passkey, or the application requests acr as a voluntary claim.',
  },
  second_factor_set_up: {
    verifies: 'The person has the second factor that the organisation requires',
    mend: 'Redirect the whole page without prompt=none: the person then sets up a second factor.',
  },
  consent: {
    verifies: 'The person has consented to the requested scopes',
    mend: 'Redirect the whole page without prompt=none: the person is then asked.',
  },
} as const satisfies Record<string, CheckDefinition>;
