import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { newSecret, sha256 } from '../../../src/lib/secrets.ts';
import { expectFlights, flightsOf, ISSUER, postForm } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { deleteOrganisation, setStatus } from '../../support/states.ts';

let organisation: TestOrganisation;
let service: TestClient;

const SERVICE = {
  confidential: true,
  grantTypes: ['client_credentials'],
  scopes: ['openid', 'email', 'users:read', 'roles:read', 'invoices.write'],
};

beforeAll(async () => {
  organisation = await createOrganisation();
  service = await createClient(organisation.id, SERVICE);
});

function obtain(fields: Record<string, string> = {}, to = service): Promise<Response> {
  return postForm('/oauth2/token', {
    grant_type: 'client_credentials',
    client_id: to.clientId,
    client_secret: to.secret ?? '',
    ...fields,
  });
}

async function expectInvalidClient(response: Response): Promise<void> {
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: 'invalid_client' });
}

describe('client credentials grant (RFC 6749 section 4.4)', () => {
  it('answers an access token and nothing else: no refresh token (4.4.3), no ID token', async () => {
    const response = await obtain();
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'users:read roles:read invoices.write',
    });
  });

  it('the subject of the token is the client (RFC 9068 section 2.2)', async () => {
    const { access_token: token } = (await (await obtain()).json()) as { access_token: string };
    expect(decodeJwt(token)).toMatchObject({
      sub: service.clientId,
      client_id: service.clientId,
      aud: [service.clientId, ISSUER],
      org: organisation.id,
      org_id: organisation.id,
      roles: [],
      scope: 'users:read roles:read invoices.write',
    });
  });

  it.each([
    ['users:read', 'users:read'],
    ['roles:read users:read', 'roles:read users:read'],
    ['users:read  users:read', 'users:read'],
    ['', 'users:read roles:read invoices.write'],
  ])('scope %j gives %j', async (scope, granted) => {
    expect(await (await obtain({ scope })).json()).toMatchObject({ scope: granted });
  });

  it.each(['users:delete', 'users:read users:delete', '*', 'USERS:READ'])(
    'a scope that is not registered is refused: %s',
    async (scope) => {
      const response = await obtain({ scope });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_scope' });
    },
  );

  it.each([
    ['openid profile', 'openid, profile'],
    ['users:read email', 'email'],
    ['offline_access', 'offline_access'],
  ])('scopes that speak of a person are refused, registered or not: %s', async (scope, named) => {
    const response = await obtain({ scope });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: 'invalid_scope',
      error_description: `Invalid scopes for client_credentials: ${named}. OIDC scopes are not allowed.`,
    });
  });

  it('a public client may not use it, although it is registered for the grant', async () => {
    const open = await createClient(organisation.id, { grantTypes: ['client_credentials'] });
    const response = await postForm('/oauth2/token', { grant_type: 'client_credentials', client_id: open.clientId });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: 'invalid_client',
      error_description: 'Client credentials grant requires confidential client',
    });
  });

  it('a client without scopes gets a token without permissions', async () => {
    const bare = await createClient(organisation.id, { ...SERVICE, scopes: [] });
    expect(await (await obtain({}, bare)).json()).toMatchObject({ scope: '' });
  });

  it('is recorded (audit trail)', async () => {
    const its = await createClient(organisation.id, SERVICE);
    await obtain({}, its);
    const events = await asOwner('SELECT event_type, success, user_id FROM audit_logs WHERE client_id = $1', [its.id]);
    expect(events).toEqual([{ event_type: 'oauth2.token_issued', success: true, user_id: null }]);
  });
});

describe('a cached client', () => {
  /** A client that this isolate has just cached. */
  async function rememberedClient(): Promise<TestClient> {
    const its = await createClient(organisation.id, SERVICE);
    expect((await obtain({}, its)).status).toBe(200);
    expectFlights(await obtain({}, its), 1);
    return its;
  }

  it('costs one round trip instead of two', async () => {
    const its = await createClient(organisation.id, SERVICE);
    expect(flightsOf(await obtain({}, its))).toBe(2);
    expect(flightsOf(await obtain({}, its))).toBe(1);
  });

  it('with a wrong secret is looked up in the database, and refused', async () => {
    const its = await rememberedClient();
    const response = await obtain({ client_secret: newSecret('clientSecret') }, its);
    await expectInvalidClient(response);
    expect((await obtain({}, its)).status).toBe(200);
  });

  it.each([
    ['revoked', 'revoked = true'],
    ['made inactive', 'is_active = false'],
    ['deleted', 'deleted_at = now()'],
    ['no longer allowed the grant', `grant_types = '["authorization_code"]'`],
  ])('is refused at once when it was %s', async (_what, assignment) => {
    const its = await rememberedClient();
    await asOwner(`UPDATE clients SET ${assignment} WHERE id = $1`, [its.id]);
    expect((await obtain({}, its)).ok).toBe(false);
    expect((await obtain({}, its)).ok).toBe(false);
  });

  it.each([
    ['suspended', (id: string) => setStatus(id, 'suspended')],
    ['cancelled', (id: string) => setStatus(id, 'cancelled')],
    ['deleted', deleteOrganisation],
  ])('is refused at once when its organisation was %s', async (_what, close) => {
    const its = await createOrganisation();
    const client = await createClient(its.id, SERVICE);
    expect((await obtain({}, client)).status).toBe(200);
    await close(its.id);
    await expectInvalidClient(await obtain({}, client));
  });

  it('works at once with a new secret, and not with the old one', async () => {
    const its = await rememberedClient();
    const secret = newSecret('clientSecret');
    await asOwner('UPDATE clients SET client_secret = $2 WHERE id = $1', [its.id, await sha256(secret)]);
    await expectInvalidClient(await obtain({}, its));
    expect((await obtain({ client_secret: secret }, its)).status).toBe(200);
    await expectInvalidClient(await obtain({}, its));
    expect((await obtain({ client_secret: secret }, its)).status).toBe(200);
  });

  it('does not get a scope that was taken from it', async () => {
    const its = await rememberedClient();
    await asOwner(`UPDATE clients SET scopes = '["users:read"]' WHERE id = $1`, [its.id]);
    expect((await obtain({ scope: 'roles:read' }, its)).ok).toBe(false);
    expect(await (await obtain({}, its)).json()).toMatchObject({ scope: 'users:read' });
  });
});
