import { randomUUID } from 'node:crypto';
import express from 'express';
import openIdConnect from 'express-openid-connect';
import { type ClientLibrary, homePage } from './client-library.ts';

/** Its default is the implicit flow (RFC 9700 section 2.1.2: gone); this is how its users ask for the code flow. */
const CODE_FLOW = { response_type: 'code', scope: 'openid email' };

export const expressOpenIdConnect: ClientLibrary = {
  name: 'express-openid-connect',
  callbackPath: '/callback',
  registration: { confidential: true, idTokenClaims: 'scopes' },
  createApplication: ({ issuer, origin, clientId, clientSecret }) => {
    const app = express();
    app.use(
      openIdConnect.auth({
        issuerBaseURL: issuer,
        baseURL: origin,
        clientID: clientId,
        clientSecret,
        secret: randomUUID(),
        authRequired: false,
        authorizationParams: CODE_FLOW,
        routes: { login: false },
      }),
    );
    app.get('/login', (_request, response) => response.oidc.login({ returnTo: '/home' }));
    app.get('/home', ({ oidc }, response) => {
      response.send(homePage({ email: oidc.user?.email, subject: oidc.user?.sub }));
    });
    return app;
  },
};
