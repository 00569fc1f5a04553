/** OpenID Connect for a program on a person's device: the code flow with PKCE in the system's browser, and no secret. */
import * as openid from 'openid-client';
import { openLoopback } from './loopback.js';

const { ISSUER = 'http://localhost:4000', CLIENT_ID } = process.env;
if (!CLIENT_ID) {
  console.error('Set CLIENT_ID: "npm run admin -- client create" prints it.');
  process.exit(1);
}

// Reads the endpoints and keys of the issuer. Plain http is for a developer's machine only.
const provider = await openid.discovery(new URL(ISSUER), CLIENT_ID, undefined, openid.None(), {
  execute: ISSUER.startsWith('http://localhost') ? [openid.allowInsecureRequests] : [],
});

/** @param openBrowser is given the address where the person signs in */
export async function signIn(openBrowser) {
  const loopback = await openLoopback();
  try {
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const checks = { pkceCodeVerifier, expectedState: openid.randomState(), expectedNonce: openid.randomNonce() };
    const url = openid.buildAuthorizationUrl(provider, {
      redirect_uri: loopback.redirectUri,
      // offline_access: a refresh token, too.
      scope: 'openid profile email offline_access',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const callback = loopback.receive(checks.expectedState);
    openBrowser(url.href);
    return toKeep(await openid.authorizationCodeGrant(provider, await callback, { ...checks, idTokenExpected: true }));
  } finally {
    loopback.close();
  }
}

function toKeep(answer) {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    idToken: answer.id_token,
    subject: answer.claims().sub,
    expiresAt: Date.now() + answer.expires_in * 1000,
  };
}

/** The tokens, renewed when they expire within a minute. Each renewal brings the next refresh token: keep it. */
export async function freshTokens(tokens) {
  if (tokens.expiresAt > Date.now() + 60_000) return tokens;
  return toKeep(await openid.refreshTokenGrant(provider, tokens.refreshToken));
}

export function readProfile({ accessToken, subject }) {
  return openid.fetchUserInfo(provider, accessToken, subject);
}

/**
 * Revokes the refresh token, and with it every token of this sign-in.
 * @returns the address that signs the person out in the browser as well
 */
export async function signOut({ refreshToken, idToken }) {
  await openid.tokenRevocation(provider, refreshToken);
  return openid.buildEndSessionUrl(provider, { id_token_hint: idToken }).href;
}
