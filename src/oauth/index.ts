/** Surface: OAuth 2.1 and OpenID Connect under /oauth2 and /.well-known. */
import { Hono } from 'hono';
import { AppError } from '../errors.ts';
import type { HonoEnv, HttpContext } from '../http/hono-env.ts';
import { limitBody } from '../http/middleware/body-limit.ts';
import { refuseContentEncoding } from '../http/middleware/content-encoding.ts';
import { countAddress, limitByAddress, limitFailures } from '../http/middleware/rate-limit.ts';
import { PATHS } from '../http/paths.ts';
import { readableByClient, readableByEverybody } from './cors.ts';
import { authorize } from './endpoints/authorize.ts';
import { confirmEndSession, endSession } from './endpoints/end-session.ts';
import { introspect } from './endpoints/introspect.ts';
import { allowEveryOrigin, cachedJwks, jwks, metadata } from './endpoints/metadata.ts';
import { relatedOrigins } from './endpoints/related-origins.ts';
import { revoke } from './endpoints/revoke.ts';
import { STATUS_LIST_PATH, statusList } from './endpoints/status-list.ts';
import { token } from './endpoints/token.ts';
import { userinfo } from './endpoints/userinfo.ts';
import { CONFIRMATION_PATH } from './logout/confirmation.tsx';
import { renderAuthorizationError, renderProtocolError } from './render-error.ts';

/** Well-known paths: OIDC Discovery section 4, RFC 8414 section 3. */
const METADATA_PATHS = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];
const JWKS_PATHS = ['/oauth2/jwks.json', '/.well-known/jwks.json'];

const BODY_BYTES_MAX = 64 * 1024;

/** Documents that are answered from the isolate's cache. Documents that are not cached are left to `createOAuth`. */
export function createCachedDocuments() {
  const app = new Hono<HonoEnv>();
  app.on('GET', METADATA_PATHS, metadata);
  app.on('GET', JWKS_PATHS, cachedJwks);
  return app;
}

export function createOAuth() {
  const app = new Hono<HonoEnv>();
  app.onError((error, c) => renderProtocolError(c, error));
  // Before middleware that refuses: scripts must be able to read refusals too.
  app.use('/oauth2/token', readableByClient);
  app.use('/oauth2/revoke', readableByClient);
  app.use('/oauth2/userinfo', readableByEverybody);
  app.use('/oauth2/*', refuseContentEncoding);
  app.use('/oauth2/*', limitBody(BODY_BYTES_MAX));
  app.on(['GET', 'POST'], PATHS.authorize, forBrowsers(authorize));
  app.on(['GET', 'POST'], PATHS.endSession, forBrowsers(endSession));
  app.post(CONFIRMATION_PATH, forBrowsers(confirmEndSession));
  app.post('/oauth2/token', limitFailures, token);
  app.post('/oauth2/revoke', limitFailures, revoke);
  app.post('/oauth2/introspect', limitFailures, introspect);
  app.on(['GET', 'POST'], '/oauth2/userinfo', limitFailures, userinfo);
  app.on('GET', JWKS_PATHS, jwks);
  app.get(STATUS_LIST_PATH, limitByAddress('client'), statusList);
  app.options(STATUS_LIST_PATH, allowEveryOrigin);
  for (const path of [...METADATA_PATHS, ...JWKS_PATHS]) {
    app.options(path, allowEveryOrigin);
    app.all(path, (c) => refuseMethod(c, 'GET, HEAD'));
  }
  app.get('/.well-known/webauthn', limitByAddress('general'), relatedOrigins);
  for (const path of [PATHS.authorize, PATHS.endSession]) app.all(path, (c) => refuseMethod(c, 'GET or POST'));
  for (const path of ['/oauth2/token', '/oauth2/revoke', '/oauth2/introspect']) {
    app.all(path, (c) => refuseMethod(c, 'POST'));
  }
  return app;
}

/** An endpoint for browsers: errors are a redirect or a page. */
function forBrowsers(answer: (c: HttpContext) => Promise<Response>) {
  return async (c: HttpContext) => {
    try {
      await countAddress(c, 'general');
      return await answer(c);
    } catch (error) {
      return renderAuthorizationError(c, error);
    }
  };
}

function refuseMethod(c: { header(name: string, value: string): void }, allowed: string): never {
  c.header('Allow', allowed.replace(' or ', ', '));
  throw new AppError('method_not_allowed', `Use ${allowed}`);
}
