/** The web origins that may act with our cookies: our pages, the administration, and the operator's sign-in page. */
import type { Env } from '../env.ts';

const DEVELOPMENT = [3000, 5173].flatMap((port) => [`http://localhost:${port}`, `https://localhost:${port}`]);

export function trustedOrigins(config: Env): Set<string> {
  const { ISSUER_URL, ADMIN_WEB_ORIGIN, ADMIN_WEB_INTERNAL_ORIGIN, LOGIN_UI_URL, ENVIRONMENT } = config;
  const configured = [ISSUER_URL, ADMIN_WEB_ORIGIN, ADMIN_WEB_INTERNAL_ORIGIN, LOGIN_UI_URL];
  return new Set([
    ...configured.filter((url) => url !== undefined).map((url) => new URL(url).origin),
    ...(ENVIRONMENT === 'development' ? DEVELOPMENT : []),
  ]);
}
