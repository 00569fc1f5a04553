/** Errors name their cause in the answer, or, where that would reveal too much, in the log. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { postForm, send } from '../../support/app.ts';
import { obtainTokens, refresh } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;
let service: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  service = await createClient(organisation.id, {
    confidential: true,
    grantTypes: ['client_credentials'],
    scopes: ['things:read'],
  });
});

async function descriptionOf(response: Response): Promise<unknown> {
  const { error, error_description: description } = (await response.json()) as Record<string, string>;
  // RFC 6749 section 5.2: %x20-21 / %x23-5B / %x5D-7E
  expect(description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  return [error, description];
}

const machine = (fields: Record<string, string>) =>
  postForm('/oauth2/token', {
    grant_type: 'client_credentials',
    client_id: service.clientId,
    client_secret: service.secret ?? '',
    ...fields,
  });

describe('the answer names the cause', () => {
  it.each([
    [{ scope: 'things:read things:write users:"x' }, 'invalid_scope', 'things:write users:?x'],
    [{ resource: 'https://api.example.com' }, 'invalid_target', 'https://api.example.com'],
    [{ grant_type: 'password' }, 'unsupported_grant_type', 'password'],
    [{ grant_type: 'authorization_code' }, 'invalid_request', 'code, redirect_uri'],
  ])('%j', async (fields, error, name) => {
    const told = await descriptionOf(await machine(fields as unknown as Record<string, string>));
    expect(told).toEqual([error, expect.stringContaining(name)]);
  });

  it('a scope that was not granted, or was lost', async () => {
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, client, 'openid offline_access');
    const response = await refresh(client, tokens.refresh_token, { scope: 'openid email' });
    expect(await descriptionOf(response)).toEqual(['invalid_scope', 'The scope was not granted: email']);
  });

  it.each(['/oauth2/revoke', '/oauth2/introspect'])('%s: the parameter that is missing', async (path) => {
    const credentials = { client_id: service.clientId, client_secret: service.secret ?? '' };
    const response = await postForm(path, credentials);
    expect(await descriptionOf(response)).toEqual(['invalid_request', 'Missing required parameters: token']);
  });

  it('a very long name is cut', async () => {
    const [, description] = (await descriptionOf(await machine({ scope: 'x'.repeat(4000) }))) as string[];
    expect(description?.length).toBeLessThan(300);
  });
});

describe('which redirect URIs are registered', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is in the log only: the page has the requested one', async () => {
    const client = await createClient(organisation.id);
    const logged = vi.spyOn(console, 'debug').mockImplementation(() => {});
    const asked = new URLSearchParams({ client_id: client.clientId, redirect_uri: 'https://elsewhere.example/cb' });
    const page = await (await send(`/oauth2/authorize?${asked}`, {}, { LOG_LEVEL: 'debug' })).text();
    expect(page).toContain('https://elsewhere.example/cb is not registered');
    expect(page).not.toContain(client.redirectUri);
    expect(logged.mock.calls.join()).toContain(`none of ${client.redirectUri}`);
  });
});

describe('why a client was not authenticated', () => {
  afterEach(() => vi.restoreAllMocks());

  async function logged(environment: string, level: string, fields: Record<string, string>): Promise<string> {
    const lines: string[] = [];
    for (const name of ['log', 'info', 'debug', 'warn', 'error'] as const) {
      vi.spyOn(console, name).mockImplementation((...words) => void lines.push(words.map(String).join(' ')));
    }
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...fields });
    const bindings = { ENVIRONMENT: environment, LOG_LEVEL: level };
    const response = await send('/oauth2/token', { method: 'POST', body }, bindings);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error_description: 'Invalid client credentials' });
    vi.restoreAllMocks();
    return lines.join('\n');
  }

  it.each([
    ['an unknown client', () => ({ client_id: 'nobody', client_secret: 'x' }), 'unknown client'],
    ['a wrong secret', () => ({ client_id: service.clientId, client_secret: 'wrong' }), 'wrong secret'],
    ['no secret', () => ({ client_id: service.clientId }), 'not registered for none'],
  ])('%s: one answer for all, the reason is in the log of a developer', async (_what, fields, reason) => {
    expect(await logged('development', 'info', fields())).toContain(reason);
  });

  it('in production at debug only, and never a secret', async () => {
    const fields = { client_id: service.clientId, client_secret: 'a-wrong-secret' };
    expect(await logged('test', 'info', fields)).not.toContain('wrong secret');
    expect(await logged('development', 'debug', fields)).not.toContain('a-wrong-secret');
  });
});
