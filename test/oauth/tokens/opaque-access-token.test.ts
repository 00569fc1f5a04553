import { base64url, decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/lib/secrets.ts';
import { expectFlights, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { blockUser, deleteUser, setStatus } from '../../support/states.ts';

const OPAQUE = { columns: { access_token_format: 'opaque' } };

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id, OPAQUE);
});

function ask(path: string, token: string): Promise<Response> {
  return send(path, { headers: { Authorization: `Bearer ${token}` } });
}

async function statuses(token: string): Promise<number[]> {
  return [(await ask('/oauth2/userinfo', token)).status, (await ask('/v1/me/profile', token)).status];
}

describe('an opaque access token (RFC 6749 section 1.4)', () => {
  it('is 256 random bits, and says nothing by itself', async () => {
    const tokens = await obtainTokens(organisation, client);
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(tokens.access_token).toMatch(/^at_[\w-]{43}$/);
    expect((await obtainTokens(organisation, client)).access_token).not.toBe(tokens.access_token);
  });

  it('is accepted wherever a JWT is, in one round trip', async () => {
    const { access_token: token } = await obtainTokens(organisation, client);
    for (const path of ['/oauth2/userinfo', '/v1/me/profile']) {
      const response = await ask(path, token);
      expect(response.status).toBe(200);
      expectFlights(response, 1);
    }
    expect(await (await ask('/oauth2/userinfo', token)).json()).toMatchObject({ sub: organisation.owner.id });
  });

  it('comes with an ID token that is bound to it (OIDC Core section 3.1.3.6)', async () => {
    const tokens = await obtainTokens(organisation, client);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(tokens.access_token)));
    expect(decodeJwt(tokens.id_token).at_hash).toBe(base64url.encode(digest.subarray(0, 16)));
  });

  it('is refreshed to another one', async () => {
    const first = await obtainTokens(organisation, client);
    const second = (await (await refresh(client, first.refresh_token)).json()) as Tokens;
    expect(second.access_token).toMatch(/^at_[\w-]{43}$/);
    expect(second.access_token).not.toBe(first.access_token);
    expect(await statuses(second.access_token)).toEqual([200, 200]);
  });

  it('is issued by client_credentials as well, in one round trip', async () => {
    const options = { ...OPAQUE, confidential: true, grantTypes: ['client_credentials'], scopes: ['users:read'] };
    const service = await createClient(organisation.id, options);
    const form = { grant_type: 'client_credentials', client_id: service.clientId, client_secret: service.secret ?? '' };
    await postForm('/oauth2/token', form);
    const response = await postForm('/oauth2/token', form);
    expectFlights(response, 1);
    const { access_token: token } = (await response.json()) as Tokens;
    expect(token).toMatch(/^at_[\w-]{43}$/);
    // There is no person.
    expect((await ask('/oauth2/userinfo', token)).status).toBe(403);
  });

  it('is stored as a hash', async () => {
    const { access_token: token } = await obtainTokens(organisation, client);
    const rows = await asOwner('SELECT * FROM tokens WHERE client_id = $1', [client.id]);
    expect(JSON.stringify(rows)).not.toContain(token.slice('at_'.length));
    expect(rows.map((row) => row.token)).toContain(await sha256(token));
  });

  it('is not stored for a client that gets JWTs', async () => {
    const other = await createClient(organisation.id);
    await obtainTokens(organisation, other);
    expect(await asOwner('SELECT token FROM tokens WHERE client_id = $1', [other.id])).toEqual([{ token: null }]);
  });
});

describe('refused as access tokens', () => {
  it('the hash, the id of the row, another case, a part, something beside it', async () => {
    const { access_token: token } = await obtainTokens(organisation, client);
    const hash = await sha256(token);
    const [row] = await asOwner<{ id: string; jti: string }>('SELECT id, jti FROM tokens WHERE token = $1', [hash]);
    const wrong = [
      hash,
      `at_${hash}`,
      row?.id,
      row?.jti,
      `at_${row?.jti}`,
      token.slice(3),
      token.slice(0, -1),
      `${token}A`,
    ];
    for (const text of [...wrong, token.toUpperCase(), `AT_${token.slice(3)}`]) {
      expect(await statuses(text ?? '')).toEqual([401, 401]);
    }
    expect(await statuses(token)).toEqual([200, 200]);
  });

  it('a refresh token', async () => {
    const { refresh_token: token } = await obtainTokens(organisation, client);
    expect(await statuses(token)).toEqual([401, 401]);
    expect(await statuses(`at_${token.slice(3)}`)).toEqual([401, 401]);
  });

  it('an expired one', async () => {
    const brief = await createClient(organisation.id, { columns: { ...OPAQUE.columns, access_token_lifetime: 0 } });
    expect(await statuses((await obtainTokens(organisation, brief)).access_token)).toEqual([401, 401]);
  });

  it('a revoked one: with its family', async () => {
    const tokens = await obtainTokens(organisation, client);
    await postForm('/oauth2/revoke', { token: tokens.refresh_token, client_id: client.clientId });
    expect(await statuses(tokens.access_token)).toEqual([401, 401]);
  });

  it.each([
    ['a blocked person', (its: TestOrganisation) => blockUser(its.owner.id)],
    ['a deleted person', (its: TestOrganisation) => deleteUser(its.owner.id)],
    ['a suspended organisation', (its: TestOrganisation) => setStatus(its.id, 'suspended')],
    [
      'a revoked client',
      (its: TestOrganisation) => asOwner('UPDATE clients SET revoked = true WHERE organisation_id = $1', [its.id]),
    ],
  ])('one of %s', async (_whose, close) => {
    const its = await createOrganisation();
    const { access_token: token } = await obtainTokens(its, await createClient(its.id, OPAQUE));
    expect(await statuses(token)).toEqual([200, 200]);
    await close(its);
    expect(await statuses(token)).toEqual([401, 401]);
  });
});
