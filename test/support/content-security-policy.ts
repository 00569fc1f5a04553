/** The whole content security policy of a page, so that no directive can go missing, and none be added unseen. */
import { sha256 } from '../../src/lib/secrets.ts';

export interface PageSources {
  /** Of a page whose form ends at a client: browsers hold `form-action` against where the form is redirected to. */
  endsAtClient?: boolean;
  /** Of a page that asks our API. */
  connects?: boolean;
  /** Origins that are framed. */
  frames?: string[];
}

/** What the API answers with: nothing may be loaded by it, and nothing may frame it. */
export const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** @param body of the page: each style and script in it is allowed by its hash (CSP Level 3 section 8.4) */
export async function policyOf(body: string, { endsAtClient, connects, frames = [] }: PageSources = {}) {
  const hashesOf = (pattern: RegExp) =>
    Promise.all([...body.matchAll(pattern)].map(async ([, text = '']) => `'${await sourceOf(text)}'`));
  return [
    "default-src 'none'",
    `style-src ${(await hashesOf(/<style>(.*?)<\/style>/gs)).join(' ')}`,
    'img-src https: data:',
    `script-src ${(await hashesOf(/<script[^>]*>(.*?)<\/script>/gs)).join(' ')}`,
    ...(connects ? ["connect-src 'self'"] : []),
    ...(frames.length > 0 ? [`frame-src ${frames.join(' ')}`] : []),
    ...(endsAtClient ? [] : ["form-action 'self'"]),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

async function sourceOf(text: string): Promise<string> {
  return `sha256-${(await sha256(text)).replaceAll('-', '+').replaceAll('_', '/')}=`;
}
