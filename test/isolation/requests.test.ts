/** Two organisations over HTTP: sessions, codes and tokens of one are refused by the other. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, send } from '../support/app.ts';
import { authorizeUrl, exchangeCode, obtainCode, obtainTokens, redirectParameters, refresh } from '../support/oauth.ts';
import { createClient, createOrganisation, type TestClient, type TestOrganisation } from '../support/organisation.ts';

let ours: TestOrganisation;
let theirs: TestOrganisation;
let ourClient: TestClient;

beforeAll(async () => {
  [ours, theirs] = [await createOrganisation(), await createOrganisation()];
  ourClient = await createClient(ours.id);
});

describe('a session', () => {
  it('does not count at a client of another organisation: the person is asked to sign in', async () => {
    const theirClient = await createClient(theirs.id);
    const response = await send(await authorizeUrl(theirClient), { headers: { Cookie: ours.cookies } });
    expect(response.status).toBe(303);
    expect(response.headers.get('Location')).toMatch(/^\/auth\/login\?handle=/);
    expectFlights(response, 1);
  });

  it('does not count there with prompt=none (OIDC Core 3.1.2.6)', async () => {
    const theirClient = await createClient(theirs.id);
    const url = await authorizeUrl(theirClient, { prompt: 'none' });
    const response = await send(url, { headers: { Cookie: ours.cookies } });
    expect(redirectParameters(response).get('error')).toBe('login_required');
    expect(redirectParameters(response).get('code')).toBeNull();
  });

  it('shows the person and the organisation it belongs to', async () => {
    for (const organisation of [ours, theirs]) {
      const response = await send('/v1/me/profile', { headers: { Cookie: organisation.cookies } });
      expect(await response.json()).toMatchObject({
        id: organisation.owner.id,
        organisation: { id: organisation.id, slug: organisation.slug },
      });
      expectFlights(response, 1);
    }
  });
});

/** Clients that present another client's code or token: of another organisation, and of the same one. */
const HOLDERS: [string, (organisations: { ours: string; theirs: string }) => Promise<TestClient>][] = [
  ['a public client of another organisation', ({ theirs: id }) => createClient(id)],
  ['a confidential client of another organisation', ({ theirs: id }) => createClient(id, { confidential: true })],
  ['another client of the same organisation', ({ ours: id }) => createClient(id)],
];

function credentialsOf(client: TestClient): Record<string, string> {
  return client.secret === null ? {} : { client_secret: client.secret };
}

async function expectInvalidGrant(response: Response): Promise<void> {
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
}

describe.each(HOLDERS)('presented by %s', (_, create) => {
  const holder = async () => {
    const client = await create({ ours: ours.id, theirs: theirs.id });
    return { client: { ...client, redirectUri: ourClient.redirectUri }, credentials: credentialsOf(client) };
  };

  it('an authorization code is refused, and not consumed (RFC 6749 section 4.1.3)', async () => {
    const code = await obtainCode(ours, ourClient);
    const { client, credentials } = await holder();
    await expectInvalidGrant(await exchangeCode(client, code, credentials));
    expect((await exchangeCode(ourClient, code)).status).toBe(200);
  });

  it('a refresh token is refused, and not consumed (RFC 6749 section 6)', async () => {
    const tokens = await obtainTokens(ours, ourClient);
    const { client, credentials } = await holder();
    await expectInvalidGrant(await refresh(client, tokens.refresh_token, credentials));
    expect((await refresh(ourClient, tokens.refresh_token)).status).toBe(200);
  });
});
