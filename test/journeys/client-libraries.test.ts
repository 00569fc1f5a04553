/** What applications sign people in with, as it comes, through the real Worker with a real browser. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { DEMO_OWNER } from '../../migrations-runner/seed/demo-data.ts';
import { authJs } from './clients/auth-js.ts';
import { betterAuth } from './clients/better-auth.ts';
import type { ClientLibrary } from './clients/client-library.ts';
import { expressOpenIdConnect } from './clients/express-openid-connect.ts';
import { oidcClientTs } from './clients/oidc-client-ts.ts';
import { passportOpenIdConnect } from './clients/passport.ts';
import { launchBrowser, openVisitor } from './support/browser.ts';
import { register } from './support/clients.ts';
import { answerConsent, signIn } from './support/people.ts';
import { openWebServer } from './support/relying-party.ts';
import { type Server, startServer } from './support/server.ts';

const LIBRARIES: ClientLibrary[] = [authJs, betterAuth, oidcClientTs, passportOpenIdConnect, expressOpenIdConnect];

/** Pictures that an application has none of, or fetches from a site of its maker's. */
const PICTURE = /\/favicon\.ico|\.svg\)/;

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

/** Serves an application that uses the library, and registers it. */
async function install(library: ClientLibrary): Promise<string> {
  const { origin, serve, close } = await openWebServer();
  onTestFinished(close);
  const { confidential, requirePkce = true, idTokenClaims } = library.registration;
  const allowedOrigins = confidential ? [] : [origin];
  const registration = { firstParty: false, confidential, requirePkce, allowedOrigins, idTokenClaims };
  const credentials = await register(origin + library.callbackPath, registration);
  serve(library.createApplication({ issuer: server.issuer, origin, ...credentials }));
  return origin;
}

test.each(LIBRARIES)('$name signs a person in', async (library) => {
  const origin = await install(library);
  const { page, complaints, close } = await openVisitor(browser);
  onTestFinished(close);
  await page.goto(`${origin}/login`);
  await library.begin?.(page);
  await signIn(page);
  await answerConsent(page, 'Allow');
  await page.waitForURL(`${origin}/home`);
  await page.getByRole('heading', { name: DEMO_OWNER.email }).waitFor();
  expect(complaints.filter((complaint) => !PICTURE.test(complaint))).toEqual([]);
  expect(server.complaints()).toEqual([]);
});
