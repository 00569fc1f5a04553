/** A guest's session belongs to their home; codes and consents in a host end with it, and clients there are notified. */
import { decodeJwt } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flightsOf, send } from '../../support/app.ts';
import { authorize, codeOf, handleOf, resume } from '../../support/authorization.ts';
import { asOwner } from '../../support/database.ts';
import { createGuest, type TestGuest } from '../../support/guests.ts';
import { createListener, logOut, receiveLogouts, verifyLogoutToken } from '../../support/logouts.ts';
import { exchangeCode, obtainTokens, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { sendAs } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';

let host: TestOrganisation;
let home: TestOrganisation;
let guest: TestGuest;

beforeAll(async () => {
  [host, home] = [await createOrganisation(), await createOrganisation()];
});

beforeEach(async () => {
  guest = await createGuest(host, home);
});

async function idTokenOf(client: TestClient): Promise<string> {
  const response = await exchangeCode(client, codeOf(await authorize(client, {}, guest)));
  return ((await response.json()) as Tokens).id_token;
}

describe('a logout at home', () => {
  it('notifies the clients of the host at once (OIDC Back-Channel Logout 1.0)', async () => {
    const client = await createListener(host);
    const { sub, sid } = decodeJwt(await idTokenOf(client));
    const received = receiveLogouts();
    await logOut(guest.cookies);
    expect(received).toHaveLength(1);
    expect((await verifyLogoutToken(received[0], client)).payload).toMatchObject({ sub, sid });
  });

  it('loads the front-channel logout URIs of the host’s clients as well', async () => {
    const uri = `https://${crypto.randomUUID()}.example.com/left`;
    const client = await createClient(host.id, { columns: { frontchannel_logout_uri: uri } });
    await idTokenOf(client);
    const hint = await idTokenOf(client);
    const page = await send(`/oauth2/logout?${new URLSearchParams({ id_token_hint: hint })}`, {
      headers: { Cookie: guest.cookies },
    });
    expect(await page.text()).toContain(uri);
  });

  it('ends unused codes', async () => {
    const client = await createClient(host.id);
    const code = codeOf(await authorize(client, {}, guest));
    await logOut(guest.cookies);
    expect((await exchangeCode(client, code)).status).toBe(400);
  });
});

describe('a session that is too old by the host’s rules', () => {
  it.each(['session_lifetime', 'session_idle_timeout'])('is refused there (%s), and accepted at home', async (rule) => {
    const strict = await createOrganisation();
    const its = await createGuest(strict, home);
    await asOwner(`UPDATE organisations SET ${rule} = 1 WHERE id = $1`, [strict.id]);
    await asOwner(
      `UPDATE sessions SET auth_time = auth_time - interval '5 seconds',
         last_activity_at = last_activity_at - interval '5 seconds' WHERE user_id = $1`,
      [its.id],
    );
    handleOf(await authorize(await createClient(strict.id), {}, its));
    codeOf(await authorize(await createClient(home.id), {}, its));
  });
});

describe('a host that requires a second factor', () => {
  it('makes a guest set one up before a code is issued; their home does not need it', async () => {
    const strict = await createOrganisation();
    await asOwner('UPDATE organisations SET require_mfa = true WHERE id = $1', [strict.id]);
    const its = await createGuest(strict, home);
    const client = await createClient(strict.id);
    const handle = handleOf(await authorize(client, {}, its), '/auth/mfa/enrol');
    handleOf(await resume(handle, its.cookies), '/auth/mfa/enrol');
    const silent = await authorize(client, { prompt: 'none' }, its);
    expect(silent.headers.get('Location')).toContain('error=interaction_required');
    codeOf(await authorize(await createClient(home.id), {}, its));
    await asOwner(`UPDATE sessions SET amr = '["pwd","otp","mfa"]' WHERE user_id = $1`, [its.id]);
    codeOf(await authorize(client, {}, its));
  });
});

describe('a membership that ends while a code is issued', () => {
  it('gives no code', async () => {
    const client = await createClient(host.id);
    const { leaving, answering } = await holdRow('organisation_members', guest.memberId, async (whenWaiting) => {
      const leaving = sendAs(guest, 'DELETE', `/v1/me/organisations/${host.id}`);
      await whenWaiting(1);
      const answering = authorize(client, {}, guest);
      await whenWaiting(2);
      return { leaving, answering };
    });
    expect((await leaving).status).toBe(204);
    expect((await answering).headers.get('Location') ?? '').not.toContain('code=');
    expect(await asOwner('SELECT FROM authorization_codes WHERE member_id = $1', [guest.memberId])).toEqual([]);
  });
});

describe('a guest', () => {
  it('sees and revokes at home the consents to applications of hosts', async () => {
    const client = await createClient(host.id);
    const tokens = await obtainTokens({ ...home, cookies: guest.cookies }, client);
    await asOwner(
      `INSERT INTO consents (id, organisation_id, member_id, client_id, scopes) VALUES (gen_random_uuid(), $1, $2, $3, '["openid"]')`,
      [host.id, guest.memberId, client.id],
    );
    const listed = await sendAs(guest, 'GET', '/v1/me/consents');
    expect(flightsOf(listed)).toBe(2);
    expect(await listed.text()).toContain(client.clientId);
    expect(await (await sendAs(home, 'GET', `/v1/admin/users/${guest.id}/consents`)).text()).not.toContain(
      client.clientId,
    );
    expect((await sendAs(guest, 'DELETE', `/v1/me/consents/${client.clientId}`)).status).toBe(204);
    expect(await (await sendAs(guest, 'GET', '/v1/me/consents')).text()).not.toContain(client.clientId);
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    expect((await send('/oauth2/userinfo', { headers })).status).toBe(401);
  });

  it('finds the host on their account page', async () => {
    const page = await send('/account', { headers: { Cookie: guest.cookies } });
    expect(await page.text()).toContain(`id="guest-of-${host.id}"`);
  });

  it('has the membership in the copy of their data', async () => {
    const response = await sendAs(guest, 'GET', '/v1/me/export');
    const { data } = (await response.json()) as { data: { memberships: unknown[] } };
    expect(data.memberships).toMatchObject([
      { id: guest.memberId, organisation: { id: host.id }, roles: [{ slug: 'staff' }], leftAt: null },
    ]);
  });

  it('leaves a host, and not their home', async () => {
    const client = await createListener(host);
    const tokens = await obtainTokens({ ...home, cookies: guest.cookies }, client);
    const received = receiveLogouts();
    expect((await sendAs(guest, 'DELETE', `/v1/me/organisations/${host.id}`)).status).toBe(204);
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    expect((await send('/oauth2/userinfo', { headers })).status).toBe(401);
    expect(received).toHaveLength(1);
    expect(await (await sendAs(guest, 'GET', '/v1/me/organisations')).json()).toMatchObject([{ id: home.id }]);
    expect((await sendAs(guest, 'DELETE', `/v1/me/organisations/${home.id}`)).status).toBe(409);
    expect((await sendAs(guest, 'DELETE', `/v1/me/organisations/${host.id}`)).status).toBe(204);
  });

  it('is removed by the host only', async () => {
    const path = `/v1/admin/memberships/${guest.memberId}`;
    expect((await sendAs(home, 'DELETE', path)).status).toBe(404);
    expect((await sendAs(host, 'DELETE', path)).status).toBe(204);
    expect((await sendAs(host, 'DELETE', path)).status).toBe(404);
    const [row] = await asOwner<{ count: number }>(
      `SELECT count(*)::int AS count FROM audit_logs WHERE event_type = 'membership.deleted' AND resource_id = $1`,
      [guest.memberId],
    );
    expect(row?.count).toBe(1);
  });
});
