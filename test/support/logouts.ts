/** Clients that receive logout tokens, and their answers. */
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { onTestFinished, vi } from 'vitest';
import { ISSUER, send } from './app.ts';
import { asOwner } from './database.ts';
import { obtainTokens } from './oauth.ts';
import { createClient, type TestClient, type TestOrganisation } from './organisation.ts';

export interface ReceivedLogout {
  url: string;
  init: RequestInit;
  /** The logout token. */
  token: string;
}

type Answer = (request: ReceivedLogout) => Response | Promise<Response>;

/** Replaces the network until the test ends. @returns the received requests, in order */
export function receiveLogouts(answer: Answer = () => new Response()): ReceivedLogout[] {
  const received: ReceivedLogout[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const request = { url, init, token: new URLSearchParams(String(init.body)).get('logout_token') ?? '' };
    received.push(request);
    return answer(request);
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return received;
}

/** Verifies a logout token as a client does (OpenID Connect Back-Channel Logout 1.0 section 2.6). */
export async function verifyLogoutToken(request: ReceivedLogout | undefined, client: TestClient) {
  const keys = createLocalJWKSet((await (await send('/oauth2/jwks.json')).json()) as JSONWebKeySet);
  const expected = { issuer: ISSUER, audience: client.clientId, typ: 'logout+jwt' };
  return jwtVerify(request?.token ?? '', keys, expected);
}

/** A client with a back-channel logout URI of its own. */
export async function createListener(organisation: TestOrganisation, columns: Record<string, unknown> = {}) {
  const uri = `https://${crypto.randomUUID()}.example.com/logout`;
  const client = await createClient(organisation.id, { columns: { backchannel_logout_uri: uri, ...columns } });
  return { ...client, uri };
}

/** Signs the owner in to these clients in one session. @returns their ID tokens */
export async function signInTo(organisation: TestOrganisation, ...clients: TestClient[]): Promise<string[]> {
  const tokens = [];
  for (const client of clients) tokens.push((await obtainTokens(organisation, client, 'openid')).id_token);
  return tokens;
}

export const logOut = (cookies: string) => send('/v1/auth/logout', { method: 'POST', headers: { Cookie: cookies } });

export interface DeliveryRow {
  id: string;
  attempt: number;
  next_attempt_at: Date;
  response_status: number | null;
  error_message: string | null;
  delivered_at: Date | null;
  failed_at: Date | null;
}

export async function deliveriesTo(client: TestClient): Promise<DeliveryRow[]> {
  return asOwner<DeliveryRow>('SELECT * FROM logout_deliveries WHERE client_id = $1', [client.id]);
}
