/** The protocol's steps from an application's side. */
import { sha256 } from '../../src/lib/secrets.ts';
import { postForm, send } from './app.ts';
import type { TestClient, TestOrganisation } from './organisation.ts';

export const VERIFIER = 'a-verifier-of-sufficient-length-0123456789-abcdefg';

export async function authorizeUrl(client: TestClient, parameters: Record<string, string> = {}): Promise<string> {
  const query = new URLSearchParams({
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 'the-state',
    code_challenge: await sha256(VERIFIER),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return `/oauth2/authorize?${query}`;
}

/** The parameters of a redirect back to the client. */
export function redirectParameters(response: Response): URLSearchParams {
  return new URL(response.headers.get('Location') ?? 'http://nowhere.invalid').searchParams;
}

/** A code for the organisation's owner, from a first-party client. */
export async function obtainCode(
  organisation: TestOrganisation,
  client: TestClient,
  parameters: Record<string, string> = {},
): Promise<string> {
  const response = await send(await authorizeUrl(client, parameters), { headers: { Cookie: organisation.cookies } });
  const code = redirectParameters(response).get('code');
  if (!code)
    throw new Error(`No code: ${response.status} ${response.headers.get('Location')} ${await response.text()}`);
  return code;
}

/** @param overrides of the Worker's bindings, which start with empty caches */
export function exchangeCode(
  client: TestClient,
  code: string,
  fields: Record<string, string> = {},
  overrides: Record<string, unknown> = {},
): Promise<Response> {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: client.redirectUri,
    client_id: client.clientId,
    code_verifier: VERIFIER,
    ...fields,
  };
  return postForm('/oauth2/token', form, {}, overrides);
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
}

/** Access, refresh and ID token for the organisation's owner. */
export async function obtainTokens(
  organisation: TestOrganisation,
  client: TestClient,
  scope = 'openid profile email offline_access',
  parameters: Record<string, string> = {},
): Promise<Tokens> {
  const code = await obtainCode(organisation, client, { scope, ...parameters });
  const response = await exchangeCode(client, code, client.secret === null ? {} : { client_secret: client.secret });
  if (response.status !== 200) throw new Error(await response.text());
  return response.json();
}

export function refresh(
  client: TestClient,
  token: string,
  fields: Record<string, string> = {},
  overrides: Record<string, unknown> = {},
): Promise<Response> {
  const form = { grant_type: 'refresh_token', refresh_token: token, client_id: client.clientId, ...fields };
  return postForm('/oauth2/token', form, {}, overrides);
}
