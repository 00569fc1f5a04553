/** People, and what they do on the hosted pages. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { DEMO_OWNER } from '../../../migrations-runner/seed/demo-data.ts';

export interface Credentials {
  email: string;
  password: string;
}

export async function signIn(page: Page, { email, password }: Credentials = DEMO_OWNER): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function answerConsent(page: Page, answer: 'Allow' | 'Deny'): Promise<void> {
  await page.getByRole('button', { name: answer }).click();
}

/** Where the browser came back to the application, with what it brought in the query. */
export async function callbackOf(page: Page, redirectUri: string): Promise<URL> {
  await page.waitForURL((url) => url.href.startsWith(redirectUri));
  return new URL(page.url());
}

/** Somebody new, with an organisation of their own. */
export async function createOwner(issuer: string): Promise<Credentials> {
  const unique = randomUUID().slice(0, 13);
  const credentials = { email: `owner-${unique}@example.com`, password: 'Correct-Horse-7' };
  const person = { firstName: 'Ada', lastName: 'Owner', ...credentials };
  const response = await fetch(`${issuer}/v1/auth/onboard`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ organisationName: `Organisation ${unique}`, ...person }),
  });
  if (response.status !== 201) throw new Error(await response.text());
  return credentials;
}
