import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/lib/secrets.ts';
import { expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { holdRow } from '../../support/row-lock.ts';
import { ageSessions, blockUser, deleteUser, setStatus } from '../../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

async function refreshed(token: string, fields: Record<string, string> = {}, to = client): Promise<Tokens> {
  const response = await refresh(to, token, fields);
  expect(response.status).toBe(200);
  return response.json();
}

async function expectInvalidGrant(response: Response): Promise<void> {
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: 'invalid_grant',
    error_description: 'Invalid or expired refresh token',
  });
}

async function userinfoStatus({ access_token: token }: { access_token: string }): Promise<number> {
  return (await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } })).status;
}

describe('rotation (RFC 6749 section 6, RFC 9700 section 4.14.2)', () => {
  it('each use gives new tokens of the same person and scope', async () => {
    const first = await obtainTokens(organisation, client);
    const response = await refresh(client, first.refresh_token);
    expectFlights(response, 2);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const second = (await response.json()) as Tokens;
    expect(second).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: first.scope });
    for (const name of ['access_token', 'refresh_token', 'id_token'] as const)
      expect(second[name]).not.toBe(first[name]);
    expect(decodeJwt(second.access_token).sub).toBe(organisation.owner.id);
    expect(await userinfoStatus(second)).toBe(200);
  });

  it('the earlier access token stays valid until it expires', async () => {
    const first = await obtainTokens(organisation, client);
    await refreshed(first.refresh_token);
    expect(await userinfoStatus(first)).toBe(200);
  });

  it('can be repeated, in one family, each token with its parent', async () => {
    let tokens = await obtainTokens(organisation, client);
    const hashes = [await sha256(tokens.refresh_token)];
    for (let round = 0; round < 4; round++) {
      tokens = await refreshed(tokens.refresh_token);
      hashes.push(await sha256(tokens.refresh_token));
    }
    const rows = await asOwner<{ id: string; family_id: string; parent_token_id: string | null; used: boolean }>(
      `SELECT id, family_id, parent_token_id, revoked_at IS NOT NULL AS used FROM refresh_tokens
       WHERE token = ANY ($1) ORDER BY id`,
      [hashes],
    );
    expect(new Set(rows.map((row) => row.family_id)).size).toBe(1);
    expect(rows.map((row) => row.parent_token_id)).toEqual([null, ...rows.slice(0, -1).map((row) => row.id)]);
    expect(rows.map((row) => row.used)).toEqual([true, true, true, true, false]);
  });

  it('is recorded (audit trail)', async () => {
    const its = await createClient(organisation.id);
    await refreshed((await obtainTokens(organisation, its)).refresh_token, {}, its);
    const events = await asOwner<{ event_type: string; user_id: string }>(
      'SELECT event_type, user_id FROM audit_logs WHERE client_id = $1 ORDER BY created_at',
      [its.id],
    );
    expect(events.map((event) => event.event_type)).toEqual([
      'oauth2.authorize',
      'oauth2.token_issued',
      'oauth2.token_refreshed',
    ]);
    expect(new Set(events.map((event) => event.user_id))).toEqual(new Set([organisation.owner.id]));
  });

  it('refresh tokens are stored as hashes', async () => {
    const tokens = await obtainTokens(organisation, client);
    const rows = await asOwner('SELECT * FROM refresh_tokens WHERE organisation_id = $1', [organisation.id]);
    expect(JSON.stringify(rows)).not.toContain(tokens.refresh_token);
  });
});

describe('reuse (RFC 9700 section 4.14.2), by a client without a grace', () => {
  const STRICT = { columns: { refresh_token_grace: 0 } };
  let client: TestClient;

  beforeAll(async () => {
    client = await createClient(organisation.id, STRICT);
  });

  it('revokes the whole family: every refresh token and every access token of it', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token, {}, client);
    const third = await refreshed(second.refresh_token, {}, client);
    await expectInvalidGrant(await refresh(client, first.refresh_token));
    await expectInvalidGrant(await refresh(client, third.refresh_token));
    for (const tokens of [first, second, third]) expect(await userinfoStatus(tokens)).toBe(401);
  });

  it('leaves other families of the same person and client alone', async () => {
    const other = await obtainTokens(organisation, client);
    const first = await obtainTokens(organisation, client);
    await refreshed(first.refresh_token, {}, client);
    await expectInvalidGrant(await refresh(client, first.refresh_token));
    expect(await userinfoStatus(other)).toBe(200);
    await refreshed(other.refresh_token, {}, client);
  });

  it('is detected even after the used token expired: its successors may be valid', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token, {}, client);
    await expire(first.refresh_token);
    await expectInvalidGrant(await refresh(client, first.refresh_token));
    await expectInvalidGrant(await refresh(client, second.refresh_token));
    expect(await userinfoStatus(second)).toBe(401);
  });

  it('by another client revokes nothing', async () => {
    const first = await obtainTokens(organisation, client);
    const second = await refreshed(first.refresh_token, {}, client);
    await expectInvalidGrant(await refresh(await createClient(organisation.id), first.refresh_token));
    expect(await userinfoStatus(second)).toBe(200);
    await refreshed(second.refresh_token, {}, client);
  });

  it('is not bypassed by a concurrent rotation', async () => {
    const its = await createClient(organisation.id, STRICT);
    const first = await obtainTokens(organisation, its);
    const second = await refreshed(first.refresh_token, {}, its);
    // Rotation waits for the row of the client, because the new tokens refer to it; meanwhile the reuse is noticed.
    const { rotation, reuse } = await holdRow('clients', its.id, async (whenWaiting) => {
      const rotation = refresh(its, second.refresh_token);
      await whenWaiting(1);
      const reuse = refresh(its, first.refresh_token);
      await whenWaiting(2);
      return { rotation, reuse };
    });
    const third = (await (await rotation).json()) as Tokens;
    await expectInvalidGrant(await reuse);
    await expectInvalidGrant(await refresh(its, third.refresh_token));
    expect(await userinfoStatus(third)).toBe(401);
  });

  it('is recorded as a failure (audit trail)', async () => {
    const its = await createClient(organisation.id, STRICT);
    const first = await obtainTokens(organisation, its);
    await refreshed(first.refresh_token, {}, its);
    await refresh(its, first.refresh_token);
    const events = await asOwner(
      `SELECT success, error_message, user_id FROM audit_logs
       WHERE client_id = $1 AND event_type = 'oauth2.token_reuse_detected'`,
      [its.id],
    );
    expect(events).toEqual([{ success: false, error_message: 'refresh_token_reuse', user_id: organisation.owner.id }]);
  });
});

async function expire(refreshToken: string): Promise<void> {
  await asOwner("UPDATE refresh_tokens SET expires_at = now() - interval '1 second' WHERE token = $1", [
    await sha256(refreshToken),
  ]);
}

describe('scope (RFC 6749 section 6)', () => {
  it('may be narrowed, for the access token alone: the refresh token keeps what was granted', async () => {
    const first = await obtainTokens(organisation, client, 'openid email offline_access');
    const narrow = await refreshed(first.refresh_token, { scope: 'openid' });
    expect(narrow.scope).toBe('openid');
    expect(decodeJwt(narrow.access_token).scope).toBe('openid');
    expect(decodeJwt(narrow.id_token).email).toBeUndefined();
    const whole = await refreshed(narrow.refresh_token);
    expect(whole.scope).toBe('openid email offline_access');
    const again = await refreshed(whole.refresh_token, { scope: 'email openid' });
    expect(again.scope).toBe('email openid');
  });

  it('without openid there is no ID token', async () => {
    const first = await obtainTokens(organisation, client, 'openid email offline_access');
    expect(await refreshed(first.refresh_token, { scope: 'email' })).not.toHaveProperty('id_token');
  });

  it.each(['openid profile', 'users:read', 'openid OPENID'])(
    'cannot be widened: %s is invalid_scope, and the refresh token stays good',
    async (scope) => {
      const first = await obtainTokens(organisation, client, 'openid offline_access');
      const response = await refresh(client, first.refresh_token, { scope });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_scope' });
      await refreshed(first.refresh_token);
    },
  );

  it('an empty scope is an omitted one', async () => {
    const first = await obtainTokens(organisation, client, 'openid offline_access');
    expect((await refreshed(first.refresh_token, { scope: '' })).scope).toBe('openid offline_access');
  });
});

describe('the refreshed ID token (OIDC Core section 12.2)', () => {
  it('keeps issuer, subject, audience and the time of the sign-in, and has no nonce', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    await ageSessions(its.id, 600);
    const first = await obtainTokens(its, to, 'openid offline_access', { nonce: 'n-1' });
    const before = decodeJwt(first.id_token);
    expect(before.nonce).toBe('n-1');
    const after = decodeJwt((await refreshed(first.refresh_token, {}, to)).id_token);
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'amr']) expect(after[name]).toEqual(before[name]);
    expect(after).not.toHaveProperty('nonce');
    expect(after.at_hash).not.toBe(before.at_hash);
  });
});

describe('invalid refresh tokens', () => {
  it.each(['rt_unknown', `rt_${'A'.repeat(43)}`, `authz_${'A'.repeat(43)}`, "' OR 1=1 --"])(
    'unknown: %s',
    async (token) => {
      const response = await refresh(client, token);
      await expectInvalidGrant(response);
      expectFlights(response, 1);
    },
  );

  it('an access token in its place', async () => {
    await expectInvalidGrant(await refresh(client, (await obtainTokens(organisation, client)).access_token));
  });

  it('of another client, of this or of another organisation; it stays valid', async () => {
    const tokens = await obtainTokens(organisation, client);
    await expectInvalidGrant(await refresh(await createClient(organisation.id), tokens.refresh_token));
    const elsewhere = await createClient((await createOrganisation()).id);
    await expectInvalidGrant(await refresh(elsewhere, tokens.refresh_token));
    await refreshed(tokens.refresh_token);
  });

  it('expired', async () => {
    const tokens = await obtainTokens(organisation, client);
    await expire(tokens.refresh_token);
    await expectInvalidGrant(await refresh(client, tokens.refresh_token));
  });

  it('that live as long as the client is registered for', async () => {
    const brief = await createClient(organisation.id);
    await asOwner('UPDATE clients SET refresh_token_lifetime = 60, access_token_lifetime = 30 WHERE id = $1', [
      brief.id,
    ]);
    const tokens = await obtainTokens(organisation, brief);
    expect(tokens.expires_in).toBe(30);
    const [row] = await asOwner<{ seconds: string }>(
      'SELECT extract(epoch FROM expires_at - created_at) AS seconds FROM refresh_tokens WHERE token = $1',
      [await sha256(tokens.refresh_token)],
    );
    expect(Number(row?.seconds)).toBe(60);
  });

  it.each([
    ['blocked', (its: TestOrganisation) => blockUser(its.owner.id)],
    ['deleted', (its: TestOrganisation) => deleteUser(its.owner.id)],
  ])('of a %s person', async (_state, close) => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const tokens = await obtainTokens(its, to);
    await close(its);
    await expectInvalidGrant(await refresh(to, tokens.refresh_token));
  });

  it.each(['suspended', 'cancelled'])('of a %s organisation: its clients are refused', async (status) => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const tokens = await obtainTokens(its, to);
    await setStatus(its.id, status);
    const response = await refresh(to, tokens.refresh_token);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: 'invalid_client' });
  });

  it('whose owner is no longer blocked work again', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const tokens = await obtainTokens(its, to);
    await blockUser(its.owner.id);
    await expectInvalidGrant(await refresh(to, tokens.refresh_token));
    await asOwner('UPDATE users SET blocked_at = NULL WHERE id = $1', [its.owner.id]);
    await refreshed(tokens.refresh_token, {}, to);
  });
});
