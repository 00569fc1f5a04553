import { beforeAll, describe, expect, it } from 'vitest';
import { ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { authorizeUrl, redirectParameters } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  newIndicator,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

const [HOST, FILES, LEDGER] = [
  `api-${crypto.randomUUID()}.example.com`,
  `files-${crypto.randomUUID()}.example.com`,
  `urn:example:${crypto.randomUUID()}`,
];
const API = `https://${HOST}/v1`;
const REGISTERED = [API, `https://${FILES}`, LEDGER];

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id, { resources: REGISTERED });
});

async function urlWith(resources: string[], to = client): Promise<string> {
  const query = resources.map((resource) => `&resource=${encodeURIComponent(resource)}`).join('');
  return (await authorizeUrl(to)) + query;
}

async function authorize(resources: string[], to = client): Promise<Response> {
  return send(await urlWith(resources, to), { headers: { Cookie: organisation.cookies } });
}

async function grantedOf(to: TestClient): Promise<unknown> {
  const rows = await asOwner<{ resources: unknown }>(
    'SELECT resources FROM authorization_codes WHERE client_id = $1 ORDER BY id DESC LIMIT 1',
    [to.id],
  );
  return rows[0]?.resources;
}

describe('resource at the authorization endpoint (RFC 8707 section 2.1)', () => {
  it.each([
    ['none', [], []],
    ['one', [API], [API]],
    ['a URN', [LEDGER], [LEDGER]],
    ['several: the one parameter that may be repeated', REGISTERED, REGISTERED],
    ['the same twice counts once', [`https://${FILES}`, `https://${FILES}`], [`https://${FILES}`]],
    ['an empty one is none', [''], []],
  ])('%s', async (_what, asked, granted) => {
    const response = await authorize(asked);
    expect(redirectParameters(response).get('code'), response.headers.get('Location') ?? '').toMatch(/^authz_/);
    expect(await grantedOf(client)).toEqual(granted);
  });

  it.each([
    ['unknown', 'https://other.example.com'],
    ['a part of a registered one', `https://${HOST}`],
    ['below a registered one', `${API}/users`],
    ['with a trailing slash', `https://${FILES}/`],
    ['in another case', `HTTPS://${FILES}`],
    ['with a fragment', `https://${FILES}#part`],
    ['with an empty fragment', `https://${FILES}#`],
    ['relative', '/v1'],
    ['no URI', 'nonsense'],
  ])('is refused with invalid_target: %s', async (_what, resource) => {
    for (const asked of [[resource], [API, resource]]) {
      expect(Object.fromEntries(redirectParameters(await authorize(asked)))).toEqual({
        error: 'invalid_target',
        error_description: `The client may not ask for this resource: ${resource}`,
        state: 'the-state',
        iss: ISSUER,
      });
    }
  });

  it('is one URI per parameter: a list in one is refused', async () => {
    const response = await authorize([`${API} https://${FILES}`]);
    expect(redirectParameters(response).get('error')).toBe('invalid_request');
    expect(redirectParameters(response).get('error_description')).toBe('Unacceptable value: resource');
  });

  it('is refused for clients that are registered for none, or for another', async () => {
    const none = await createClient(organisation.id);
    const other = await createClient(organisation.id, { resources: [newIndicator('other')] });
    for (const to of [none, other]) {
      const response = await authorize([API], to);
      expect(redirectParameters(response).get('error')).toBe('invalid_target');
    }
  });

  it('can be posted, repeated as well, and is kept while the person signs in', async () => {
    const its = await createClient(organisation.id, { resources: REGISTERED });
    const fields = [...new URL(await urlWith(REGISTERED.slice(0, 2), its), ISSUER).searchParams] as [string, string][];
    const sent = await postForm('/oauth2/authorize', fields);
    const handle = new URL(sent.headers.get('Location') ?? '', ISSUER).searchParams.get('handle') ?? '';
    await send(`/oauth2/authorize?handle=${handle}`, { headers: { Cookie: organisation.cookies } });
    expect(await grantedOf(its)).toEqual(REGISTERED.slice(0, 2));
  });
});
