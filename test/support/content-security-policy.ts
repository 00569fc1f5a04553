/** The complete content security policy of a page, so that tests notice missing and additional directives. */
import { sha256 } from '../../src/lib/secrets.ts';

export interface PageSources {
  /** For a page whose form is redirected to a client: browsers apply `form-action` to redirects, too. */
  endsAtClient?: boolean;
  /** For a page that calls our API. */
  connects?: boolean;
  /** Origins that are framed. */
  frames?: string[];
}

/** The policy of the API: nothing may be loaded or framed. */
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
