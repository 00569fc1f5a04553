import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens, refresh } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { blockUser, deleteOrganisation, deleteUser, setStatus } from '../../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;

const SCOPES = ['openid', 'profile', 'email', 'phone', 'address', 'offline_access', 'constructor', '__proto__'];

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id, { scopes: SCOPES });
});

function userinfo(token: string | null, init: RequestInit = {}): Promise<Response> {
  const authorization = token === null ? {} : { Authorization: `Bearer ${token}` };
  return send('/oauth2/userinfo', { ...init, headers: { ...authorization, ...(init.headers as object) } });
}

async function claimsOf(scope: string): Promise<unknown> {
  const { access_token: token } = await obtainTokens(organisation, client, scope);
  return (await userinfo(token)).json();
}

/** RFC 6750 section 3.1: the challenge says what is wrong with the token. */
async function expectInvalidToken(response: Response, description = 'Invalid or expired token'): Promise<void> {
  expect(response.status).toBe(401);
  expect(response.headers.get('WWW-Authenticate')).toBe(
    `Bearer realm="cerberus", error="invalid_token", error_description="${description}"`,
  );
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(await response.json()).toMatchObject({
    error: 'invalid_token',
    error_description: description,
    detail: description,
  });
}

describe('userinfo (OIDC Core section 5.3)', () => {
  it.each(['GET', 'POST'])('answers %s, in one round trip, not to be stored (5.3.1)', async (method) => {
    const { access_token: token } = await obtainTokens(organisation, client, 'openid');
    await userinfo(token);
    const response = await userinfo(token, { method });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toEqual({ sub: organisation.owner.id });
    expectFlights(response, 1);
  });

  it('accepts the scheme in any case (RFC 9110 section 11.1)', async () => {
    const { access_token: token } = await obtainTokens(organisation, client, 'openid');
    for (const scheme of ['bearer', 'BEARER']) {
      const response = await userinfo(null, { headers: { Authorization: `${scheme} ${token}` } });
      expect(response.status).toBe(200);
    }
  });

  it('the subject is the one of the ID token (5.3.2)', async () => {
    const tokens = await obtainTokens(organisation, client, 'openid');
    const { sub } = (await (await userinfo(tokens.access_token)).json()) as { sub: string };
    expect(sub).toBe(decodeJwt(tokens.id_token).sub);
  });
});

describe('claims by scope (OIDC Core section 5.4), those without a value left out (5.3.2)', () => {
  const owner = () => ({ sub: organisation.owner.id });

  it('profile', async () => {
    expect(await claimsOf('openid profile')).toEqual({
      ...owner(),
      name: 'Ada Owner',
      given_name: 'Ada',
      family_name: 'Owner',
      updated_at: expect.any(Number),
    });
  });

  it('email', async () => {
    expect(await claimsOf('openid email')).toEqual({
      ...owner(),
      email: organisation.owner.email,
      email_verified: true,
    });
  });

  it('phone and address without values', async () => {
    expect(await claimsOf('openid phone address')).toEqual(owner());
  });

  it('a full profile', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id, { scopes: SCOPES });
    await asOwner(
      `UPDATE users SET middle_name = 'King', phone = '+4912345', phone_verified_at = NULL, email_verified_at = NULL,
         profile_photo_path = 'https://cdn.example.com/ada.png' WHERE id = $1`,
      [its.owner.id],
    );
    await asOwner(`UPDATE users SET profile_updated_at = '2026-01-02T03:04:05.678Z' WHERE id = $1`, [its.owner.id]);
    const { access_token: token } = await obtainTokens(its, to, 'openid profile email phone');
    expect(await (await userinfo(token)).json()).toEqual({
      sub: its.owner.id,
      name: 'Ada Owner',
      given_name: 'Ada',
      family_name: 'Owner',
      middle_name: 'King',
      picture: 'https://cdn.example.com/ada.png',
      updated_at: 1767323045,
      email: its.owner.email,
      email_verified: false,
      phone_number: '+4912345',
      phone_number_verified: false,
    });
  });

  it('scopes with the names of inherited members return nothing', async () => {
    expect(await claimsOf('openid constructor __proto__')).toEqual(owner());
  });

  it('is current: a change shows at once', async () => {
    const its = await createOrganisation();
    const { access_token: token } = await obtainTokens(its, await createClient(its.id), 'openid profile');
    await asOwner("UPDATE users SET name = 'Ada Lovelace' WHERE id = $1", [its.owner.id]);
    expect(await (await userinfo(token)).json()).toMatchObject({ name: 'Ada Lovelace' });
  });

  it('a token without openid: insufficient_scope (RFC 6750 section 3.1)', async () => {
    const { access_token: token } = await obtainTokens(organisation, client, 'profile email');
    const response = await userinfo(token);
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toContain('error="insufficient_scope"');
    expect(await response.json()).toMatchObject({ error: 'insufficient_scope' });
  });
});

describe('invalid tokens', () => {
  it('none: a challenge without an error code (RFC 6750 section 3.1)', async () => {
    const response = await userinfo(null);
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="cerberus"');
    expectFlights(response, 0);
  });

  it('a session is not a token', async () => {
    expect((await userinfo(null, { headers: { Cookie: organisation.cookies } })).status).toBe(401);
  });

  it('one in the query is refused (OAuth 2.1 section 5.1.1), and so is a form without POST', async () => {
    const { access_token: token } = await obtainTokens(organisation, client, 'openid');
    expect((await send(`/oauth2/userinfo?access_token=${token}`)).status).toBe(401);
    expect((await postForm(`/oauth2/userinfo?access_token=${token}`, {})).status).toBe(401);
    const body = JSON.stringify({ access_token: token });
    const headers = { 'Content-Type': 'application/json' };
    expect((await send('/oauth2/userinfo', { method: 'POST', headers, body })).status).toBe(401);
  });

  it('one in a form is accepted like one in the header (RFC 6750 section 2.2)', async () => {
    const { access_token: token } = await obtainTokens(organisation, client, 'openid');
    const response = await postForm('/oauth2/userinfo', { access_token: token });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ sub: organisation.owner.id });
    expectFlights(response, 1);
    await expectInvalidToken(await postForm('/oauth2/userinfo', { access_token: 'garbage' }));
    const empty = await postForm('/oauth2/userinfo', { access_token: '' });
    expect(empty.headers.get('WWW-Authenticate')).toBe('Bearer realm="cerberus"');
  });

  it('two ways at once: invalid_request, though both are right (RFC 6750 sections 2 and 3.1)', async () => {
    const { access_token: token } = await obtainTokens(organisation, client, 'openid');
    const authorization = { Authorization: `Bearer ${token}` };
    const responses = [
      await postForm('/oauth2/userinfo', { access_token: token }, authorization),
      await postForm('/oauth2/userinfo', [
        ['access_token', token],
        ['access_token', token],
      ]),
      await send(`/oauth2/userinfo?access_token=${token}`, { headers: authorization }),
      await postForm(`/oauth2/userinfo?access_token=${token}`, { access_token: token }),
    ];
    for (const response of responses) {
      expect(response.status).toBe(400);
      expect(response.headers.get('WWW-Authenticate')).toContain('error="invalid_request"');
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
      expectFlights(response, 0);
    }
  });

  it.each(['', 'a b', 'a,b', 'ä'])('malformed: %j', async (token) => {
    const response = await userinfo(null, { headers: { Authorization: `Bearer ${encodeURI(token)}`.trimEnd() } });
    expect(response.status).toBe(401);
    expectFlights(response, 0);
  });

  it.each(['garbage', 'a.b.c', '..', `rt_${'A'.repeat(43)}`, `${'e30.'.repeat(500)}e30`])(
    'garbage: %s',
    async (token) => {
      const response = await userinfo(token);
      await expectInvalidToken(response);
    },
  );

  it('expired', async () => {
    const brief = await createClient(organisation.id);
    await asOwner('UPDATE clients SET access_token_lifetime = 0 WHERE id = $1', [brief.id]);
    await expectInvalidToken(await userinfo((await obtainTokens(organisation, brief)).access_token));
  });

  it('revoked', async () => {
    const strict = await createClient(organisation.id, { columns: { refresh_token_grace: 0 } });
    const tokens = await obtainTokens(organisation, strict, 'openid offline_access');
    await refresh(strict, tokens.refresh_token);
    await refresh(strict, tokens.refresh_token);
    await expectInvalidToken(await userinfo(tokens.access_token));
  });

  it('of a client that acts for itself: there is no person', async () => {
    const service = await createClient(organisation.id, {
      confidential: true,
      grantTypes: ['client_credentials'],
      scopes: ['users:read'],
    });
    const response = await postForm('/oauth2/token', {
      grant_type: 'client_credentials',
      client_id: service.clientId,
      client_secret: service.secret ?? '',
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    const refused = await userinfo(token);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('WWW-Authenticate')).toContain('error="insufficient_scope"');
  });

  it.each([
    ['a blocked person', (its: TestOrganisation) => blockUser(its.owner.id)],
    ['a deleted person', (its: TestOrganisation) => deleteUser(its.owner.id)],
    ['a suspended organisation', (its: TestOrganisation) => setStatus(its.id, 'suspended')],
    ['a cancelled organisation', (its: TestOrganisation) => setStatus(its.id, 'cancelled')],
    ['a deleted organisation', (its: TestOrganisation) => deleteOrganisation(its.id)],
    ['a revoked client', (its: TestOrganisation) => changeClients(its, 'revoked = true')],
    ['an inactive client', (its: TestOrganisation) => changeClients(its, 'is_active = false')],
    ['a deleted client', (its: TestOrganisation) => changeClients(its, 'deleted_at = now()')],
  ])('of %s', async (_whose, close) => {
    const its = await createOrganisation();
    const { access_token: token } = await obtainTokens(its, await createClient(its.id), 'openid');
    expect((await userinfo(token)).status).toBe(200);
    await close(its);
    await expectInvalidToken(await userinfo(token));
  });
});

async function changeClients(its: TestOrganisation, assignment: string): Promise<void> {
  await asOwner(`UPDATE clients SET ${assignment} WHERE organisation_id = $1`, [its.id]);
}

describe('browsers', () => {
  it('may read the answer and the refusal from every origin: only the token counts, not a cookie', async () => {
    const { access_token: token } = await obtainTokens(organisation, client, 'openid');
    for (const response of [await userinfo(token), await userinfo(null), await userinfo('garbage')]) {
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    }
  });

  it('get an answer to a preflight', async () => {
    const headers = {
      Origin: 'https://anywhere.example',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization',
    };
    const response = await send('/oauth2/userinfo', { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://anywhere.example');
    expect(response.headers.get('Access-Control-Allow-Headers')?.toLowerCase()).toContain('authorization');
  });
});
