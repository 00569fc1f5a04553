/** Checks access tokens: JWTs that the issuer signs for this API (RFC 9068). */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { ISSUER, ORGANISATION_ID, RESOURCE, SIGNING_ALG } from './configuration.js';

// Kept in memory, and read again when a token is signed by a key that is new.
const keys = createRemoteJWKSet(new URL(`${ISSUER}/oauth2/jwks.json`));

/** Lets a request pass whose token has the scope, with the token's claims as `request.token`. */
export function requireScope(scope) {
  return async (request, response, next) => {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    // RFC 6750 section 3.1: without a token the answer has no error code.
    if (!given) return refuse(response, 401, 'Bearer');
    const token = await verify(given);
    if (!token) return refuse(response, 401, 'Bearer error="invalid_token"');
    if (!String(token.scope).split(' ').includes(scope)) {
      return refuse(response, 403, `Bearer error="insufficient_scope", scope="${scope}"`);
    }
    request.token = token;
    next();
  };
}

/** @returns the claims of a token that is good for this API; null for any other */
async function verify(token) {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: ISSUER,
      audience: RESOURCE,
      // No ID token passes, and no algorithm that the sender has chosen.
      typ: 'at+jwt',
      algorithms: [SIGNING_ALG],
      requiredClaims: ['exp', 'sub', 'client_id'],
    });
    return payload.org_id === ORGANISATION_ID ? payload : null;
  } catch (error) {
    // Any other error says that the keys could not be read, and nothing about the token.
    if (/^ERR_(JWT|JWS|JWKS_NO|JOSE_ALG|JOSE_NOT)_/.test(error.code)) return null;
    throw error;
  }
}

function refuse(response, status, challenge) {
  response.status(status).set('WWW-Authenticate', challenge).json({ status });
}
