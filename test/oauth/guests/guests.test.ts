/** A member of another organisation at its applications: the client decides the context. */
import { decodeJwt } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectFlights, postForm, send } from '../../support/app.ts';
import { authorize, codeOf, errorOf, handleOf, resume } from '../../support/authorization.ts';
import { asOwner } from '../../support/database.ts';
import { createGuest, type TestGuest } from '../../support/guests.ts';
import { exchangeCode, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';

let host: TestOrganisation;
let home: TestOrganisation;
let client: TestClient;
let guest: TestGuest;

const SCOPE = 'openid profile email offline_access';

beforeAll(async () => {
  [host, home] = [await createOrganisation(), await createOrganisation()];
  client = await createClient(host.id);
});

beforeEach(async () => {
  guest = await createGuest(host, home, 'manager');
});

async function tokensOf(person: { cookies: string }, to = client, parameters = {}): Promise<Tokens> {
  const code = codeOf(await authorize(to, { scope: SCOPE, ...parameters }, person));
  const response = await exchangeCode(to, code, to.secret === null ? {} : { client_secret: to.secret });
  if (response.status !== 200) throw new Error(await response.text());
  return response.json();
}

const userinfo = (token: string) => send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } });
const profile = (token: string) => send('/v1/me/profile', { headers: { Authorization: `Bearer ${token}` } });

async function expectUsable({ access_token, refresh_token }: Tokens, to = client): Promise<void> {
  expect((await userinfo(access_token)).status).toBe(200);
  expect((await refresh(to, refresh_token)).status).toBe(200);
}

async function expectEnded({ access_token, refresh_token }: Tokens, to = client): Promise<void> {
  expect((await userinfo(access_token)).status).toBe(401);
  expect((await profile(access_token)).status).toBe(401);
  const response = await refresh(to, refresh_token);
  expect([response.status, await response.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
}

describe('a guest', () => {
  it('gets a code with the session of their home, in two round trips', async () => {
    const response = await authorize(client, {}, guest);
    expect(codeOf(response)).toMatch(/^authz_/);
    expectFlights(response, 2);
  });

  it('has their own claims, and the organisation and the roles of the membership', async () => {
    const tokens = await tokensOf(guest);
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      sub: guest.id,
      org: host.id,
      org_id: host.id,
      roles: ['manager'],
    });
    expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: guest.id, email: guest.email, name: 'Grace Person' });
    const info = await userinfo(tokens.access_token);
    expect(await info.json()).toMatchObject({ sub: guest.id, email: guest.email });
    expectFlights(info, 1);
  });

  it('acts at the API in the host, with the permissions of the membership and none of their home', async () => {
    const strong = await createGuest(host, home, 'staff');
    await asOwner(
      `INSERT INTO user_roles (organisation_id, user_id, role_id)
       SELECT organisation_id, $2, id FROM roles WHERE organisation_id = $1 AND slug = 'owner'`,
      [home.id, strong.id],
    );
    const { access_token } = await tokensOf(strong);
    const shown = (await (await profile(access_token)).json()) as { permissions: string[] };
    expect(shown).toMatchObject({ id: strong.id, organisation: { id: host.id, slug: host.slug } });
    expect(shown.permissions).toContain('users:read');
    expect(shown.permissions).not.toContain('*');
  });

  it('refreshes as a guest, in two round trips', async () => {
    const tokens = await tokensOf(guest);
    const response = await refresh(client, tokens.refresh_token);
    expect(response.status).toBe(200);
    expectFlights(response, 2);
    expect(decodeJwt(((await response.json()) as Tokens).access_token)).toMatchObject({ sub: guest.id, org: host.id });
  });

  it('is introspected as a person of the host’s client', async () => {
    const confidential = await createClient(host.id, { confidential: true });
    const { access_token, refresh_token } = await tokensOf(guest, confidential);
    for (const token of [access_token, refresh_token]) {
      const fields = { token, client_id: confidential.clientId, client_secret: confidential.secret ?? '' };
      const response = await postForm('/oauth2/introspect', fields);
      expectFlights(response, 1);
      expect(await response.json()).toMatchObject({ active: true, sub: guest.id, username: guest.email, org: host.id });
    }
  });

  it('is asked for consent, which is remembered in the host for the guest', async () => {
    const third = await createClient(host.id, { firstParty: false });
    const handle = handleOf(await authorize(third, {}, guest), '/oauth2/consent');
    const page = await send(`/oauth2/consent?handle=${handle}`, { headers: { Cookie: guest.cookies } });
    expect(page.status).toBe(200);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    const said = await postForm(
      `/oauth2/consent?handle=${handle}`,
      { decision: 'allow', _csrf: csrf },
      { Cookie: guest.cookies, Origin: 'http://localhost:4000' },
    );
    expect(said.status).toBe(303);
    codeOf(await resume(handle, guest.cookies));
    codeOf(await authorize(third, {}, guest));
    expect(
      await asOwner('SELECT organisation_id, user_id FROM consents WHERE member_id = $1', [guest.memberId]),
    ).toEqual([{ organisation_id: host.id, user_id: null }]);
  });

  it('has a pairwise subject at a client with pairwise subjects, the same each time', async () => {
    const pairwise = await createClient(host.id, { columns: { subject_type: 'pairwise' } });
    const [first, second] = [await tokensOf(guest, pairwise), await tokensOf(guest, pairwise)];
    expect(decodeJwt(first.id_token).sub).not.toBe(guest.id);
    expect(decodeJwt(second.id_token).sub).toBe(decodeJwt(first.id_token).sub);
  });

  it('is recorded in the host’s audit log with the membership, and not in the home’s', async () => {
    await tokensOf(guest);
    const events = await asOwner<{ organisation_id: string; user_id: string | null }>(
      `SELECT organisation_id, user_id FROM audit_logs WHERE metadata->>'memberId' = $1`,
      [guest.memberId],
    );
    expect(events.length).toBeGreaterThanOrEqual(2);
    expect(new Set(events.map(({ organisation_id }) => organisation_id))).toEqual(new Set([host.id]));
    expect(new Set(events.map(({ user_id }) => user_id))).toEqual(new Set([null]));
  });

  it('still signs in to the applications at home', async () => {
    const own = await createClient(home.id);
    expect(decodeJwt((await tokensOf(guest, own)).access_token)).toMatchObject({ org: home.id, roles: [] });
  });
});

describe('a person who is not a member', () => {
  it('is asked to sign in, and with prompt=none is not', async () => {
    const stranger = await createPerson(home);
    handleOf(await authorize(client, {}, stranger));
    expect(errorOf(await authorize(client, { prompt: 'none' }, stranger))).toBe('login_required');
  });
});

/** What ends a guest's access to the host, and whether their access at home goes on. */
const ENDS: [string, 'home goes on' | 'home ends', (guest: TestGuest) => Promise<unknown>, undo?: string][] = [
  [
    'the member leaves or is removed',
    'home goes on',
    ({ memberId }) => asOwner('UPDATE organisation_members SET left_at = now() WHERE id = $1', [memberId]),
    'UPDATE organisation_members SET left_at = NULL WHERE id = $1',
  ],
  [
    'the host blocks the member',
    'home goes on',
    ({ memberId }) => asOwner('UPDATE organisation_members SET blocked_at = now() WHERE id = $1', [memberId]),
    'UPDATE organisation_members SET blocked_at = NULL WHERE id = $1',
  ],
  [
    'the membership is deleted',
    'home goes on',
    ({ memberId }) => asOwner('DELETE FROM organisation_members WHERE id = $1', [memberId]),
  ],
  [
    'the home blocks the person',
    'home ends',
    ({ id }) => asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [id]),
    'UPDATE users SET blocked_at = NULL WHERE id = (SELECT user_id FROM organisation_members WHERE id = $1)',
  ],
  [
    'the person is deleted',
    'home ends',
    ({ id }) => asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [id]),
    'UPDATE users SET deleted_at = NULL WHERE id = (SELECT user_id FROM organisation_members WHERE id = $1)',
  ],
];

describe.each(ENDS)('when %s', (_, atHomeAfter, end, undo) => {
  it('codes, tokens and refresh tokens of the host end, for good', async () => {
    const own = await createClient(home.id);
    const [tokens, atHome] = [await tokensOf(guest), await tokensOf(guest, own)];
    const code = codeOf(await authorize(client, { scope: SCOPE }, guest));
    const other = await createGuest(host, home);
    const otherTokens = await tokensOf(other);
    await end(guest);
    await expectEnded(tokens);
    expect((await exchangeCode(client, code)).status).toBe(400);
    handleOf(await authorize(client, {}, guest));
    if (atHomeAfter === 'home goes on') await expectUsable(atHome, own);
    else expect((await userinfo(atHome.access_token)).status).toBe(401);
    await expectUsable(otherTokens);
    if (undo) {
      await asOwner(undo, [guest.memberId]);
      await expectEnded(tokens);
    }
  });
});

describe('when the person changes their password at home', () => {
  it('their tokens in the host end as well', async () => {
    const tokens = await tokensOf(guest);
    const body = { currentPassword: 'Correct-Horse-7', newPassword: 'Another-Horse-8' };
    const response = await sendAs(guest, 'POST', '/v1/me/password', body);
    expect(response.status, await response.clone().text()).toBeLessThan(300);
    await expectEnded(tokens);
  });
});

describe.each([
  ['the host', () => host],
  ['the home', () => home],
])('while %s is suspended', (_, which) => {
  it('no token of the context can be used', async () => {
    const [tokens, others] = [await tokensOf(guest), await tokensOf(host)];
    await asOwner(`UPDATE organisations SET status = 'suspended', access_ended_at = now() WHERE id = $1`, [which().id]);
    try {
      expect((await userinfo(tokens.access_token)).status).toBe(401);
      expect((await profile(tokens.access_token)).status).toBe(401);
      expect((await refresh(client, tokens.refresh_token)).status).not.toBe(200);
      expect((await authorize(client, {}, guest)).headers.get('Location') ?? '').not.toContain('code=');
      if (which() === home) await expectUsable(others);
    } finally {
      await asOwner(`UPDATE organisations SET status = 'active', access_ended_at = NULL WHERE id = $1`, [which().id]);
    }
  });
});

describe('what the host may read of a guest', () => {
  it('is what the token grants, and the host’s own: also by its own applications', async () => {
    await asOwner(`UPDATE users SET phone = '+31201234567', nickname = 'Gracie' WHERE id = $1`, [guest.id]);
    const code = codeOf(await authorize(client, { scope: 'openid email' }, guest));
    const { access_token } = (await (await exchangeCode(client, code)).json()) as Tokens;
    const shown = (await (await profile(access_token)).json()) as Record<string, unknown>;
    expect(shown).toMatchObject({ id: guest.id, email: guest.email, organisation: { id: host.id } });
    for (const member of ['phone', 'nickname', 'firstName', 'name', 'mfaEnabled'])
      expect(shown).not.toHaveProperty(member);
  });

  it('does not include their other organisations', async () => {
    const { access_token } = await tokensOf(guest);
    const response = await send('/v1/me/organisations', { headers: { Authorization: `Bearer ${access_token}` } });
    expect(await response.json()).toEqual([{ id: host.id, slug: host.slug, name: host.name }]);
  });

  it('does not let a guest send invitations', async () => {
    const { access_token } = await tokensOf(guest);
    const response = await send('/v1/admin/invitations', {
      method: 'POST',
      headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'somebody@example.com', roleId: crypto.randomUUID() }),
    });
    expect([response.status, await response.json()]).toMatchObject([403, { detail: 'Guests cannot invite others' }]);
  });
});
