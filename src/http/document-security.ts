/** The credentials of the API, as the reference describes them. */
import { PERMISSIONS } from '../domain/access/permissions.ts';
import type { RoutePermission } from './openapi.ts';
import { PATHS } from './paths.ts';

export function securitySchemes(issuer: string) {
  const scopes = {
    openid: 'Who the person is',
    ...Object.fromEntries(PERMISSIONS.map(({ slug, description }) => [slug, description])),
  };
  const tokenUrl = `${issuer}/oauth2/token`;
  return {
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: 'cerb_sid',
      description:
        'The session of a browser. A deployment may give the cookie another name, such as `__Host-cerb_sid`. ' +
        'Requests that change something also send the header `X-CSRF-Token`, whose value is on every answer.',
    },
    oauth2: {
      type: 'oauth2',
      description: 'An access token (RFC 6750) of a person or of a client. Ask for it with `resource` = the issuer.',
      flows: {
        authorizationCode: { authorizationUrl: issuer + PATHS.authorize, tokenUrl, refreshUrl: tokenUrl, scopes },
        clientCredentials: { tokenUrl, scopes },
      },
    },
    operator: {
      type: 'http',
      scheme: 'bearer',
      description: 'The key of an operator of the platform, sent as a bearer token.',
    },
    apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, sent as a bearer token.' },
  };
}

/** The scopes are those that third parties' tokens need. */
export function securityOf(permission: RoutePermission, scope: string | null): Record<string, string[]>[] {
  if (permission === 'none') return [];
  if (permission === 'operator') return [{ operator: [] }];
  if (permission === 'session') return [{ session: [] }];
  const token = { oauth2: scope === null ? [] : [scope] };
  return permission === 'self' ? [{ session: [] }, token] : [{ session: [] }, token, { apiKey: [] }];
}
