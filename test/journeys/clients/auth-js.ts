import { randomUUID } from 'node:crypto';
import { ExpressAuth, type ExpressAuthConfig, getSession } from '@auth/express';
import express from 'express';
import { type ClientLibrary, homePage } from './client-library.ts';

export const authJs: ClientLibrary = {
  name: 'Auth.js',
  callbackPath: '/auth/callback/cerberus',
  registration: { confidential: true, idTokenClaims: 'scopes' },
  createApplication: ({ issuer, clientId, clientSecret }) => {
    const config: ExpressAuthConfig = {
      providers: [{ id: 'cerberus', name: 'Cerberus', type: 'oidc', issuer, clientId, clientSecret }],
      secret: randomUUID(),
      trustHost: true,
    };
    const app = express();
    app.use('/auth', ExpressAuth(config));
    app.get('/login', (_request, response) => response.redirect('/auth/signin?callbackUrl=/home'));
    app.get('/home', async (request, response) => {
      const session = await getSession(request, config);
      response.send(homePage({ email: session?.user?.email }));
    });
    return app;
  },
  begin: (page) => page.getByRole('button', { name: 'Sign in with Cerberus' }).click(),
};
