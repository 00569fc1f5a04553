import { randomUUID } from 'node:crypto';
import { betterAuth as createAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { fromNodeHeaders, toNodeHandler } from 'better-auth/node';
import { genericOAuth } from 'better-auth/plugins';
import express from 'express';
import { type ClientLibrary, homePage, type Installation } from './client-library.ts';

const LOGIN_PAGE = `<!doctype html><title>Log in</title><button>Log in</button><script type="module">
  document.querySelector('button').onclick = async () => {
    const answer = await fetch('/api/auth/sign-in/social', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ provider: 'cerberus', callbackURL: '/home' }),
    });
    location.href = (await answer.json()).url;
  };
</script>`;

function createLibrary({ issuer, origin, clientId, clientSecret }: Installation) {
  const discoveryUrl = `${issuer}/.well-known/openid-configuration`;
  const provider = { providerId: 'cerberus', discoveryUrl, clientId, clientSecret, scopes: ['openid', 'email'] };
  return createAuth({
    baseURL: origin,
    secret: randomUUID(),
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    plugins: [genericOAuth({ config: [provider] })],
    telemetry: { enabled: false },
  });
}

export const betterAuth: ClientLibrary = {
  name: 'better-auth',
  callbackPath: '/api/auth/callback/cerberus',
  registration: { confidential: true },
  createApplication: (installation) => {
    const auth = createLibrary(installation);
    const app = express();
    app.all('/api/auth/{*path}', toNodeHandler(auth));
    app.get('/login', (_request, response) => void response.send(LOGIN_PAGE));
    app.get('/home', async (request, response) => {
      const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
      response.send(homePage({ email: session?.user.email }));
    });
    return app;
  },
  begin: (page) => page.getByRole('button', { name: 'Log in' }).click(),
};
