/** Access tokens for a service that acts for itself: client_credentials (RFC 6749 section 4.4). */
import * as openid from 'openid-client';
import { CLIENT_ID, CLIENT_SECRET, ISSUER, RESOURCE } from './configuration.js';

// Reads the endpoints of the issuer. Plain http is for a developer's machine only.
const provider = await openid.discovery(
  new URL(ISSUER),
  String(CLIENT_ID),
  undefined,
  openid.ClientSecretBasic(String(CLIENT_SECRET)),
  { execute: ISSUER.startsWith('http://localhost') ? [openid.allowInsecureRequests] : [] },
);

let token;
let renewAt = 0;

/** A token for the API. One serves many requests: the next is requested a minute before it expires. */
export function accessToken() {
  if (Date.now() >= renewAt) {
    renewAt = Number.POSITIVE_INFINITY;
    token = requestToken();
  }
  return token;
}

async function requestToken() {
  try {
    // RFC 8707: the resource becomes the token's audience, so that no other API accepts it.
    const answer = await openid.clientCredentialsGrant(provider, { resource: RESOURCE, scope: 'orders:read' });
    renewAt = Date.now() + (Number(answer.expires_in) - 60) * 1000;
    return answer.access_token;
  } catch (error) {
    // The next call tries again.
    renewAt = 0;
    throw error;
  }
}
