/** An application that signs people in, built on openid-client: an implementation of the protocol that is not ours. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as openid from 'openid-client';

export interface Application {
  configuration: openid.Configuration;
  redirectUri: string;
}

/** What the application keeps between sending the browser away and its return. */
export interface StartedAuthorization {
  url: string;
  checks: openid.AuthorizationCodeGrantChecks;
}

/** Reads the provider's discovery document. http is for localhost only. */
export async function discover(
  issuer: string,
  clientId: string,
  authentication: openid.ClientAuth = openid.None(),
): Promise<openid.Configuration> {
  const options = { execute: [openid.allowInsecureRequests] };
  return openid.discovery(new URL(issuer), clientId, undefined, authentication, options);
}

export const SCOPE = 'openid profile email offline_access';

/** The address to send the browser to: code flow with PKCE, state and nonce. */
export async function startAuthorization(
  application: Application,
  parameters: Record<string, string> = {},
): Promise<StartedAuthorization> {
  const { configuration, redirectUri } = application;
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const [state, nonce] = [openid.randomState(), openid.randomNonce()];
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: SCOPE,
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return { url: url.href, checks: { pkceCodeVerifier, expectedState: state, expectedNonce: nonce } };
}

/** Exchanges what the browser brought back; openid-client checks state, issuer, nonce and the ID token. */
export function exchangeCode(application: Application, callback: URL, { checks }: StartedAuthorization) {
  return openid.authorizationCodeGrant(application.configuration, callback, { ...checks, idTokenExpected: true });
}

/** Verifies an access token as a resource server would (RFC 9068), by nothing but the published keys. */
export async function verifyAccessToken(configuration: openid.Configuration, token: string, audience: string) {
  const { jwks_uri = '', issuer } = configuration.serverMetadata();
  return jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), { issuer, audience, typ: 'at+jwt' });
}
