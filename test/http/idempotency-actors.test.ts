/** Whose key it is: nobody reads another actor's answer, nor their own without the right to send the request. */
import { beforeAll, describe, expect, it } from 'vitest';
import { postForm, postJson } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { newKey, recordOf, sendKeyed } from '../support/idempotency.ts';
import { obtainTokens, refresh } from '../support/oauth.ts';
import { createClient, createOrganisation, type TestClient, type TestOrganisation } from '../support/organisation.ts';
import { createPerson, signIn, type TestPerson } from '../support/people.ts';
import { newSlug } from '../support/teams.ts';

const TEAMS = '/v1/admin/teams';
const SCOPES = ['openid', 'profile', 'email', 'offline_access', 'teams:create'];

let organisation: TestOrganisation;
let admin: TestPerson;
let application: TestClient;
let service: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  admin = await createPerson(organisation, 'admin');
  application = await createClient(organisation.id, { scopes: SCOPES });
  const machine = { confidential: true, grantTypes: ['client_credentials'], scopes: ['teams:create'] };
  service = await createClient(organisation.id, machine);
});

const newTeam = () => ({ name: 'Sales', slug: newSlug() });
type Who = Pick<TestPerson, 'cookies' | 'csrf'>;
const create = (who: Who, key: string, body: unknown) => sendKeyed(who, 'POST', TEAMS, { key, body });
const createByToken = (token: string, key: string, body: unknown) =>
  postJson(TEAMS, body, { Authorization: `Bearer ${token}`, 'Idempotency-Key': key });
const isReplayed = ({ headers }: Response) => headers.get('Idempotency-Replayed') === 'true';

async function serviceToken({ clientId, secret }: TestClient): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret ?? '' };
  const { access_token } = (await (await postForm('/oauth2/token', form)).json()) as { access_token: string };
  return access_token;
}

/** Carries out a request, then changes something, repeats the request, and changes it back. */
async function repeatAfter(change: string, back: string, values: unknown[]): Promise<Response> {
  const [key, body] = [newKey(), newTeam()];
  expect((await create(admin, key, body)).status).toBe(201);
  await asOwner(change, values);
  try {
    const answer = await create(admin, key, body);
    expect(await answer.clone().text()).not.toContain(body.slug);
    expect(isReplayed(answer)).toBe(false);
    return answer;
  } finally {
    await asOwner(back, values);
  }
}

describe('The same key', () => {
  it('of several actors is several keys: people, clients, a person through a client, other organisations', async () => {
    const [key, other] = [newKey(), await createOrganisation()];
    const { access_token } = await obtainTokens(organisation, application, SCOPES.join(' '));
    const token = await serviceToken(service);
    const answers = [
      await create(organisation, key, newTeam()),
      await create(admin, key, newTeam()),
      await create(other, key, newTeam()),
      await createByToken(access_token, key, newTeam()),
      await createByToken(token, key, newTeam()),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(answers.filter(isReplayed)).toEqual([]);
  });

  it('is the same after a new sign-in, and after the token was refreshed', async () => {
    const [key, body, team] = [newKey(), newTeam(), newTeam()];
    const person = await createPerson(organisation, 'admin');
    await create(person, key, body);
    expect(isReplayed(await create(await signIn(person.email), key, body))).toBe(true);

    const tokens = await obtainTokens(organisation, application, SCOPES.join(' '));
    await createByToken(tokens.access_token, key, team);
    const renewed = (await (await refresh(application, tokens.refresh_token)).json()) as { access_token: string };
    expect(isReplayed(await createByToken(renewed.access_token, key, team))).toBe(true);
  });
});

describe('A stored answer is not repeated', () => {
  it('after the actor lost the permission', async () => {
    const answer = await repeatAfter(
      `UPDATE user_roles SET role_id = (SELECT id FROM roles r WHERE r.organisation_id = $1 AND slug = 'staff')
       WHERE organisation_id = $1 AND user_id = $2`,
      `UPDATE user_roles SET role_id = (SELECT id FROM roles r WHERE r.organisation_id = $1 AND slug = 'admin')
       WHERE organisation_id = $1 AND user_id = $2`,
      [organisation.id, admin.id],
    );
    expect(answer.status).toBe(403);
  });

  it('after the actor was blocked', async () => {
    const blocked = (value: string) => `UPDATE users SET blocked_at = ${value} WHERE organisation_id = $1 AND id = $2`;
    const answer = await repeatAfter(blocked('now()'), blocked('NULL'), [organisation.id, admin.id]);
    expect([401, 403]).toContain(answer.status);
  });

  it('after the organisation was suspended', async () => {
    const status = (name: string) => `UPDATE organisations SET status = '${name}' WHERE id = $1`;
    const answer = await repeatAfter(status('suspended'), status('active'), [organisation.id]);
    expect([401, 403]).toContain(answer.status);
  });

  it('without a session', async () => {
    const [key, body] = [newKey(), newTeam()];
    await create(admin, key, body);
    const answer = await postJson(TEAMS, body, { 'Idempotency-Key': key });
    expect([answer.status, isReplayed(answer)]).toEqual([401, false]);
  });

  it('and a refusal of the rights is not stored: with them the same key works', async () => {
    const [key, body, person] = [newKey(), newTeam(), await createPerson(organisation)];
    expect((await create(person, key, body)).status).toBe(403);
    await asOwner(
      `INSERT INTO user_roles (organisation_id, user_id, role_id)
       SELECT $1, $2, id FROM roles WHERE organisation_id = $1 AND slug = 'admin'`,
      [organisation.id, person.id],
    );
    expect((await create(person, key, body)).status).toBe(201);
  });
});

describe('A request for one’s own account', () => {
  it('may have a key as well, and its password is not in what is stored', async () => {
    const [key, person] = [newKey(), await createPerson(organisation)];
    const body = { firstName: 'Renamed' };
    const change = () => sendKeyed(person, 'PATCH', '/v1/me/profile', { key, body });
    const first = await change();
    expect([first.status, isReplayed(await change())]).toEqual([200, true]);
    expect((await recordOf(organisation.id)).fingerprint).toMatch(/^[\w-]{43}$/);
  });
});

describe('A route that is open to anyone', () => {
  it('ignores the key, whose answers anyone could read', async () => {
    const headers = { 'Idempotency-Key': newKey() };
    const body = { email: admin.email, password: 'wrong' };
    const answers = [
      await postJson('/v1/auth/login', body, headers),
      await postJson('/v1/auth/login', { ...body, email: 'another@example.com' }, headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(answers.filter(isReplayed)).toEqual([]);
  });
});
