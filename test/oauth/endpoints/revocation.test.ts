import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/lib/secrets.ts';
import { expectFlights, postForm, send } from '../../support/app.ts';
import { createKeyClient, createKeyPair, makeAssertion, presenting } from '../../support/assertions.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { holdRow } from '../../support/row-lock.ts';

let organisation: TestOrganisation;
let client: TestClient;
let open: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id, { confidential: true });
  open = await createClient(organisation.id);
});

const credentialsOf = ({ clientId, secret }: TestClient) => ({
  client_id: clientId,
  ...(secret === null ? {} : { client_secret: secret }),
});

function revoke(token: string, fields: Record<string, string> = credentialsOf(client)): Promise<Response> {
  return postForm('/oauth2/revoke', { token, ...fields });
}

/** Section 2.2: "The content of the response body is ignored by the client"; existing clients expect {}. */
async function expectDone(response: Response): Promise<void> {
  expect(response.status).toBe(200);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(await response.json()).toEqual({});
}

async function userinfoStatus({ access_token: token }: { access_token: string }): Promise<number> {
  return (await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } })).status;
}

async function refreshStatus(tokens: Tokens, by: TestClient): Promise<number> {
  return (await refresh(by, tokens.refresh_token, credentialsOf(by))).status;
}

describe('revocation (RFC 7009 section 2)', () => {
  it('of a refresh token: the whole family, and every access token of it; in two round trips', async () => {
    const first = await obtainTokens(organisation, client);
    const second = (await (await refresh(client, first.refresh_token, credentialsOf(client))).json()) as Tokens;
    const response = await revoke(second.refresh_token);
    expectFlights(response, 2);
    await expectDone(response);
    for (const tokens of [first, second]) expect(await userinfoStatus(tokens)).toBe(401);
    expect(await refreshStatus(second, client)).toBe(400);
  });

  it('of a used refresh token: the whole family as well', async () => {
    const first = await obtainTokens(organisation, client);
    const second = (await (await refresh(client, first.refresh_token, credentialsOf(client))).json()) as Tokens;
    await expectDone(await revoke(first.refresh_token));
    expect(await userinfoStatus(second)).toBe(401);
    expect(await refreshStatus(second, client)).toBe(400);
  });

  it('of an access token: it alone; in two round trips', async () => {
    const tokens = await obtainTokens(organisation, client);
    const response = await revoke(tokens.access_token);
    expectFlights(response, 2);
    await expectDone(response);
    expect(await userinfoStatus(tokens)).toBe(401);
    const next = await refresh(client, tokens.refresh_token, credentialsOf(client));
    expect(await userinfoStatus((await next.json()) as Tokens)).toBe(200);
  });

  it('of an opaque access token', async () => {
    const opaque = await createClient(organisation.id, { columns: { access_token_format: 'opaque' } });
    const tokens = await obtainTokens(organisation, opaque);
    expect(await userinfoStatus(tokens)).toBe(200);
    await expectDone(await revoke(tokens.access_token, {}));
    expect(await userinfoStatus(tokens)).toBe(401);
  });

  it('leaves other sign-ins of the same person alone', async () => {
    const other = await obtainTokens(organisation, client);
    const tokens = await obtainTokens(organisation, client);
    await expectDone(await revoke(tokens.refresh_token));
    expect(await userinfoStatus(other)).toBe(200);
    expect(await refreshStatus(other, client)).toBe(200);
  });

  it.each(['access_token', 'refresh_token', 'pigeon', 'id_token'])(
    'a hint is a hint, and one that nobody knows is ignored (section 2.2.1): %s',
    async (hint) => {
      const tokens = await obtainTokens(organisation, client);
      await expectDone(await revoke(tokens.access_token, { ...credentialsOf(client), token_type_hint: hint }));
      expect(await userinfoStatus(tokens)).toBe(401);
      await expectDone(await revoke(tokens.refresh_token, { ...credentialsOf(client), token_type_hint: hint }));
      expect(await refreshStatus(tokens, client)).toBe(400);
    },
  );

  it('is not bypassed by a concurrent rotation', async () => {
    const its = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, its);
    const { rotation, revoked } = await holdRow('clients', its.id, async (whenWaiting) => {
      const rotation = refresh(its, tokens.refresh_token);
      await whenWaiting(1);
      const revoked = revoke(tokens.refresh_token, {});
      await whenWaiting(2);
      return { rotation, revoked };
    });
    const next = (await (await rotation).json()) as Tokens;
    await expectDone(await revoked);
    expect(await userinfoStatus(next)).toBe(401);
    expect(await refreshStatus(next, its)).toBe(400);
  });

  it('is recorded once, however often it is asked for (audit trail)', async () => {
    const its = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, its);
    await revoke(tokens.access_token, {});
    await revoke(tokens.access_token, {});
    await Promise.all(Array.from({ length: 10 }, () => revoke(tokens.refresh_token, {})));
    const events = await asOwner<{ user_id: string; resource_id: string; success: boolean }>(
      `SELECT user_id, resource_id, success FROM audit_logs
       WHERE client_id = $1 AND event_type = 'oauth2.token_revoked' ORDER BY created_at`,
      [its.id],
    );
    expect(events).toHaveLength(2);
    expect(new Set(events.map((event) => event.user_id))).toEqual(new Set([organisation.owner.id]));
    const [row] = await asOwner('SELECT id, family_id FROM tokens WHERE jti = $1', [
      decodeJwt(tokens.access_token).jti,
    ]);
    expect(events.map((event) => event.resource_id)).toEqual([row?.id, row?.family_id]);
  });
});

describe('nothing to revoke is no error (section 2.2)', () => {
  it.each(['garbage', 'a.b.c', `rt_${'A'.repeat(43)}`, `at_${'A'.repeat(43)}`, "' OR 1=1 --", 'ä'])(
    'unknown: %s',
    async (token) => {
      for (const fields of [credentialsOf(client), credentialsOf(open), {}]) {
        const response = await revoke(token, fields);
        await expectDone(response);
      }
      expectFlights(await revoke(token), 1);
    },
  );

  it('an ID token, an expired access token, one that was revoked before', async () => {
    const tokens = await obtainTokens(organisation, client);
    await expectDone(await revoke(tokens.id_token));
    await expectDone(await revoke(tokens.access_token));
    await expectDone(await revoke(tokens.access_token));
    const brief = await createClient(organisation.id, { columns: { access_token_lifetime: 0 } });
    await expectDone(await revoke((await obtainTokens(organisation, brief)).access_token, {}));
  });

  it('another client’s token, of this or another organisation: it stays valid, and the answer does not tell', async () => {
    const theirs = await obtainTokens(organisation, open);
    const elsewhere = await createClient((await createOrganisation()).id, { confidential: true });
    for (const by of [client, elsewhere, await createClient(organisation.id)]) {
      for (const token of [theirs.access_token, theirs.refresh_token]) {
        const response = await revoke(token, credentialsOf(by));
        expectFlights(response, 1);
        await expectDone(response);
      }
    }
    expect(await userinfoStatus(theirs)).toBe(200);
    expect(await refreshStatus(theirs, open)).toBe(200);
  });
});

describe('who may revoke (section 2.1)', () => {
  it('a public client by its token, alone or with its client_id', async () => {
    for (const fields of [{}, { client_id: open.clientId }]) {
      const tokens = await obtainTokens(organisation, open);
      await expectDone(await revoke(tokens.access_token, fields));
      expect(await userinfoStatus(tokens)).toBe(401);
      await expectDone(await revoke(tokens.refresh_token, fields));
      expect(await refreshStatus(tokens, open)).toBe(400);
    }
  });

  it('a confidential client with its secret, by form or header', async () => {
    const tokens = await obtainTokens(organisation, client);
    const authorization = { Authorization: `Basic ${btoa(`${client.clientId}:${client.secret}`)}` };
    await expectDone(await postForm('/oauth2/revoke', { token: tokens.access_token }, authorization));
    expect(await userinfoStatus(tokens)).toBe(401);
  });

  it('a confidential client with an assertion, which is good once; three round trips', async () => {
    const key = await createKeyPair('ES256');
    const its = await createKeyClient(organisation.id, [key]);
    const form = { grant_type: 'client_credentials', ...presenting(await makeAssertion(its, key)) };
    const { access_token: token } = (await (await postForm('/oauth2/token', form)).json()) as Tokens;
    const assertion = presenting(await makeAssertion(its, key));
    const response = await revoke(token, assertion);
    expectFlights(response, 3);
    await expectDone(response);
    expect((await revoke(token, assertion)).status).toBe(401);
  });

  it.each([
    ['nothing', () => ({})],
    ['its client_id', () => ({ client_id: client.clientId })],
    ['a wrong secret', () => ({ client_id: client.clientId, client_secret: 'wrong' })],
    ['the secret of nobody', () => ({ client_id: 'nobody', client_secret: 'wrong' })],
  ])('a confidential client with %s: invalid_client, and the token stays good', async (_what, fields) => {
    const tokens = await obtainTokens(organisation, client);
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      const response = await revoke(token, fields());
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: 'invalid_client' });
    }
    expect(await userinfoStatus(tokens)).toBe(200);
    expect(await refreshStatus(tokens, client)).toBe(200);
  });

  it('not by the stored hash', async () => {
    const tokens = await obtainTokens(organisation, open);
    await expectDone(await revoke(await sha256(tokens.refresh_token), {}));
    await expectDone(await revoke(`rt_${await sha256(tokens.refresh_token)}`, {}));
    expect(await refreshStatus(tokens, open)).toBe(200);
  });
});

describe('how it is called', () => {
  it('without a token: invalid_request', async () => {
    const response = await postForm('/oauth2/revoke', credentialsOf(client));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });

  it.each(['GET', 'PUT', 'DELETE'])('%s: 405', async (method) => {
    const response = await send('/oauth2/revoke?token=x', { method });
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST']);
  });

  it('two methods of authentication: invalid_request', async () => {
    const authorization = { Authorization: `Basic ${btoa(`${client.clientId}:${client.secret}`)}` };
    const response = await postForm('/oauth2/revoke', { token: 'x', ...credentialsOf(client) }, authorization);
    expect(response.status).toBe(400);
  });
});

describe('browsers (section 2.3: "The revocation endpoint MAY support Cross-Origin Resource Sharing")', () => {
  const ORIGIN = 'https://app.example.com';

  it('get an answer to a preflight', async () => {
    const headers = { Origin: ORIGIN, 'Access-Control-Request-Method': 'POST' };
    const response = await send('/oauth2/revoke', { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
  });

  it('may read the answer from the origins of the client only', async () => {
    const spa = await createClient(organisation.id, { allowedOrigins: [ORIGIN] });
    const tokens = await obtainTokens(organisation, spa);
    const readable = async (origin: string, fields: Record<string, string>) => {
      const response = await postForm('/oauth2/revoke', { token: tokens.refresh_token, ...fields }, { Origin: origin });
      return response.headers.get('Access-Control-Allow-Origin');
    };
    for (const fields of [{}, { client_id: spa.clientId }]) {
      expect(await readable(ORIGIN, fields)).toBe(ORIGIN);
      expect(await readable('https://evil.example', fields)).toBeNull();
    }
    expect(await readable(ORIGIN, { client_id: open.clientId })).toBeNull();
  });
});
