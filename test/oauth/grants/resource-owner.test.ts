/** A resource indicator belongs to one organisation; clients of others get no token for it. */
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { authorizeUrl, obtainTokens, redirectParameters, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  newIndicator,
  setResources,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

const API = newIndicator();
const SERVICE = { confidential: true, grantTypes: ['client_credentials'], scopes: ['orders:write'] };

let owner: TestOrganisation;
let other: TestOrganisation;

beforeAll(async () => {
  [owner, other] = await Promise.all([createOrganisation(), createOrganisation()]);
  await createClient(owner.id, { resources: [API] });
});

function tokenFor({ clientId, secret }: TestClient, ...resources: string[]): Promise<Response> {
  const form: [string, string][] = [
    ['grant_type', 'client_credentials'],
    ['client_id', clientId],
    ['client_secret', secret ?? ''],
  ];
  return postForm('/oauth2/token', [...form, ...resources.map((uri): [string, string] => ['resource', uri])]);
}

async function authorizationError(by: TestOrganisation, client: TestClient, resource: string): Promise<string | null> {
  const response = await send(await authorizeUrl(client, { resource }), { headers: { Cookie: by.cookies } });
  return redirectParameters(response).get('error');
}

async function expectInvalidTarget(response: Response): Promise<void> {
  expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_target' })]);
}

describe('a resource indicator', () => {
  it('has one owner: no second organisation can have it', async () => {
    const values = [uuidv7(), other.id, API];
    const insertion = asOwner('INSERT INTO resources (id, organisation_id, indicator) VALUES ($1, $2, $3)', values);
    await expect(insertion).rejects.toThrow('resources_indicator_key');
  });

  it.each([
    'nonsense',
    '/v1',
    'https://a.example/#x',
    'https://a.example/#',
    'https://a.example /v1',
    ' https://a',
    '',
  ])('is an absolute URI without a fragment (RFC 8707 section 2): %j is refused', async (indicator) => {
    const values = [uuidv7(), owner.id, indicator];
    const insertion = asOwner('INSERT INTO resources (id, organisation_id, indicator) VALUES ($1, $2, $3)', values);
    await expect(insertion).rejects.toThrow('resources_indicator_uri');
  });

  it('cannot have a symmetric algorithm, or none', async () => {
    for (const alg of ['none', 'HS256', 'rs256', '']) {
      const change = asOwner('UPDATE resources SET signing_alg = $2 WHERE indicator = $1', [API, alg]);
      await expect(change).rejects.toThrow('resources_signing_alg');
    }
  });
});

describe('a client of another organisation', () => {
  it('cannot be registered for it', async () => {
    const client = await createClient(other.id);
    await expect(setResources(other.id, client.id, [API])).rejects.toThrow(
      'client_resources_organisation_id_resource_id_fkey',
    );
    await expect(setResources(owner.id, client.id, [API])).rejects.toThrow(
      'client_resources_organisation_id_client_id_fkey',
    );
  });

  it('is refused, for itself and for a person, also where its own row still names it', async () => {
    const columns = { resources: [API] };
    const service = await createClient(other.id, { ...SERVICE, columns });
    await expectInvalidTarget(await tokenFor(service, API));
    const own = newIndicator('own');
    await setResources(other.id, service.id, [own]);
    await expectInvalidTarget(await tokenFor(service, own, API));
    const application = await createClient(other.id, { columns });
    expect(await authorizationError(other, application, API)).toBe('invalid_target');
  });
});

describe('an API that moves to another organisation', () => {
  it('is refused to the first owner’s clients, with every grant and from the cache', async () => {
    const api = newIndicator();
    const application = await createClient(owner.id, { resources: [api] });
    const service = await createClient(owner.id, { ...SERVICE, resources: [api] });
    const tokens = await obtainTokens(owner, application, 'openid offline_access', { resource: api });
    expect((await tokenFor(service, api)).status).toBe(200);
    await asOwner('DELETE FROM resources WHERE indicator = $1', [api]);
    const successor = await createClient(other.id, { ...SERVICE, resources: [api] });
    await expectInvalidTarget(await refresh(application, tokens.refresh_token));
    expect((await tokenFor(service, api)).ok).toBe(false);
    await expectInvalidTarget(await tokenFor(service, api));
    const { access_token: token } = (await (await tokenFor(successor, api)).json()) as Tokens;
    expect(decodeJwt(token)).toMatchObject({ aud: api, org: other.id });
  });
});

describe('our own API', () => {
  const OURS = [ISSUER, `${ISSUER}/v1`];

  it.each(OURS)('is every organisation’s, for its first-party clients: %s', async (resource) => {
    const service = await createClient(other.id, SERVICE);
    const { access_token: token } = (await (await tokenFor(service, resource)).json()) as Tokens;
    expect(decodeJwt(token).aud).toBe(resource);
  });

  it.each(OURS)('is for third parties that may: %s', async (resource) => {
    const thirdParty = { ...SERVICE, firstParty: false };
    const service = await createClient(other.id, { ...thirdParty, columns: { allow_api: true } });
    expect((await tokenFor(service, resource)).status).toBe(200);
    await expectInvalidTarget(await tokenFor(await createClient(other.id, thirdParty), resource));
    expect(await authorizationError(other, await createClient(other.id, { firstParty: false }), resource)).toBe(
      'invalid_target',
    );
  });

  it.each(OURS)('cannot be registered as a resource: %s', async (resource) => {
    const service = await createClient(other.id, { ...SERVICE, firstParty: false, resources: [resource] });
    await expectInvalidTarget(await tokenFor(service, resource));
    await asOwner('DELETE FROM resources WHERE indicator = $1', [resource]);
  });

  it('is refused at once, although the client is cached', async () => {
    const service = await createClient(other.id, { ...SERVICE, firstParty: false, columns: { allow_api: true } });
    expect((await tokenFor(service, ISSUER)).status).toBe(200);
    await asOwner('UPDATE clients SET allow_api = false WHERE id = $1', [service.id]);
    expect((await tokenFor(service, ISSUER)).ok).toBe(false);
    await expectInvalidTarget(await tokenFor(service, ISSUER));
  });
});
