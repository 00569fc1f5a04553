import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import express from 'express';
import type { ClientLibrary, Installation } from './client-library.ts';

const SCRIPT = join(
  dirname(createRequire(import.meta.url).resolve('oidc-client-ts')),
  '../browser/oidc-client-ts.min.js',
);

/** An application that is nothing but a page: a public client, whose tokens the browser asks for itself. */
function page({ issuer, origin, clientId }: Installation, script: string): string {
  const settings = {
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${origin}/callback`,
    scope: 'openid email',
  };
  return `<!doctype html><title>Application</title><h1></h1><p id="subject"></p>
    <script src="/oidc-client-ts.js"></script>
    <script type="module">
      const manager = new oidc.UserManager({
        ...${JSON.stringify(settings)},
        userStore: new oidc.WebStorageStateStore({ store: localStorage }),
      });
      ${script}
    </script>`;
}

const HOME = `
  const user = await manager.getUser();
  document.querySelector('h1').textContent = user.profile.email;
  document.querySelector('#subject').textContent = user.profile.sub;`;

export const oidcClientTs: ClientLibrary = {
  name: 'oidc-client-ts',
  callbackPath: '/callback',
  registration: { confidential: false, idTokenClaims: 'scopes' },
  createApplication: (installation) => {
    const app = express();
    const serve = (path: string, script: string) =>
      app.get(path, (_request, response) => void response.send(page(installation, script)));
    app.get('/oidc-client-ts.js', (_request, response) => response.sendFile(SCRIPT));
    serve('/login', 'await manager.signinRedirect();');
    serve('/callback', `await manager.signinCallback(); location.replace('/home');`);
    serve('/home', HOME);
    return app;
  },
};
