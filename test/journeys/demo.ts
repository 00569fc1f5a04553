/**
 * Signs in through a running server (`npm start`) as an application would, and prints each step:
 * `npm run demo`, with the issuer as an argument when it is not http://localhost:4000.
 */
import * as openid from 'openid-client';
import { DEMO_CLIENTS, DEMO_OWNER } from '../../migrations-runner/seed/demo-data.ts';
import {
  type Application,
  discover,
  exchangeCode,
  startAuthorization,
  verifyAccessToken,
} from './support/application.ts';
import { launchBrowser, openVisitor } from './support/browser.ts';
import { answerConsent, callbackOf, signIn } from './support/people.ts';
import { startRelyingParty } from './support/relying-party.ts';

const CLIENT_ID = 'demo-third-party';

function step(title: string, details: unknown): void {
  console.log(`\n— ${title}`);
  console.log(details);
}

async function walkThrough(application: Application, goThroughPages: (url: string) => Promise<URL>): Promise<void> {
  const { configuration } = application;
  const { authorization_endpoint, token_endpoint, userinfo_endpoint, jwks_uri } = configuration.serverMetadata();
  step('Discovery', { authorization_endpoint, token_endpoint, userinfo_endpoint, jwks_uri });
  const started = await startAuthorization(application);
  step('The browser is sent to', started.url);
  const callback = await goThroughPages(started.url);
  step('It signs in, allows, and comes back with', Object.fromEntries(callback.searchParams));
  const tokens = await exchangeCode(application, callback, started);
  step('The code is exchanged for tokens', tokens);
  step('The ID token says', tokens.claims());
  const { payload } = await verifyAccessToken(configuration, tokens.access_token, CLIENT_ID);
  step('The access token, verified by the published keys, says', payload);
  const subject = tokens.claims()?.sub ?? openid.skipSubjectCheck;
  step('UserInfo says', await openid.fetchUserInfo(configuration, tokens.access_token, subject));
  const refreshed = await openid.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
  step('The refresh token brings new tokens', refreshed);
  const repeated = await openid.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
  step('Asked again at once, it brings the same refresh token', repeated.refresh_token === refreshed.refresh_token);
  await openid.refreshTokenGrant(configuration, refreshed.refresh_token ?? '');
  const reuse = openid.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
  step('Once that one was used, the first is refused', await reuse.catch(({ error }) => error));
}

const issuer = process.argv[2] ?? 'http://localhost:4000';
const [redirectUri = ''] = DEMO_CLIENTS.find(({ clientId }) => clientId === CLIENT_ID)?.settings.redirectUris ?? [];
const configuration = await discover(issuer, CLIENT_ID);
const relyingParty = await startRelyingParty(Number(new URL(redirectUri).port));
const browser = await launchBrowser();
try {
  const { page } = await openVisitor(browser);
  await walkThrough({ configuration, redirectUri }, async (url) => {
    await page.goto(url);
    await signIn(page, DEMO_OWNER);
    await page.waitForURL((now) => now.pathname === '/oauth2/consent' || now.href.startsWith(redirectUri));
    if (!page.url().startsWith(redirectUri)) await answerConsent(page, 'Allow');
    return callbackOf(page, redirectUri);
  });
} finally {
  await Promise.all([browser.close(), relyingParty.close()]);
}
