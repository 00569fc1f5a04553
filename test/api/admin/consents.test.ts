import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { deleteUser } from '../../support/states.ts';

let organisation: TestOrganisation;
let stranger: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
  stranger = await createOrganisation();
});

interface Situation {
  person: TestPerson;
  client: TestClient;
  consentId: string;
  path: string;
}

async function consent(changes = ''): Promise<Situation> {
  const person = await createPerson(organisation);
  const client = await createClient(organisation.id);
  const consentId = uuidv7();
  await asOwner(
    `INSERT INTO consents (id, organisation_id, user_id, client_id, scopes) VALUES ($1, $2, $3, $4, '["openid"]')`,
    [consentId, organisation.id, person.id, client.id],
  );
  if (changes) await asOwner(`UPDATE consents SET ${changes} WHERE id = $1`, [consentId]);
  return { person, client, consentId, path: `/v1/admin/users/${person.id}/consents` };
}

const tokensOf = ({ person, client }: Situation): Promise<Tokens> =>
  obtainTokens({ ...organisation, cookies: person.cookies }, client);

async function isAccepted({ access_token }: Tokens): Promise<boolean> {
  const headers = { Authorization: `Bearer ${access_token}` };
  return (await send('/oauth2/userinfo', { headers })).status === 200;
}

describe('The consents of a person', () => {
  it('are listed for administrators, in two round trips', async () => {
    const { client, consentId, path } = await consent();
    const answer = await sendAs(organisation, 'GET', path);
    expectFlights(answer, 2);
    expect(await answer.json()).toMatchObject({
      data: [
        { id: consentId, clientId: client.clientId, client: { id: client.id }, scopes: ['openid'], expiresAt: null },
      ],
      total: 1,
    });
  });

  it.each(['revoked_at = now()', "expires_at = now() - interval '1 second'"])(
    'are those that hold: not with %s',
    async (changes) => {
      const { path } = await consent(changes);
      expect(await (await sendAs(organisation, 'GET', path)).json()).toEqual({ data: [], total: 0 });
    },
  );

  it('of a client that was deleted are not listed', async () => {
    const { client, path } = await consent();
    await asOwner('UPDATE clients SET deleted_at = now() WHERE id = $1', [client.id]);
    expect(await (await sendAs(organisation, 'GET', path)).json()).toEqual({ data: [], total: 0 });
  });

  it('are revoked with every token and unused code, in two round trips', async () => {
    const situation = await consent();
    const { person, client, consentId, path } = situation;
    const tokens = await tokensOf(situation);
    const code = await obtainCode({ ...organisation, cookies: person.cookies }, client);
    expect(await isAccepted(tokens)).toBe(true);
    const answer = await sendAs(organisation, 'DELETE', `${path}/${consentId}`);
    expect(answer.status).toBe(204);
    expectFlights(answer, 2);
    expect(await isAccepted(tokens)).toBe(false);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(400);
    expect((await exchangeCode(client, code)).status).toBe(400);
    expect(await (await sendAs(organisation, 'GET', path)).json()).toEqual({ data: [], total: 0 });
    const traces = await asOwner(
      `SELECT user_id, metadata FROM audit_logs WHERE event_type = 'oauth2.consent.revoked' AND metadata->>'userId' = $1`,
      [person.id],
    );
    expect(traces).toEqual([{ user_id: organisation.owner.id, metadata: { userId: person.id } }]);
  });

  it('of other clients and other people stay', async () => {
    const [situation, other] = [await consent(), await consent()];
    const tokens = await tokensOf(other);
    const elsewhere = await obtainTokens(
      { ...organisation, cookies: situation.person.cookies },
      await createClient(organisation.id),
    );
    await sendAs(organisation, 'DELETE', `${situation.path}/${situation.consentId}`);
    expect(await isAccepted(tokens)).toBe(true);
    expect(await isAccepted(elsewhere)).toBe(true);
    expect(await (await sendAs(organisation, 'GET', other.path)).json()).toMatchObject({ total: 1 });
  });

  it('are revoked once', async () => {
    const { consentId, path } = await consent();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => sendAs(organisation, 'DELETE', `${path}/${consentId}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(5).fill(404)]);
  });

  it('are not found under another person, another organisation, or another id', async () => {
    const situation = await consent();
    const { consentId, path } = situation;
    const tokens = await tokensOf(situation);
    const other = await createPerson(organisation);
    const others = await tokensOf({ ...situation, person: other });
    const attempts = [
      await sendAs(organisation, 'DELETE', `/v1/admin/users/${other.id}/consents/${consentId}`),
      await sendAs(organisation, 'DELETE', `${path}/${uuidv7()}`),
      await sendAs(organisation, 'DELETE', `${path}/nothing`),
      await sendAs(organisation, 'DELETE', `/v1/admin/users/nobody/consents/${consentId}`),
      await sendAs(stranger, 'DELETE', `${path}/${consentId}`),
      await sendAs(stranger, 'GET', path),
      await sendAs(organisation, 'GET', '/v1/admin/users/nobody/consents'),
      await sendAs(organisation, 'GET', `/v1/admin/users/${uuidv7()}/consents`),
    ];
    expect(attempts.map(({ status }) => status)).toEqual(Array(8).fill(404));
    for (const untouched of [tokens, others]) expect(await isAccepted(untouched)).toBe(true);
  });

  it('of a deleted person are gone with them', async () => {
    const { person, path } = await consent();
    await deleteUser(person.id);
    expect((await sendAs(organisation, 'GET', path)).status).toBe(404);
  });

  it('are seen by whoever may read people, and taken back by whoever may change them', async () => {
    const { consentId, path } = await consent();
    const staff = await createPerson(organisation, 'staff');
    expect((await sendAs(staff, 'GET', path)).status).toBe(200);
    expect((await sendAs(staff, 'DELETE', `${path}/${consentId}`)).status).toBe(403);
    const manager = await createPerson(organisation, 'manager');
    expect((await sendAs(manager, 'DELETE', `${path}/${consentId}`)).status).toBe(204);
  });
});

describe('The consents of an organisation', () => {
  const list = async (who: TestOrganisation, query = '') => {
    const answer = await sendAs(who, 'GET', `/v1/admin/consents${query}`);
    expect(answer.status, await answer.clone().text()).toBe(200);
    expectFlights(answer, 2);
    const { data, ...rest } = (await answer.json()) as {
      data: { id: string; clientId: string; user: { id: string } | null }[];
      total: number;
      nextCursor: string | null;
    };
    return { ...rest, data, ids: data.map(({ id }) => id) };
  };

  it('are listed with their people, the newest first, in pages, and by client or person', async () => {
    const [first, second] = [await consent(), await consent()];
    const revoked = await consent('revoked_at = now()');
    const expired = await consent(`expires_at = now() - interval '1 second'`);
    const page = await list(organisation, '?limit=2');
    expect(page.ids).toEqual([second.consentId, first.consentId]);
    expect(page.data[0]).toMatchObject({
      ...{ clientId: second.client.clientId, user: { id: second.person.id, email: second.person.email } },
    });
    const { ids } = await list(organisation, `?limit=100&cursor=${page.nextCursor}`);
    for (const { consentId } of [first, second, revoked, expired]) expect(ids).not.toContain(consentId);
    expect(await list(organisation, `?clientId=${first.client.id}`)).toMatchObject({
      ids: [first.consentId],
      total: 1,
    });
    expect((await list(organisation, `?filter[userId]=${second.person.id}`)).ids).toEqual([second.consentId]);
    const ofNobody = await sendAs(organisation, 'GET', '/v1/admin/consents?userId=nothing');
    expect(await ofNobody.json()).toMatchObject({ data: [], total: 0, nextCursor: null });
    expect((await list(stranger, `?clientId=${first.client.id}`)).ids).toEqual([]);
    expect((await sendAs(first.person, 'GET', '/v1/admin/consents')).status).toBe(403);
    expect((await sendAs(organisation, 'GET', '/v1/admin/consents?cursor=WyJ4Il0')).status).toBe(400);
  });

  it('are not those of deleted people and clients', async () => {
    const [one, other] = [await consent(), await consent()];
    await deleteUser(one.person.id);
    await sendAs(organisation, 'DELETE', `/v1/admin/clients/${other.client.id}`);
    const { ids } = await list(organisation, '?limit=100');
    expect(ids).not.toContain(one.consentId);
    expect(ids).not.toContain(other.consentId);
  });
});
