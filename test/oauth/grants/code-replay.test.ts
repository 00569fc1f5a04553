import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/lib/secrets.ts';
import { expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { holdRow } from '../../support/row-lock.ts';
import { blockUser, deleteUser } from '../../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;

const SCOPE = { scope: 'openid offline_access' };

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

async function expectInvalidGrant(response: Response): Promise<void> {
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: 'invalid_grant',
    error_description: 'Invalid or expired authorization code',
  });
}

async function redeemed(code: string, to = client): Promise<Tokens> {
  const response = await exchangeCode(to, code);
  expect(response.status).toBe(200);
  return response.json();
}

async function userinfoStatus({ access_token: token }: { access_token: string }): Promise<number> {
  return (await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } })).status;
}

/** Every token that was issued for the code is refused. */
async function expectRevoked(tokens: Tokens, to = client): Promise<void> {
  expect(await userinfoStatus(tokens)).toBe(401);
  expect((await refresh(to, tokens.refresh_token)).status).toBe(400);
}

async function expire(code: string): Promise<void> {
  await asOwner("UPDATE authorization_codes SET expires_at = now() - interval '1 second' WHERE code = $1", [
    await sha256(code),
  ]);
}

describe('a code that is used twice (RFC 6749 section 4.1.2)', () => {
  it('is denied, and everything issued for it is revoked', async () => {
    const code = await obtainCode(organisation, client, SCOPE);
    const tokens = await redeemed(code);
    expect(await userinfoStatus(tokens)).toBe(200);
    await expectInvalidGrant(await exchangeCode(client, code));
    await expectRevoked(tokens);
  });

  it('revokes refreshed tokens too', async () => {
    const code = await obtainCode(organisation, client, SCOPE);
    const first = await redeemed(code);
    const second = (await (await refresh(client, first.refresh_token)).json()) as Tokens;
    await expectInvalidGrant(await exchangeCode(client, code));
    await expectRevoked(second);
  });

  it('is a replay with any verifier and redirect URI', async () => {
    const code = await obtainCode(organisation, client, SCOPE);
    const tokens = await redeemed(code);
    await expectInvalidGrant(
      await exchangeCode(client, code, { code_verifier: 'w'.repeat(43), redirect_uri: 'https://evil.example' }),
    );
    await expectRevoked(tokens);
  });

  it('is a replay after its ten minutes too: the tokens live longer', async () => {
    const code = await obtainCode(organisation, client, SCOPE);
    const tokens = await redeemed(code);
    await expire(code);
    await expectInvalidGrant(await exchangeCode(client, code));
    await expectRevoked(tokens);
  });

  it('by another client revokes nothing', async () => {
    const code = await obtainCode(organisation, client, SCOPE);
    const tokens = await redeemed(code);
    await expectInvalidGrant(await exchangeCode(await createClient(organisation.id), code));
    expect(await userinfoStatus(tokens)).toBe(200);
  });

  it('leaves other sign-ins of the same person alone', async () => {
    const other = await obtainTokens(organisation, client);
    const code = await obtainCode(organisation, client, SCOPE);
    await redeemed(code);
    await expectInvalidGrant(await exchangeCode(client, code));
    expect(await userinfoStatus(other)).toBe(200);
  });

  it('is recorded as a failure (audit trail)', async () => {
    const its = await createClient(organisation.id);
    const code = await obtainCode(organisation, its, SCOPE);
    await redeemed(code, its);
    const response = await exchangeCode(its, code);
    expectFlights(response, 2);
    const events = await asOwner(
      `SELECT success, error_message, user_id FROM audit_logs
       WHERE client_id = $1 AND event_type = 'oauth2.token_reuse_detected'`,
      [its.id],
    );
    expect(events).toEqual([
      { success: false, error_message: 'authorization_code_replay', user_id: organisation.owner.id },
    ]);
  });
});

describe('a code with other parameters (RFC 6749 section 4.1.3)', () => {
  it('expired: it lives ten minutes', async () => {
    const code = await obtainCode(organisation, client);
    const [row] = await asOwner<{ seconds: string }>(
      'SELECT extract(epoch FROM expires_at - created_at) AS seconds FROM authorization_codes WHERE code = $1',
      [await sha256(code)],
    );
    expect(Number(row?.seconds)).toBe(600);
    await expire(code);
    await expectInvalidGrant(await exchangeCode(client, code));
  });

  it('of another client, of this or of another organisation; it stays good', async () => {
    const code = await obtainCode(organisation, client);
    await expectInvalidGrant(await exchangeCode(await createClient(organisation.id), code));
    await expectInvalidGrant(await exchangeCode(await createClient((await createOrganisation()).id), code));
    await redeemed(code);
  });

  it.each([
    ['another that is registered', 'https://b.example/callback'],
    ['another that is not', 'https://evil.example/callback'],
    ['in another case', 'https://A.example/callback'],
    ['with a query', 'https://a.example/callback?x'],
  ])('redirect_uri %s; it stays good', async (_what, redirectUri) => {
    const two = await createClient(organisation.id, {
      redirectUris: ['https://a.example/callback', 'https://b.example/callback'],
    });
    const code = await obtainCode(organisation, two);
    await expectInvalidGrant(await exchangeCode(two, code, { redirect_uri: redirectUri }));
    await redeemed(code, two);
  });

  it.each([
    ['blocked', (its: TestOrganisation) => blockUser(its.owner.id)],
    ['deleted', (its: TestOrganisation) => deleteUser(its.owner.id)],
  ])('of a person who was %s meanwhile', async (_state, close) => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const code = await obtainCode(its, to);
    await close(its);
    await expectInvalidGrant(await exchangeCode(to, code));
  });
});

/** Concurrent requests in batches: each has a connection, and PostgreSQL has a limit of them. */
async function storm(request: () => Promise<Response>): Promise<Response[]> {
  const responses: Response[] = [];
  for (let wave = 0; wave < 4; wave++) responses.push(...(await Promise.all(Array.from({ length: 25 }, request))));
  return responses;
}

describe('concurrent requests', () => {
  it('a code: exactly one of a hundred gets tokens, and the others have them revoked', async () => {
    const code = await obtainCode(organisation, client, SCOPE);
    const responses = await storm(() => exchangeCode(client, code));
    const won = responses.filter((response) => response.status === 200);
    expect(won).toHaveLength(1);
    for (const response of responses) if (response.status !== 200) await expectInvalidGrant(response);
    await expectRevoked((await won[0]?.json()) as Tokens);
  });

  it('a refresh token without a grace: at most one of a hundred gets tokens, and the family is revoked', async () => {
    const its = await createClient(organisation.id, { columns: { refresh_token_grace: 0 } });
    const tokens = await obtainTokens(organisation, its);
    const responses = await storm(() => refresh(its, tokens.refresh_token));
    const won = responses.filter((response) => response.status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    expect(new Set(responses.map((response) => response.status))).toEqual(new Set([200, 400]));
    for (const response of won) await expectRevoked((await response.json()) as Tokens, its);
    await expectRevoked(tokens, its);
    const live = await asOwner('SELECT FROM refresh_tokens WHERE client_id = $1 AND revoked_at IS NULL', [its.id]);
    expect(live).toHaveLength(0);
  });

  it('the loser of two revokes the tokens of the winner, also when both read the code unused', async () => {
    const code = await obtainCode(organisation, client, SCOPE);
    // The winner waits for the row of the client, because the new tokens refer to it; the loser waits for the winner.
    const [first, second] = await holdRow('clients', client.id, async (whenWaiting) => {
      const first = exchangeCode(client, code);
      await whenWaiting(1);
      const second = exchangeCode(client, code);
      await whenWaiting(2);
      return [first, second] as const;
    });
    const [won, lost] = [await first, await second];
    expect(won.status).toBe(200);
    await expectInvalidGrant(lost);
    await expectRevoked((await won.json()) as Tokens);
  });

  it('different codes: every one gets tokens', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, () => obtainCode(organisation, client)));
    const responses = await Promise.all(codes.map((code) => exchangeCode(client, code)));
    expect(responses.map((response) => response.status)).toEqual(Array(20).fill(200));
  });
});
