/** OpenID Connect in the browser: the code flow with PKCE, and no secret. */
import { ErrorResponse, UserManager } from 'oidc-client-ts';

/** Renews the access token a minute before it expires, by itself. */
export function createUserManager({ issuer, clientId, resource }) {
  return new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${location.origin}/callback`,
    post_logout_redirect_uri: `${location.origin}/`,
    // offline_access: a refresh token, too.
    scope: 'openid profile email offline_access orders:read',
    // RFC 8707: the access token is for this API, and no other accepts it.
    resource,
    // The refresh token, and with it every token of this sign-in: signing out leaves them valid.
    revokeTokensOnSignout: true,
    revokeTokenTypes: ['refresh_token'],
  });
}

/** Who is signed in, with tokens that are valid; null when nobody is. */
export async function currentUser(manager) {
  const user = await manager.getUser();
  if (!user?.expired) return user;
  try {
    return await manager.signinSilent();
  } catch (error) {
    // The person's tokens were revoked, or they were blocked. Any other error may pass.
    if (error instanceof ErrorResponse) await manager.removeUser();
    return null;
  }
}

/** Leaves the page. */
export function signIn(manager) {
  return manager.signinRedirect({ nonce: crypto.randomUUID() });
}

/**
 * Takes what the browser brought back from signing in: checks state and nonce, and exchanges the code.
 * @returns whether that went well; also true where nothing was brought
 */
export async function finishSignIn(manager) {
  if (location.pathname !== '/callback') return true;
  try {
    await manager.signinCallback();
    return true;
  } catch (error) {
    console.warn(error);
    return false;
  } finally {
    // The code leaves the address, and with it the history.
    history.replaceState(null, '', '/');
  }
}
