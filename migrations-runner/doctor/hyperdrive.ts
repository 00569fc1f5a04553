/** Checks that Hyperdrive's cache is off: by default Hyperdrive caches reads. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../command-line/paths.ts';
import { isDevelopment } from '../database/environment.ts';
import type { Check, Finding } from './check.ts';

const PLACEHOLDER = /^0+$/;

/** The fields of Cloudflare's answer that are used. */
interface Configuration {
  caching?: { disabled?: boolean };
}

const WHY = 'A cached read serves a revoked session or token for up to 75 seconds.';

const caching: Check = {
  name: 'hyperdrive',
  run: async ({ environment }) => {
    const ids = await configuredIds(environment.WRANGLER_CONFIG ?? join(ROOT, 'wrangler.toml'));
    const { CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_ACCOUNT_ID: account } = environment;
    const known = ids.filter((id) => !PLACEHOLDER.test(id));
    if (known.length === 0 || !token || !account) return isDevelopment(environment) ? [] : [reminder(known)];
    const base = environment.CLOUDFLARE_API_BASE_URL ?? 'https://api.cloudflare.com/client/v4';
    const inspected = known.map((id) => inspect(`${base}/accounts/${account}/hyperdrive/configs/${id}`, id, token));
    return (await Promise.all(inspected)).flat();
  },
};

async function configuredIds(file: string): Promise<string[]> {
  if (!existsSync(file)) return [];
  const text = await readFile(file, 'utf8');
  const sections = text.matchAll(/^\[\[(?:env\.[\w-]+\.)?hyperdrive\]\]$([^[]*)/gm);
  return [...sections].flatMap(([, body = '']) => /^id\s*=\s*"([^"]+)"/m.exec(body)?.[1] ?? []);
}

function reminder(ids: string[]): Finding {
  return {
    level: 'info',
    what: 'Whether the cache of Hyperdrive is off was not looked at.',
    why: WHY,
    mend: `Set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID to have it checked, or look: npx wrangler hyperdrive get ${ids[0] ?? '<id>'}`,
  };
}

async function inspect(url: string, id: string, token: string): Promise<Finding[]> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) }).catch(() => null);
  if (!response?.ok) {
    const what = `Cloudflare does not tell about the Hyperdrive configuration ${id} (${response?.status ?? 'no answer'}).`;
    return [{ level: 'warning', what, why: WHY, mend: 'Give the API token the permission Hyperdrive: Read.' }];
  }
  const { result } = (await response.json()) as { result?: Configuration };
  if (result?.caching?.disabled === true) return [];
  const mend = `npx wrangler hyperdrive update ${id} --caching-disabled true`;
  return [{ level: 'error', what: `The cache of the Hyperdrive configuration ${id} is on.`, why: WHY, mend }];
}

export const HYPERDRIVE_CHECKS: readonly Check[] = [caching];
