import { randomUUID } from 'node:crypto';
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { type Profile, Strategy, type VerifyCallback } from 'passport-openidconnect';
import { type ClientLibrary, homePage, type Installation } from './client-library.ts';

interface KnownPerson {
  id: string;
  email: string | undefined;
}

/** It reads no discovery document: its users copy the addresses by hand. */
function createStrategy({ issuer, origin, clientId, clientSecret }: Installation): Strategy {
  const options = {
    issuer,
    authorizationURL: `${issuer}/oauth2/authorize`,
    tokenURL: `${issuer}/oauth2/token`,
    userInfoURL: `${issuer}/oauth2/userinfo`,
    clientID: clientId,
    clientSecret,
    callbackURL: `${origin}/callback`,
    scope: ['email'],
    // It knows no PKCE. Any text switches its nonce on, of which it makes one for each request.
    nonce: 'on',
  };
  return new Strategy(options, (_issuer: string, profile: Profile, done: VerifyCallback) => {
    done(null, { id: profile.id, email: profile.emails?.[0]?.value });
  });
}

export const passportOpenIdConnect: ClientLibrary = {
  name: 'passport-openidconnect',
  callbackPath: '/callback',
  registration: { confidential: true, requirePkce: false, idTokenClaims: 'scopes' },
  createApplication: (installation) => {
    const authenticator = new passport.Passport();
    authenticator.use('cerberus', createStrategy(installation));
    authenticator.serializeUser((user, done) => done(null, user));
    authenticator.deserializeUser((user: KnownPerson, done) => done(null, user));
    const app = express();
    app.use(session({ secret: randomUUID(), resave: false, saveUninitialized: false }));
    app.use(authenticator.session());
    app.get('/login', authenticator.authenticate('cerberus'));
    app.get('/callback', authenticator.authenticate('cerberus', { successRedirect: '/home', failWithError: true }));
    app.get('/home', (request, response) => {
      const person = request.user as KnownPerson | undefined;
      response.send(homePage({ email: person?.email, ...(person ? { subject: person.id } : {}) }));
    });
    return app;
  },
};
