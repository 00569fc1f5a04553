import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { findClient } from '../../../src/domain/clients/clients.ts';
import { redeem } from '../../../src/domain/tokens/issuing.ts';
import { refreshTokenByValue, successorValues } from '../../../src/domain/tokens/refresh-tokens.ts';
import { after } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import { toBase64 } from '../../../src/lib/bytes.ts';
import { sha256 } from '../../../src/lib/secrets.ts';
import { expectFlights, postForm, send } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { holdRow } from '../../support/row-lock.ts';
import { blockUser } from '../../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

async function refreshed(token: string, to = client, fields: Record<string, string> = {}): Promise<Tokens> {
  const response = await refresh(to, token, fields);
  expect(response.status).toBe(200);
  return response.json();
}

async function expectInvalidGrant(response: Response): Promise<void> {
  expect(await response.json()).toMatchObject({
    error: 'invalid_grant',
    error_description: 'Invalid or expired refresh token',
  });
  expect(response.status).toBe(400);
}

async function userinfoStatus({ access_token: token }: Tokens): Promise<number> {
  return (await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } })).status;
}

/** Makes the token used that many seconds ago. */
async function ageUse(token: string, seconds: number): Promise<void> {
  await asOwner(`UPDATE refresh_tokens SET used_at = used_at - $2::int * interval '1 second' WHERE token = $1`, [
    await sha256(token),
    seconds,
  ]);
}

async function usable(token: string): Promise<number> {
  const rows = await asOwner(
    `SELECT FROM refresh_tokens WHERE revoked_at IS NULL AND expires_at > now()
       AND family_id = (SELECT family_id FROM refresh_tokens WHERE token = $1)`,
    [await sha256(token)],
  );
  return rows.length;
}

async function expectDead(families: Tokens[], to = client): Promise<void> {
  for (const tokens of families) {
    expect(await userinfoStatus(tokens)).toBe(401);
    await expectInvalidGrant(await refresh(to, tokens.refresh_token));
  }
}

/** What a request gets that began that many seconds ago and comes to its statement now. */
function redeemAsOf(token: string, by: TestClient, seconds: number) {
  return withContext(async ({ system, box, now, openTenant }) => {
    const known = await findClient(system, by.clientId);
    const [[row]] = await system.db.flight(await refreshTokenByValue(token));
    if (!known || !row) throw new Error('There is no such token');
    const tenant = { ...openTenant(organisation.id, {}), now: after(now, -seconds) };
    const refresh = { facts: row, values: await successorValues(box, token), familyExpiresAt: after(now, 600) };
    const artefact = { kind: 'refresh_token', id: row.id } as const;
    const what = { scopes: row.scopes, audience: [by.clientId], familyId: row.familyId, claims: null };
    return redeem(tenant, {
      client: known,
      artefact,
      holder: { userId: row.user.id, memberId: null },
      ...what,
      refresh,
    });
  });
}

describe('a client whose answer got lost', () => {
  it('asks again and gets the same refresh token, with a new access token; in two round trips', async () => {
    const first = await obtainTokens(organisation, client);
    const lost = await refreshed(first.refresh_token);
    const response = await refresh(client, first.refresh_token);
    expectFlights(response, 2);
    const again = (await response.json()) as Tokens;
    expect(again.refresh_token).toBe(lost.refresh_token);
    expect(again.access_token).not.toBe(lost.access_token);
    expect(again).toMatchObject({ scope: first.scope, expires_in: 3600, token_type: 'Bearer' });
    expect(decodeJwt(again.id_token).sub).toBe(organisation.owner.id);
    for (const tokens of [first, lost, again]) expect(await userinfoStatus(tokens)).toBe(200);
    expect(await usable(first.refresh_token)).toBe(1);
  });

  it('can use and refresh what it got', async () => {
    const first = await obtainTokens(organisation, client);
    await refreshed(first.refresh_token);
    const second = await refreshed(first.refresh_token);
    const third = await refreshed(second.refresh_token);
    expect(third.refresh_token).not.toBe(second.refresh_token);
    expect(await usable(first.refresh_token)).toBe(1);
  });

  it('may narrow the scope the second time; the refresh token keeps what was granted', async () => {
    const first = await obtainTokens(organisation, client);
    await refreshed(first.refresh_token);
    const narrow = await refreshed(first.refresh_token, client, { scope: 'openid' });
    expect(narrow.scope).toBe('openid');
    expect((await refreshed(narrow.refresh_token)).scope).toBe(first.scope);
  });

  it('may ask again although the old token has expired meanwhile', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token);
    await asOwner(`UPDATE refresh_tokens SET expires_at = now() - interval '1 second' WHERE token = $1`, [
      await sha256(first.refresh_token),
    ]);
    expect((await refreshed(first.refresh_token)).refresh_token).toBe(second.refresh_token);
  });

  it('the second access token is of the same family: a detected reuse revokes it', async () => {
    const first = await obtainTokens(organisation, client);
    const lost = await refreshed(first.refresh_token);
    const again = await refreshed(first.refresh_token);
    const third = await refreshed(again.refresh_token);
    await expectInvalidGrant(await refresh(client, first.refresh_token));
    await expectDead([first, lost, again, third]);
  });

  it('is recorded each time, as another event than a rotation (audit log)', async () => {
    const its = await createClient(organisation.id);
    const first = await obtainTokens(organisation, its);
    await refreshed(first.refresh_token, its);
    await refreshed(first.refresh_token, its);
    const events = await asOwner<{ type: string; jti: string }>(
      `SELECT event_type AS type, resource_id::uuid IN (SELECT id FROM tokens) AS known FROM audit_logs
       WHERE client_id = $1 AND event_type LIKE 'oauth2.token_refresh%' ORDER BY id`,
      [its.id],
    );
    expect(events).toEqual([
      { type: 'oauth2.token_refreshed', known: true },
      { type: 'oauth2.token_refresh_repeated', known: true },
    ]);
  });

  it('twice at most: the third repeat is a reuse, and revokes the family', async () => {
    const first = await obtainTokens(organisation, client);
    const answers = [];
    for (let round = 0; round < 3; round++) answers.push(await refreshed(first.refresh_token));
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    await expectInvalidGrant(await refresh(client, first.refresh_token));
    await expectDead([first, ...answers]);
  });

  it('nothing that could be used is stored', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const first = await obtainTokens(its, to);
    const second = await refreshed(first.refresh_token, to);
    const rows = await asOwner('SELECT * FROM refresh_tokens WHERE organisation_id = $1', [its.id]);
    const stored = JSON.stringify(rows);
    for (const token of [first.refresh_token, second.refresh_token]) {
      expect(stored).not.toContain(token);
      expect(stored).not.toContain(token.slice('rt_'.length));
    }
  });

  it('successors look like any refresh token, and cannot be computed by others', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token);
    expect(second.refresh_token).toMatch(/^rt_[\w-]{43}$/);
    expect(second.refresh_token).not.toBe(`rt_${await sha256(first.refresh_token)}`);
  });
});

describe('a repeat must come from the same network and user agent (RFC 9700 section 4.14.2)', () => {
  const HOME = { 'CF-Connecting-IP': '203.0.113.7', 'User-Agent': 'Application/1.0' };
  const ask = (token: string, headers: Record<string, string>) =>
    postForm(
      '/oauth2/token',
      { grant_type: 'refresh_token', refresh_token: token, client_id: client.clientId },
      headers,
    );

  it.each([
    ['another network', { ...HOME, 'CF-Connecting-IP': '198.51.100.9' }],
    ['another user agent', { ...HOME, 'User-Agent': 'curl/8.0' }],
    ['no network that is known', { 'User-Agent': HOME['User-Agent'] }],
  ])('from %s within the grace: nothing, and the family is dead', async (_what, elsewhere) => {
    const first = await obtainTokens(organisation, client);
    const second = (await (await ask(first.refresh_token, HOME)).json()) as Tokens;
    await expectInvalidGrant(await ask(first.refresh_token, elsewhere as Record<string, string>));
    await expectDead([first, second]);
  });

  it('when a thief comes first, the client’s request revokes the family', async () => {
    const first = await obtainTokens(organisation, client);
    const stolen = (await (
      await ask(first.refresh_token, { ...HOME, 'CF-Connecting-IP': '198.51.100.9' })
    ).json()) as Tokens;
    await expectInvalidGrant(await ask(first.refresh_token, HOME));
    await expectDead([stolen]);
  });

  it('every address of an IPv6 /64 is the same network', async () => {
    const first = await obtainTokens(organisation, client);
    const from = (address: string) => ({ ...HOME, 'CF-Connecting-IP': address });
    const second = (await (await ask(first.refresh_token, from('2001:db8:1:2::1'))).json()) as Tokens;
    const again = (await (await ask(first.refresh_token, from('2001:db8:1:2:ffff::9'))).json()) as Tokens;
    expect(again.refresh_token).toBe(second.refresh_token);
  });

  it('network and user agent are stored as a hash only', async () => {
    const first = await obtainTokens(organisation, client);
    await ask(first.refresh_token, HOME);
    const rows = await asOwner<{ used_by: string }>('SELECT used_by FROM refresh_tokens WHERE token = $1', [
      await sha256(first.refresh_token),
    ]);
    expect(rows).toEqual([{ used_by: expect.stringMatching(/^[\w-]{43}$/) }]);
  });

  it('the clock of the database counts, not that of the Worker', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token);
    for (const seconds of [90, -90]) {
      expect(await redeemAsOf(first.refresh_token, client, seconds)).toMatchObject({
        refreshToken: second.refresh_token,
      });
    }
  });
});

describe('the grace has an end (RFC 9700 section 4.14.2)', () => {
  it('in time: later the same request revokes the family', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token);
    await ageUse(first.refresh_token, 29);
    expect((await refreshed(first.refresh_token)).refresh_token).toBe(second.refresh_token);
    await ageUse(first.refresh_token, 2);
    await expectInvalidGrant(await refresh(client, first.refresh_token));
    await expectDead([first, second]);
  });

  it('in use: once the successor was used, the old token revokes the family at any time', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token);
    const third = await refreshed(second.refresh_token);
    await expectInvalidGrant(await refresh(client, first.refresh_token));
    await expectDead([first, second, third]);
  });

  it('a revoked successor has no grace', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token);
    await postForm('/oauth2/revoke', { token: second.refresh_token, client_id: client.clientId });
    await expectInvalidGrant(await refresh(client, first.refresh_token));
  });

  it('a token that was revoked, not used, has no successor', async () => {
    const first = await obtainTokens(organisation, client);
    await asOwner('UPDATE refresh_tokens SET revoked_at = now() WHERE token = $1', [await sha256(first.refresh_token)]);
    await expectInvalidGrant(await refresh(client, first.refresh_token));
  });

  it('is as long as the client is registered for; 0 disables it', async () => {
    const none = await createClient(organisation.id, { columns: { refresh_token_grace: 0 } });
    const first = await obtainTokens(organisation, none);
    await refreshed(first.refresh_token, none);
    await expectInvalidGrant(await refresh(none, first.refresh_token));

    const long = await createClient(organisation.id, { columns: { refresh_token_grace: 300 } });
    const other = await obtainTokens(organisation, long);
    const second = await refreshed(other.refresh_token, long);
    await ageUse(other.refresh_token, 299);
    expect((await refreshed(other.refresh_token, long)).refresh_token).toBe(second.refresh_token);
  });

  it('0 disables it also for a request that began before the token was used', async () => {
    const none = await createClient(organisation.id, { columns: { refresh_token_grace: 0 } });
    const first = await obtainTokens(organisation, none);
    await refreshed(first.refresh_token, none);
    expect(await redeemAsOf(first.refresh_token, none, 5)).toBeNull();
    const usual = await obtainTokens(organisation, client);
    const second = await refreshed(usual.refresh_token);
    expect(await redeemAsOf(usual.refresh_token, client, 5)).toMatchObject({ refreshToken: second.refresh_token });
  });

  it('is for the same client: another client gets nothing, and revokes nothing', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token);
    await expectInvalidGrant(await refresh(await createClient(organisation.id), first.refresh_token));
    await expectInvalidGrant(await refresh(await createClient((await createOrganisation()).id), first.refresh_token));
    expect((await refreshed(first.refresh_token)).refresh_token).toBe(second.refresh_token);
  });

  it('is refused when the account is blocked', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const first = await obtainTokens(its, to);
    await refreshed(first.refresh_token, to);
    await blockUser(its.owner.id);
    await expectInvalidGrant(await refresh(to, first.refresh_token));
  });
});

describe('an encryption key that is replaced meanwhile', () => {
  const { SECRET_ENCRYPTION_KEY: key } = env as unknown as { SECRET_ENCRYPTION_KEY: string };
  const newKey = toBase64(crypto.getRandomValues(new Uint8Array(32)));

  function refreshWith(bindings: Record<string, unknown>, token: string): Promise<Response> {
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token, client_id: client.clientId });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    return send('/oauth2/token', { method: 'POST', headers, body: body.toString() }, bindings);
  }

  it('does not punish an honest client: the successor under the old key is given again', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token);
    const replaced = { SECRET_ENCRYPTION_KEY: `2:${newKey},1:${key}` };
    const again = (await (await refreshWith(replaced, first.refresh_token)).json()) as Tokens;
    expect(again.refresh_token).toBe(second.refresh_token);
    const third = (await (await refreshWith(replaced, again.refresh_token)).json()) as Tokens;
    // Nor does a Worker that already knows the new key, and does not use it yet.
    const prepared = { SECRET_ENCRYPTION_KEY: `1:${key},2:${newKey}` };
    const repeated = (await (await refreshWith(prepared, again.refresh_token)).json()) as Tokens;
    expect(repeated.refresh_token).toBe(third.refresh_token);
  });
});

/** Concurrent requests. */
function storm(count: number, request: () => Promise<Response>): Promise<Response[]> {
  return Promise.all(Array.from({ length: count }, request));
}

describe('concurrent uses of a refresh token', () => {
  it('of two hundred, three are answered, with the same refresh token; the fourth revokes the family', async () => {
    const first = await obtainTokens(organisation, client);
    const responses = await storm(200, () => refresh(client, first.refresh_token));
    const answered = responses.filter(({ status }) => status === 200);
    expect(answered).toHaveLength(3);
    const tokens = (await Promise.all(answered.map((response) => response.json()))) as Tokens[];
    expect(new Set(tokens.map((answer) => answer.refresh_token)).size).toBe(1);
    expect(new Set(tokens.map((answer) => decodeJwt(answer.access_token).jti)).size).toBe(3);
    expect(await usable(first.refresh_token)).toBe(0);
    await expectDead(tokens);
  });

  it('three concurrent tabs of an honest client: every answer has the same refresh token, and it is usable', async () => {
    const first = await obtainTokens(organisation, client);
    const responses = await storm(3, () => refresh(client, first.refresh_token));
    expect(responses.map((response) => response.status)).toEqual([200, 200, 200]);
    const tokens = (await Promise.all(responses.map((response) => response.json()))) as Tokens[];
    expect(new Set(tokens.map((answer) => answer.refresh_token)).size).toBe(1);
    await refreshed(tokens[0]?.refresh_token ?? '');
  });

  it('after the grace: none gets tokens, and the family is revoked', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token);
    await ageUse(first.refresh_token, 31);
    for (const response of await storm(200, () => refresh(client, first.refresh_token)))
      await expectInvalidGrant(response);
    expect(await usable(first.refresh_token)).toBe(0);
    await expectDead([first, second]);
  });

  it('half with the old token, half with its successor: at most one usable token is left', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token);
    let next = 0;
    const responses = await storm(100, () => refresh(client, next++ % 2 ? first.refresh_token : second.refresh_token));
    expect(responses.every(({ status }) => status === 200 || status === 400)).toBe(true);
    expect(await usable(first.refresh_token)).toBeLessThanOrEqual(1);
  });

  it('a revocation that is concurrent with a repeat leaves no valid token', async () => {
    const its = await createClient(organisation.id);
    const first = await obtainTokens(organisation, its);
    await refreshed(first.refresh_token, its);
    const { again, revoked } = await holdRow('clients', its.id, async (whenWaiting) => {
      const again = refresh(its, first.refresh_token);
      await whenWaiting(1);
      const revoked = postForm('/oauth2/revoke', { token: first.refresh_token, client_id: its.clientId });
      await whenWaiting(2);
      return { again, revoked };
    });
    const tokens = (await (await again).json()) as Tokens;
    expect((await revoked).status).toBe(200);
    expect(await userinfoStatus(tokens)).toBe(401);
    expect(await usable(first.refresh_token)).toBe(0);
  });
});

describe('the end of a family (ASVS 10.4.8)', () => {
  async function ends(token: string): Promise<{ idle: number; family: number }> {
    const [row] = await asOwner<{ idle: string; family: string }>(
      `SELECT extract(epoch FROM expires_at - created_at) AS idle,
              extract(epoch FROM family_expires_at - created_at) AS family FROM refresh_tokens WHERE token = $1`,
      [await sha256(token)],
    );
    return { idle: Number(row?.idle), family: Number(row?.family) };
  }

  it('is set with the first refresh token and not changed by others', async () => {
    const its = await createClient(organisation.id, {
      columns: { refresh_family_lifetime: 7200, refresh_token_lifetime: 3600 },
    });
    const first = await obtainTokens(organisation, its);
    expect(await ends(first.refresh_token)).toEqual({ idle: 3600, family: 7200 });
    await asOwner(`UPDATE refresh_tokens SET family_expires_at = now() + interval '5000 seconds' WHERE token = $1`, [
      await sha256(first.refresh_token),
    ]);
    const second = await refreshed(first.refresh_token, its);
    const { idle, family } = await ends(second.refresh_token);
    expect(idle).toBe(3600);
    expect(family).toBeGreaterThan(4900);
    expect(family).toBeLessThanOrEqual(5000);
  });

  it('caps the life of every refresh token', async () => {
    const its = await createClient(organisation.id, { columns: { refresh_family_lifetime: 600 } });
    const first = await obtainTokens(organisation, its);
    expect(await ends(first.refresh_token)).toEqual({ idle: 600, family: 600 });
  });

  it('of a family from an earlier release is set with its next refresh', async () => {
    const first = await obtainTokens(organisation, client);
    await asOwner('UPDATE refresh_tokens SET family_expires_at = NULL WHERE token = $1', [
      await sha256(first.refresh_token),
    ]);
    const second = await refreshed(first.refresh_token);
    expect((await ends(second.refresh_token)).family).toBe(7_776_000);
  });
});

describe('scopes that a client has lost', () => {
  async function narrow(to: TestClient, scopes: string[]): Promise<void> {
    await asOwner('UPDATE clients SET scopes = $2 WHERE id = $1', [to.id, JSON.stringify(scopes)]);
  }

  it('are left out when tokens are refreshed, and come back when the client has them again', async () => {
    const its = await createClient(organisation.id);
    const first = await obtainTokens(organisation, its, 'openid email offline_access');
    await narrow(its, ['openid', 'offline_access']);
    const second = await refreshed(first.refresh_token, its);
    expect(second.scope).toBe('openid offline_access');
    expect(decodeJwt(second.access_token).scope).toBe('openid offline_access');
    expect(decodeJwt(second.id_token).email).toBeUndefined();
    const third = await refreshed(second.refresh_token, its, { scope: 'openid email' });
    expect(third.scope).toBe('openid');
    await narrow(its, ['openid', 'email', 'offline_access']);
    expect((await refreshed(third.refresh_token, its)).scope).toBe('openid email offline_access');
  });

  it('none left: invalid_scope, and the refresh token is not consumed', async () => {
    const its = await createClient(organisation.id);
    const first = await obtainTokens(organisation, its, 'openid email offline_access');
    await narrow(its, ['profile']);
    const response = await refresh(its, first.refresh_token);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_scope' });
    await narrow(its, ['openid']);
    expect((await refreshed(first.refresh_token, its)).scope).toBe('openid');
  });
});

it('two hundred concurrent redemptions of a code: one answer with tokens, which the others revoke', async () => {
  const code = await obtainCode(organisation, client, { scope: 'openid offline_access' });
  const responses = await storm(200, () => exchangeCode(client, code));
  const won = responses.filter((response) => response.status === 200);
  expect(won).toHaveLength(1);
  await expectDead([(await won[0]?.json()) as Tokens]);
});
