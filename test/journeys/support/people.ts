/** What a person does on the hosted pages. */
import type { Page } from 'playwright-core';
import { DEMO_OWNER } from '../../../migrations-runner/seed/demo-data.ts';

interface Credentials {
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
  await page.waitForURL((url) => url.href.startsWith(redirectUri), { timeout: 10_000 });
  return new URL(page.url());
}
