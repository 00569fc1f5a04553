import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/lib/secrets.ts';
import { expectFlights, postForm } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, VERIFIER } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { setStatus } from '../../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;
let service: TestClient;

const SERVICE = { confidential: true, grantTypes: ['client_credentials'], scopes: ['users:read'] };

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
  service = await createClient(organisation.id, SERVICE);
});

const basic = (id: string, secret: string) => ({ Authorization: `Basic ${btoa(`${id}:${secret}`)}` });
const post = (id: string, secret: string) => ({ client_id: id, client_secret: secret });

function authenticate(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return postForm('/oauth2/token', { grant_type: 'client_credentials', ...fields }, headers);
}

async function expectAccepted(response: Response): Promise<void> {
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ token_type: 'Bearer', scope: 'users:read' });
}

/** Section 5.2: 401, and a challenge for those who tried the Authorization header. */
async function expectInvalidClient(response: Response, challenge: boolean): Promise<void> {
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({
    error: 'invalid_client',
    error_description: 'Invalid client credentials',
  });
  expect(response.headers.get('WWW-Authenticate')).toBe(challenge ? 'Basic realm="cerberus"' : null);
}

async function expectInvalidRequest(response: Response): Promise<void> {
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_request' });
}

describe('client_secret_basic (RFC 6749 section 2.3.1)', () => {
  it('identifies and authenticates', async () => {
    await expectAccepted(await authenticate({}, basic(service.clientId, service.secret ?? '')));
  });

  it.each(['basic', 'BASIC', 'Basic  '])('the scheme is %s as well (RFC 9110 section 11.1)', async (scheme) => {
    const credentials = btoa(`${service.clientId}:${service.secret}`);
    await expectAccepted(await authenticate({}, { Authorization: `${scheme} ${credentials}` }));
  });

  it('identifier and secret are form-encoded before they are joined', async () => {
    const odd = await createClient(organisation.id, SERVICE);
    const [id, secret] = [`sp ce:col/on+${odd.clientId}`, 'p:a%s+s w"or'];
    await asOwner('UPDATE clients SET client_id = $2, client_secret = $3 WHERE id = $1', [
      odd.id,
      id,
      await sha256(secret),
    ]);
    const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
    await expectAccepted(await authenticate({}, basic(encode(id), encode(secret))));
    await expectInvalidClient(await authenticate({}, basic(id, secret)), true);
  });

  it('a client_id in the form names the same client and is no second method', async () => {
    await expectAccepted(
      await authenticate({ client_id: service.clientId }, basic(service.clientId, service.secret ?? '')),
    );
  });

  it('a client_id in the form that names another client is refused', async () => {
    await expectInvalidRequest(
      await authenticate({ client_id: client.clientId }, basic(service.clientId, service.secret ?? '')),
    );
  });

  it.each([
    ['no base64', 'Basic !!!'],
    ['nothing', 'Basic '],
    ['no colon', `Basic ${btoa('client')}`],
    ['no identifier', `Basic ${btoa(':secret')}`],
    ['broken encoding', `Basic ${btoa('client%zz:secret')}`],
    ['an encoded NUL character', `Basic ${btoa('client%00:secret')}`],
    ['a NUL character', `Basic ${btoa('client\0:secret')}`],
    ['letters beyond ASCII', `Basic ${btoa('clientä:secret')}`],
    ['an unknown client', `Basic ${btoa('nobody:secret')}`],
  ])('%s: invalid_client', async (_what, authorization) => {
    await expectInvalidClient(await authenticate({}, { Authorization: authorization }), true);
  });

  it('a wrong, an empty and a longer secret: invalid_client', async () => {
    for (const secret of ['wrong', '', `${service.secret}x`, await sha256(service.secret ?? '')]) {
      await expectInvalidClient(await authenticate({}, basic(service.clientId, secret)), true);
    }
  });

  it("another client's secret: invalid_client", async () => {
    const other = await createClient(organisation.id, SERVICE);
    await expectInvalidClient(await authenticate({}, basic(service.clientId, other.secret ?? '')), true);
  });
});

describe('client_secret_post (RFC 6749 section 2.3.1)', () => {
  it('identifies and authenticates', async () => {
    await expectAccepted(await authenticate(post(service.clientId, service.secret ?? '')));
  });

  it('a wrong secret: invalid_client', async () => {
    await expectInvalidClient(await authenticate(post(service.clientId, 'wrong')), false);
  });

  it('a secret without a client_id: invalid_client', async () => {
    await expectInvalidClient(await authenticate({ client_secret: service.secret ?? '' }), false);
  });

  it('an empty secret counts as absent, and a confidential client needs one', async () => {
    await expectInvalidClient(await authenticate(post(service.clientId, '')), false);
  });
});

describe('no more than one method in a request (RFC 6749 section 2.3)', () => {
  it('header and form with a secret each: invalid_request, though both are right', async () => {
    const [id, secret] = [service.clientId, service.secret ?? ''];
    await expectInvalidRequest(await authenticate(post(id, secret), basic(id, secret)));
  });

  it('a secret in the form twice: invalid_request', async () => {
    const secret = service.secret ?? '';
    const fields: [string, string][] = [
      ['grant_type', 'client_credentials'],
      ['client_id', service.clientId],
      ['client_secret', secret],
      ['client_secret', secret],
    ];
    await expectInvalidRequest(await postForm('/oauth2/token', fields));
  });

  it('an Authorization header of another scheme is no method', async () => {
    const headers = { Authorization: 'Bearer something' };
    await expectAccepted(await authenticate(post(service.clientId, service.secret ?? ''), headers));
  });
});

describe('none: public clients (RFC 6749 sections 2.1 and 3.2.1)', () => {
  it('send their client_id', async () => {
    expect((await exchangeCode(client, await obtainCode(organisation, client))).status).toBe(200);
  });

  it('a public client that presents a secret is refused', async () => {
    const code = await obtainCode(organisation, client);
    await expectInvalidClient(await exchangeCode(client, code, { client_secret: 'anything' }), false);
    const fields = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
    await expectInvalidClient(await postForm('/oauth2/token', fields, basic(client.clientId, 'anything')), true);
    expect((await exchangeCode(client, code)).status).toBe(200);
  });

  it('may send it by Basic with an empty password, as some clients do (section 2.3.1)', async () => {
    const code = await obtainCode(organisation, client, { scope: 'openid offline_access' });
    const fields = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: client.redirectUri,
      code_verifier: VERIFIER,
    };
    const headers = basic(client.clientId, '');
    const response = await postForm('/oauth2/token', fields, headers);
    expect(response.status).toBe(200);
    const { refresh_token: token = '' } = (await response.json()) as { refresh_token?: string };
    const refreshed = await postForm('/oauth2/token', { grant_type: 'refresh_token', refresh_token: token }, headers);
    const { refresh_token: next = '' } = (await refreshed.json()) as { refresh_token?: string };
    expect(refreshed.status).toBe(200);
    expect((await postForm('/oauth2/revoke', { token: next }, headers)).status).toBe(200);
    expect((await refresh(client, next)).status).toBe(400);
    // Also where the form repeats it; another name there is a contradiction.
    const both = { grant_type: 'refresh_token', refresh_token: 'rt_x', client_id: client.clientId };
    expect(await (await postForm('/oauth2/token', both, headers)).json()).toMatchObject({ error: 'invalid_grant' });
    await expectInvalidRequest(await postForm('/oauth2/token', { ...both, client_id: 'other' }, headers));
    await expectInvalidRequest(
      await postForm('/oauth2/token', { ...both, client_id: 'other', client_secret: 'x' }, headers),
    );
  });

  it('a confidential client is not authenticated by an empty password, nor may it introspect', async () => {
    const fields = { grant_type: 'client_credentials' };
    await expectInvalidClient(await postForm('/oauth2/token', fields, basic(service.clientId, '')), true);
    await expectInvalidClient(await postForm('/oauth2/introspect', { token: 'x' }, basic(client.clientId, '')), true);
  });

  it('a request without any client is told what is missing, before any query', async () => {
    const response = await postForm('/oauth2/token', { grant_type: 'refresh_token', refresh_token: 'rt_x' });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: 'invalid_client',
      error_description: 'No client: send client_id in the form, or authenticate the client',
    });
    expectFlights(response, 0);
  });

  it('a confidential client without its secret is refused, and its code stays valid', async () => {
    const confidential = await createClient(organisation.id, { confidential: true });
    const code = await obtainCode(organisation, confidential);
    await expectInvalidClient(await exchangeCode(confidential, code), false);
    const right = await exchangeCode(confidential, code, { client_secret: confidential.secret ?? '' });
    expect(right.status).toBe(200);
  });
});

it('a confidential client that is registered for no method cannot be', async () => {
  const odd = { confidential: true, columns: { token_endpoint_auth_method: 'none' } };
  await expect(createClient(organisation.id, odd)).rejects.toThrow('clients_method_of_type');
});

it('the refresh token of a confidential client does not work without its secret (section 6)', async () => {
  const confidential = await createClient(organisation.id, { confidential: true });
  const { refresh_token: token } = await obtainTokens(organisation, confidential);
  await expectInvalidClient(await refresh(confidential, token), false);
  await expectInvalidClient(await refresh(confidential, token, { client_secret: 'wrong' }), false);
  expect((await refresh(confidential, token, { client_secret: confidential.secret ?? '' })).status).toBe(200);
});

describe('clients that may not be used', () => {
  it.each([
    ['inactive', 'is_active = false'],
    ['revoked', 'revoked = true'],
    ['deleted', 'deleted_at = now()'],
  ])('%s: invalid_client', async (_state, assignment) => {
    const closed = await createClient(organisation.id);
    const code = await obtainCode(organisation, closed);
    await asOwner(`UPDATE clients SET ${assignment} WHERE id = $1`, [closed.id]);
    await expectInvalidClient(await exchangeCode(closed, code), false);
  });

  it('of a suspended organisation: invalid_client', async () => {
    const suspended = await createOrganisation();
    const its = await createClient(suspended.id);
    const code = await obtainCode(suspended, its);
    await setStatus(suspended.id, 'suspended');
    await expectInvalidClient(await exchangeCode(its, code), false);
  });
});

it('a secret is stored as a hash', async () => {
  const [row] = await asOwner('SELECT * FROM clients WHERE id = $1', [service.id]);
  expect(JSON.stringify(row)).not.toContain(service.secret);
});
