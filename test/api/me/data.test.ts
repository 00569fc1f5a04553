import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { flightsOf, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens, refresh } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  PASSWORD,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

let organisation: TestOrganisation;
let person: TestPerson;
let client: TestClient;

const consent = () =>
  asOwner(
    `INSERT INTO consents (id, organisation_id, user_id, client_id, scopes) VALUES ($1, $2, $3, $4, '["openid"]')
     ON CONFLICT (user_id, client_id) DO UPDATE SET revoked_at = NULL`,
    [uuidv7(), organisation.id, person.id, client.id],
  );

/** The rows behind each list of the export. */
const OWN_ROWS: Record<string, string> = {
  roles: 'SELECT role_id AS id FROM user_roles WHERE user_id = $1',
  teams: 'SELECT team_id AS id FROM team_members WHERE user_id = $1',
  sessions: 'SELECT id FROM sessions WHERE user_id = $1',
  // The export itself is recorded afterwards.
  auditLogs: `SELECT id FROM audit_logs WHERE user_id = $1 AND event_type <> 'user.data_exported'`,
  consents: 'SELECT id FROM consents WHERE user_id = $1',
  apiTokens: 'SELECT id FROM api_keys WHERE created_by_id = $1',
};

/** The lists that are empty for a new person. */
async function giveEverything(userId: string): Promise<void> {
  const [team, key] = [uuidv7(), uuidv7()];
  await asOwner('INSERT INTO teams (id, organisation_id, name, slug) VALUES ($1, $2, $3, $3)', [
    team,
    organisation.id,
    `team-${team}`,
  ]);
  await asOwner('INSERT INTO team_members (organisation_id, team_id, user_id) VALUES ($1, $2, $3)', [
    organisation.id,
    team,
    userId,
  ]);
  await asOwner(
    `INSERT INTO api_keys (id, organisation_id, name, key_prefix, key_hash, scopes, created_by_id)
     VALUES ($1::uuid, $2, 'A key', 'key_', $1::text, '[]', $3)`,
    [key, organisation.id, userId],
  );
  await asOwner(
    `INSERT INTO consents (id, organisation_id, user_id, client_id, scopes) VALUES ($1, $2, $3, $4, '["openid"]')`,
    [uuidv7(), organisation.id, userId, client.id],
  );
}

beforeAll(async () => {
  organisation = await createOrganisation();
  person = await createPerson(organisation, 'staff');
  client = await createClient(organisation.id);
  await consent();
});

describe('The export of one’s data', () => {
  it('has the shape of the contract, in two round trips, and no secret in it', async () => {
    const answer = await sendAs(person, 'GET', '/v1/me/export');
    expect(answer.status).toBe(200);
    expect(flightsOf(answer)).toBe(2);
    const text = await answer.text();
    const { generatedAt, data } = JSON.parse(text);
    expect(Date.parse(generatedAt)).toBeGreaterThan(0);
    expect(Object.keys(data)).toEqual([
      'user',
      'organisation',
      'roles',
      'teams',
      'sessions',
      'auditLogs',
      'consents',
      'memberships',
      'apiTokens',
      'records',
    ]);
    expect(Object.keys(data.user)).toEqual([
      'id',
      'email',
      'firstName',
      'lastName',
      'name',
      'phone',
      'emailVerified',
      'emailVerifiedAt',
      'mfaEnabled',
      'createdAt',
      'updatedAt',
      ...['middleName', 'nickname', 'preferredUsername', 'profileUrl', 'picture', 'website', 'gender', 'birthdate'],
      ...['zoneinfo', 'locale', 'address'],
    ]);
    expect(data.user).toMatchObject({ id: person.id, email: person.email, emailVerified: false });
    expect(data.organisation).toMatchObject({ id: organisation.id, slug: organisation.slug });
    expect(data.roles).toMatchObject([{ slug: 'staff' }]);
    expect(data.sessions).toHaveLength(1);
    expect(data.consents).toMatchObject([{ clientId: client.clientId, scopes: ['openid'] }]);
    expect(data.auditLogs[0]).toMatchObject({ eventType: 'user.login.success', success: true });
    for (const secret of ['argon2', 'ses_', PASSWORD, 'session_token']) expect(text).not.toContain(secret);
  });

  it('has everything of the person and nothing of anybody else in their organisation', async () => {
    const [mine, theirs] = [await createPerson(organisation, 'staff'), await createPerson(organisation, 'manager')];
    for (const { id } of [mine, theirs]) await giveEverything(id);
    const answer = await sendAs(mine, 'GET', '/v1/me/export');
    const { data } = (await answer.json()) as { data: Record<string, { id: string }[]> };
    for (const [list, query] of Object.entries(OWN_ROWS)) {
      const idsOf = async (id: string) => (await asOwner<{ id: string }>(query, [id])).map((row) => row.id).sort();
      const own = await idsOf(mine.id);
      expect(own.length, list).toBeGreaterThan(0);
      expect(data[list]?.map(({ id }) => id).sort(), list).toEqual(own);
      expect((await idsOf(theirs.id)).length, list).toBeGreaterThan(0);
    }
    const text = JSON.stringify(data);
    for (const secret of [theirs.id, theirs.email]) expect(text).not.toContain(secret);
  });

  it('has the consent to a client that was deleted since, and no revoked one', async () => {
    const someone = await createPerson(organisation);
    const [deleted, left] = [await createClient(organisation.id), await createClient(organisation.id)];
    for (const { id } of [deleted, left]) {
      await asOwner(
        `INSERT INTO consents (id, organisation_id, user_id, client_id, scopes) VALUES ($1, $2, $3, $4, '["openid"]')`,
        [uuidv7(), organisation.id, someone.id, id],
      );
    }
    await asOwner('UPDATE clients SET deleted_at = now() WHERE id = $1', [deleted.id]);
    await asOwner('UPDATE consents SET revoked_at = now() WHERE client_id = $1', [left.id]);
    const answer = await sendAs(someone, 'GET', '/v1/me/export');
    const { data } = (await answer.json()) as { data: { consents: { clientId: string }[] } };
    expect(data.consents.map(({ clientId }) => clientId)).toEqual([deleted.clientId]);
  });

  it('is recorded in the audit log', async () => {
    const trace = await asOwner(`SELECT 1 FROM audit_logs WHERE event_type = 'user.data_exported' AND user_id = $1`, [
      person.id,
    ]);
    expect(trace).toHaveLength(1);
  });

  it('is not for applications', async () => {
    const tokens = await obtainTokens({ ...organisation, cookies: person.cookies }, client);
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    for (const path of ['export', 'sessions', 'consents'])
      expect((await send(`/v1/me/${path}`, { headers })).status).toBe(401);
    expect((await send('/v1/me/organisations', { headers })).status).toBe(200);
  });
});

describe('One’s consents', () => {
  it('are listed, and revoked with every token, in two round trips', async () => {
    await consent();
    const tokens = await obtainTokens({ ...organisation, cookies: person.cookies }, client);
    const listed = await sendAs(person, 'GET', '/v1/me/consents');
    expect(flightsOf(listed)).toBe(2);
    expect(await listed.json()).toMatchObject({ data: [{ clientId: client.clientId, scopes: ['openid'] }], total: 1 });
    const answer = await sendAs(person, 'DELETE', `/v1/me/consents/${client.clientId}`);
    expect(answer.status).toBe(204);
    expect(flightsOf(answer)).toBe(2);
    expect(await (await sendAs(person, 'GET', '/v1/me/consents')).json()).toEqual({ data: [], total: 0 });
    const bearer = { Authorization: `Bearer ${tokens.access_token}` };
    expect((await send('/oauth2/userinfo', { headers: bearer })).status).toBe(401);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(400);
    const trace = await asOwner(
      `SELECT 1 FROM audit_logs WHERE event_type = 'oauth2.consent.revoked' AND user_id = $1`,
      [person.id],
    );
    expect(trace).toHaveLength(1);
  });

  it('are found by the id of the client too; those of other people stay', async () => {
    await consent();
    const colleague = await createPerson(organisation);
    for (const id of [client.clientId, client.id, 'nothing', uuidv7()]) {
      expect((await sendAs(colleague, 'DELETE', `/v1/me/consents/${id}`)).status).toBe(204);
    }
    expect(await (await sendAs(person, 'GET', '/v1/me/consents')).json()).toMatchObject({ total: 1 });
    await sendAs(person, 'DELETE', `/v1/me/consents/${client.id}`);
    expect(await (await sendAs(person, 'GET', '/v1/me/consents')).json()).toMatchObject({ total: 0 });
  });
});

it('An impossible client_id is 400', async () => {
  for (const id of ['%00', '%0a', 'x'.repeat(256)]) {
    const answer = await sendAs(person, 'DELETE', `/v1/me/consents/${id}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ path: ['clientId'] }] });
  }
});

describe('One’s organisations', () => {
  it('are the home organisation and those the person is a member of', async () => {
    const host = await createOrganisation();
    await asOwner(
      'INSERT INTO organisation_members (id, organisation_id, user_organisation_id, user_id) VALUES ($1, $2, $3, $4)',
      [uuidv7(), host.id, organisation.id, person.id],
    );
    const answer = await sendAs(person, 'GET', '/v1/me/organisations');
    expect(flightsOf(answer)).toBe(2);
    expect(await answer.json()).toEqual([organisation, host].map(({ id, name, slug }) => ({ id, name, slug })));
  });
});
