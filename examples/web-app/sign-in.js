/** OpenID Connect: the code flow with PKCE, renewing tokens, and signing out. */
import * as openid from 'openid-client';
import { BASE_URL, CLIENT_ID, CLIENT_SECRET, ISSUER } from './configuration.js';

// Reads the endpoints and keys of the issuer. Plain http is for a developer's machine only.
const provider = await openid.discovery(
  new URL(ISSUER),
  String(CLIENT_ID),
  undefined,
  openid.ClientSecretBasic(String(CLIENT_SECRET)),
  { execute: ISSUER.startsWith('http://localhost') ? [openid.allowInsecureRequests] : [] },
);

/** @returns where to send the browser, and what to keep in the session until it is back */
export async function startSignIn() {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier, expectedState: openid.randomState(), expectedNonce: openid.randomNonce() };
  const url = openid.buildAuthorizationUrl(provider, {
    redirect_uri: `${BASE_URL}/callback`,
    // offline_access: a refresh token, too.
    scope: 'openid profile email offline_access',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, checks };
}

/** Checks state, issuer, nonce and the ID token. @throws when one of them is wrong, or the person refused */
export async function finishSignIn(callback, checks) {
  const answer = await openid.authorizationCodeGrant(provider, callback, { ...checks, idTokenExpected: true });
  return { person: answer.claims(), tokens: toKeep(answer) };
}

function toKeep(answer) {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    idToken: answer.id_token,
    expiresAt: Date.now() + answer.expires_in * 1000,
  };
}

const renewals = new Map();

/** The tokens, renewed when they expire within a minute. */
export async function freshTokens(tokens) {
  if (tokens.expiresAt > Date.now() + 60_000) return tokens;
  // A refresh token is for one use, and its renewal brings the next one: requests at the same time share a renewal.
  const { refreshToken } = tokens;
  if (!renewals.has(refreshToken)) {
    renewals.set(refreshToken, openid.refreshTokenGrant(provider, refreshToken).then(toKeep));
    setTimeout(() => renewals.delete(refreshToken), 30_000).unref();
  }
  return renewals.get(refreshToken);
}

export function readProfile(tokens, subject) {
  return openid.fetchUserInfo(provider, tokens.accessToken, subject);
}

/** Whether an error says that the tokens are valid no longer. */
export function isOver(error) {
  const reason = error.error ?? error.cause?.[0]?.parameters?.error;
  return reason === 'invalid_grant' || reason === 'invalid_token';
}

/** Revokes the refresh token, and with it every token of this sign-in: signing out leaves them valid. */
export function revoke(tokens) {
  return openid.tokenRevocation(provider, tokens.refreshToken);
}

/** Where to send the browser, so that the person is signed out at the issuer as well. */
export function signOutUrl(tokens) {
  const url = openid.buildEndSessionUrl(provider, { post_logout_redirect_uri: `${BASE_URL}/` });
  if (tokens) url.searchParams.set('id_token_hint', tokens.idToken);
  return url.href;
}
