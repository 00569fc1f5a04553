import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/lib/secrets.ts';
import { ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { authorizeUrl, exchangeCode, obtainCode, redirectParameters, VERIFIER } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

/** An authorization request in which only the PKCE parameters vary; absent ones are left out. */
async function authorize(to: TestClient, challenge?: string, method?: string): Promise<Response> {
  const url = new URL(await authorizeUrl(to), ISSUER);
  url.searchParams.delete('code_challenge');
  url.searchParams.delete('code_challenge_method');
  if (challenge !== undefined) url.searchParams.set('code_challenge', challenge);
  if (method !== undefined) url.searchParams.set('code_challenge_method', method);
  return send(url.pathname + url.search, { headers: { Cookie: organisation.cookies } });
}

/** The same without a challenge. */
async function authorizeWith(to: TestClient, parameters: Record<string, string>): Promise<Response> {
  const url = new URL(await authorizeUrl(to, parameters), ISSUER);
  for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
  return send(url.pathname + url.search, { headers: { Cookie: organisation.cookies } });
}

const secretOf = ({ secret }: TestClient) => ({ client_secret: secret ?? '' });

async function expectRefused(response: Response, description: string): Promise<void> {
  expect(response.status).toBe(302);
  expect(Object.fromEntries(redirectParameters(response))).toEqual({
    error: 'invalid_request',
    error_description: description,
    state: 'the-state',
    iss: ISSUER,
  });
}

async function expectGrant(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  if (status === 400) {
    expect(await response.json()).toMatchObject({ error: 'invalid_grant', error_description: 'Invalid code_verifier' });
  }
}

describe('the challenge (RFC 7636 section 4.3, 4.4.1; RFC 9700 section 2.1.1)', () => {
  it('is required of public clients', async () => {
    await expectRefused(await authorize(client), 'PKCE required for this client');
  });

  it('is required of public clients even when they are registered not to need it', async () => {
    const lax = await createClient(organisation.id, { requirePkce: false });
    await expectRefused(await authorize(lax), 'PKCE required for this client');
  });

  it('is required of confidential clients that are registered to need it, even with a nonce', async () => {
    const strict = await createClient(organisation.id, { confidential: true });
    await expectRefused(await authorize(strict), 'PKCE required for this client');
    await expectRefused(await authorizeWith(strict, { nonce: 'n-1' }), 'PKCE required for this client');
  });

  it('is optional for the others when there is a nonce, and the code then needs no verifier (OAuth 2.1 section 7.5.1)', async () => {
    const lax = await createClient(organisation.id, { confidential: true, requirePkce: false });
    const code = redirectParameters(await authorizeWith(lax, { nonce: 'n-1' })).get('code') ?? '';
    await expectGrant(await exchangeCode(lax, code, { ...secretOf(lax), code_verifier: '' }), 200);
  });

  it.each([
    ['neither', {}],
    ['an empty nonce', { nonce: '' }],
    ['a nonce that no ID token will carry', { nonce: 'n-1', scope: 'profile' }],
  ])(
    'or a nonce is demanded of every confidential client: %s is refused, and both ways are named',
    async (_what, sent) => {
      const lax = await createClient(organisation.id, { confidential: true, requirePkce: false });
      await expectRefused(
        await authorizeWith(lax, sent as Record<string, string>),
        'PKCE or nonce required for this client: send a code_challenge with code_challenge_method=S256, or a nonce with the scope openid',
      );
    },
  );

  it('neither is required of a confidential client that is registered so; a challenge that was sent still counts', async () => {
    const unbound = await createClient(organisation.id, {
      confidential: true,
      requirePkce: false,
      columns: { allow_unbound_codes: true },
    });
    expect(redirectParameters(await authorize(unbound)).get('code')).toMatch(/^authz_/);
    const challenged = redirectParameters(await authorize(unbound, await sha256(VERIFIER), 'S256')).get('code') ?? '';
    await expectGrant(await exchangeCode(unbound, challenged, { ...secretOf(unbound), code_verifier: '' }), 400);
  });

  it('beside a nonce still counts: the code needs its verifier', async () => {
    const lax = await createClient(organisation.id, { confidential: true, requirePkce: false });
    const code = await obtainCode(organisation, lax, { nonce: 'n-1' });
    await expectGrant(await exchangeCode(lax, code, { ...secretOf(lax), code_verifier: '' }), 400);
    await expectGrant(await exchangeCode(lax, code, secretOf(lax)), 200);
  });

  it('is not required of new clients unless they are registered so (require_pkce)', async () => {
    const { id } = await createClient(organisation.id, { confidential: true });
    const [row] = await asOwner('UPDATE clients SET require_pkce = DEFAULT WHERE id = $1 RETURNING require_pkce', [id]);
    expect(row).toEqual({ require_pkce: false });
  });

  it('must be S256: plain, nothing and anything else are refused', async () => {
    const challenge = await sha256(VERIFIER);
    for (const method of ['plain', 's256', 'S512', undefined]) {
      await expectRefused(await authorize(client, challenge, method), 'code_challenge_method must be S256');
    }
  });

  it('may be plain for a client that is registered for it, which is also the default method (RFC 7636 section 4.3)', async () => {
    const weak = await createClient(organisation.id, { columns: { allow_plain_pkce: true } });
    for (const method of ['plain', undefined]) {
      const code = redirectParameters(await authorize(weak, VERIFIER, method)).get('code') ?? '';
      await expectGrant(await exchangeCode(weak, code, { code_verifier: `${VERIFIER}x` }), 400);
      const other = redirectParameters(await authorize(weak, VERIFIER, method)).get('code') ?? '';
      await expectGrant(await exchangeCode(weak, other), 200);
    }
    const code = redirectParameters(await authorize(weak, await sha256(VERIFIER), 'S256')).get('code') ?? '';
    await expectGrant(await exchangeCode(weak, code), 200);
    await expectRefused(await authorize(weak, VERIFIER, 'S512'), 'code_challenge_method must be S256 or plain');
    await expectRefused(await authorize(weak, 'A'.repeat(42), 'plain'), 'Malformed code_challenge');
    await expectRefused(await authorize(weak, 'A'.repeat(129), 'plain'), 'Malformed code_challenge');
    await expectRefused(await authorize(weak), 'PKCE required for this client');
  });

  it.each([
    ['too short', 'A'.repeat(42)],
    ['too long', 'A'.repeat(44)],
    ['padded', `${'A'.repeat(42)}=`],
    ['in base64 instead of base64url', `${'A'.repeat(42)}+`],
    ['with a line break', `${'A'.repeat(42)}\n`],
  ])('must be the base64url of a SHA-256 digest: %s', async (_what, challenge) => {
    await expectRefused(await authorize(client, challenge, 'S256'), 'Malformed code_challenge');
  });

  it('a method without a challenge is refused', async () => {
    const lax = await createClient(organisation.id, { confidential: true, requirePkce: false });
    await expectRefused(await authorize(lax, undefined, 'S256'), 'code_challenge is missing');
  });
});

describe('the verifier (RFC 7636 section 4.5 and 4.6)', () => {
  it.each([
    ['43 characters', 'v'.repeat(43)],
    ['128 characters', 'v'.repeat(128)],
    ['every unreserved character', '-._~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'],
    ['the example of appendix B', 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'],
  ])('of %s redeems the code', async (_what, verifier) => {
    const code = await obtainCode(organisation, client, { code_challenge: await sha256(verifier) });
    await expectGrant(await exchangeCode(client, code, { code_verifier: verifier }), 200);
  });

  it.each([
    ['missing', ''],
    ['another', `${VERIFIER}x`],
    ['in another case', VERIFIER.toUpperCase()],
    ['the challenge itself', 'the-challenge'],
  ])('%s: invalid_grant', async (_what, verifier) => {
    const code = await obtainCode(organisation, client);
    const given = verifier === 'the-challenge' ? await sha256(VERIFIER) : verifier;
    await expectGrant(await exchangeCode(client, code, { code_verifier: given }), 400);
  });

  it.each([
    ['too short', 'v'.repeat(42)],
    ['too long', 'v'.repeat(129)],
    ['with a character that is not allowed', `${'v'.repeat(43)}+`],
  ])('%s: invalid_grant, though it fits the challenge (section 4.1)', async (_what, verifier) => {
    const code = await obtainCode(organisation, client, { code_challenge: await sha256(verifier) });
    await expectGrant(await exchangeCode(client, code, { code_verifier: verifier }), 400);
  });

  it('wrong at first does not consume the code: its owner can still redeem it', async () => {
    const code = await obtainCode(organisation, client);
    await expectGrant(await exchangeCode(client, code, { code_verifier: 'w'.repeat(43) }), 400);
    await expectGrant(await exchangeCode(client, code), 200);
  });

  it('without a challenge is a downgrade, and refused (RFC 9700 section 4.8.2)', async () => {
    const lax = await createClient(organisation.id, { confidential: true, requirePkce: false });
    const credentials = { client_secret: lax.secret ?? '' };
    const redeem = async (fields: Record<string, string>) => {
      const code = redirectParameters(await authorizeWith(lax, { nonce: 'n-1' })).get('code') ?? '';
      const form = { grant_type: 'authorization_code', code, redirect_uri: lax.redirectUri, client_id: lax.clientId };
      return postForm('/oauth2/token', { ...form, ...credentials, ...fields });
    };
    await expectGrant(await redeem({ code_verifier: VERIFIER }), 400);
    await expectGrant(await redeem({}), 200);
  });

  it('is required of a confidential client too: its secret does not replace it', async () => {
    const confidential = await createClient(organisation.id, { confidential: true });
    const code = await obtainCode(organisation, confidential);
    const fields = { client_secret: confidential.secret ?? '', code_verifier: 'w'.repeat(43) };
    await expectGrant(await exchangeCode(confidential, code, fields), 400);
  });

  it('is never stored', async () => {
    const code = await obtainCode(organisation, client);
    await exchangeCode(client, code);
    const rows = await asOwner('SELECT * FROM authorization_codes WHERE client_id = $1', [client.id]);
    expect(JSON.stringify(rows)).not.toContain(VERIFIER);
    expect(JSON.stringify(rows)).not.toContain(code);
  });
});
