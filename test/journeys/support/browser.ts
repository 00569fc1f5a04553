/** A headless browser that writes down everything it has to complain about. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';
import { findChromium } from './chromium.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** What hangs ends by it; a busy machine does not reach it. */
const TIMEOUT_MS = 120_000;

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...(await findChromium()), headless: true, args: FLAGS });
}

export interface Visitor {
  page: Page;
  /** What the console showed: violations of the content security policy, failed requests, errors of scripts. */
  complaints: string[];
  /** A picture of the page for people to look at, in light and dark. */
  shoot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Somebody with a browser of their own: no cookies, no history. */
export async function openVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 900, height: 760 }, ...options });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    page,
    complaints,
    shoot: (name) => shoot(page, name),
    close: () => context.close(),
  };
}

const PICTURES = join(ROOT, 'test-results');

async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}.png`), fullPage: true });
  }
}
