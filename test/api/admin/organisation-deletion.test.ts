import { beforeEach, describe, expect, it } from 'vitest';
import { restoreOrganisation } from '../../../src/domain/organisations/status.ts';
import { expectFlights, postForm, postJson, send } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createGuest } from '../../support/guests.ts';
import { obtainTokens, refresh } from '../../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { ageSessions } from '../../support/states.ts';

const PATH = '/v1/admin/organisation';

let organisation: TestOrganisation;

beforeEach(async () => {
  organisation = await createOrganisation();
});

const remove = (who: Pick<TestPerson, 'cookies' | 'csrf'> = organisation, body?: unknown) =>
  sendAs(who, 'DELETE', PATH, body);

const events = async () => {
  const rows = await asOwner<{ event_type: string }>(
    `SELECT event_type FROM audit_logs WHERE organisation_id = $1 AND event_type LIKE 'organisation.%' ORDER BY id`,
    [organisation.id],
  );
  return rows.map(({ event_type }) => event_type);
};

async function expectKept(): Promise<void> {
  const [row] = await asOwner('SELECT status, deleted_at FROM organisations WHERE id = $1', [organisation.id]);
  expect(row).toEqual({ status: 'trial', deleted_at: null });
  expect(await events()).toEqual(['organisation.created']);
}

describe('The owner deletes the organisation', () => {
  it.each([
    ['no body', undefined],
    ['an empty object', {}],
    ['its slug', 'slug'],
  ])('with %s, in two round trips, and is told', async (_what, body) => {
    const answer = await remove(organisation, body === 'slug' ? { confirmDomain: organisation.slug } : body);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expectFlights(answer, 3);
    expect(answer.headers.getSetCookie().join('\n')).toContain('Max-Age=0');
    const [row] = await asOwner('SELECT status FROM organisations WHERE id = $1 AND deleted_at IS NOT NULL', [
      organisation.id,
    ]);
    expect(row).toEqual({ status: 'cancelled' });
    expect(await events()).toEqual(['organisation.created', 'organisation.cancelled']);
    const mails = await asOwner(
      `SELECT recipient, subject FROM outbound_emails WHERE organisation_id = $1 AND template = 'organisation-closed'`,
      [organisation.id],
    );
    expect(mails).toEqual([{ recipient: organisation.owner.email, subject: `${organisation.name} was deleted` }]);
  });

  it('with a content type and an empty body, as some clients send it', async () => {
    const headers = {
      Cookie: organisation.cookies,
      'X-CSRF-Token': organisation.csrf,
      'Content-Type': 'application/json',
    };
    expect((await send(PATH, { method: 'DELETE', headers })).status).toBe(204);
  });

  it('and nobody has access any more, by any credential; names and addresses stay reserved', async () => {
    const person = await createPerson(organisation, 'admin');
    const client = await createClient(organisation.id);
    const service = await createClient(organisation.id, {
      ...{ confidential: true, grantTypes: ['client_credentials'], scopes: ['users:read'] },
    });
    const credentials = { client_id: service.clientId, client_secret: service.secret ?? '' };
    const machine = { grant_type: 'client_credentials', ...credentials };
    const { access_token: ofService } = (await (await postForm('/oauth2/token', machine)).json()) as {
      access_token: string;
    };
    const tokens = await obtainTokens(organisation, client);
    const guest = await createGuest(organisation, await createOrganisation());
    const ofGuest = await obtainTokens({ ...organisation, cookies: guest.cookies }, client);
    expect((await remove()).status).toBe(204);

    for (const who of [organisation, person]) expect((await sendAs(who, 'GET', '/v1/me/profile')).status).toBe(401);
    for (const token of [tokens.access_token, ofGuest.access_token, ofService]) {
      const headers = { Authorization: `Bearer ${token}` };
      for (const path of [PATH, '/oauth2/userinfo']) expect((await send(path, { headers })).status).toBe(401);
    }
    expect([400, 401]).toContain((await refresh(client, tokens.refresh_token)).status);
    expect([400, 401]).toContain((await postForm('/oauth2/token', machine)).status);
    expect((await postJson('/v1/auth/login', { email: person.email, password: PASSWORD })).status).toBe(401);
    expect((await sendAs(guest, 'GET', '/v1/me/profile')).status).toBe(200);

    const founding = { organisationName: organisation.name, email: `new-${organisation.slug}@example.com` };
    const names = { firstName: 'A', lastName: 'B', password: PASSWORD };
    for (const again of [{}, { organisationName: `New ${organisation.slug}`, email: person.email }]) {
      expect((await postJson('/v1/auth/onboard', { ...founding, ...names, ...again })).status).toBe(409);
    }
  });

  it('and after the operator has restored it people sign in again', async () => {
    await remove();
    await withContext((context) => restoreOrganisation(context.openTenant(organisation.id, {}), { reason: null }));
    expect((await sendAs(organisation, 'GET', PATH)).status).toBe(401);
    const { email } = organisation.owner;
    expect((await postJson('/v1/auth/login', { email, password: PASSWORD })).status).toBe(200);
  });
});

describe('It is refused', () => {
  it('with the slug of another one, naming the field', async () => {
    for (const confirmDomain of ['other', '', organisation.slug.toUpperCase()]) {
      const answer = await remove(organisation, { confirmDomain });
      const message = 'Confirmation domain does not match organisation domain';
      expect([answer.status, await answer.json()]).toEqual([
        400,
        expect.objectContaining({
          detail: message,
          errors: [expect.objectContaining({ field: 'confirmDomain', message })],
        }),
      ]);
    }
    expect((await remove(organisation, { confirmDomain: null })).status).toBe(400);
    await expectKept();
  });

  it('to everybody else: without the permission, and without being the owner', async () => {
    const [admin, other] = [await createPerson(organisation, 'admin'), await createPerson(organisation, 'owner')];
    const lacking = await remove(admin);
    expect([lacking.status, await lacking.json()]).toEqual([
      403,
      expect.objectContaining({ detail: 'Missing required permission: organisation:delete' }),
    ]);
    const detail = 'Only the organisation owner can delete the organisation';
    const refused = await remove(other, { confirmDomain: organisation.slug });
    expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ detail })]);
    const { access_token: token } = await obtainTokens(organisation, await createClient(organisation.id));
    const headers = { Authorization: `Bearer ${token}` };
    expect((await send(PATH, { method: 'DELETE', headers })).status).toBe(401);
    await expectKept();
  });

  it('in a browser that was left alone', async () => {
    await ageSessions(organisation.id, 1_000);
    const answer = await remove();
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ requiresReauthentication: true }),
    ]);
    await expectKept();
  });

  it('the second time, when two requests come at once', async () => {
    const answers = await Promise.all([remove(), remove()]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.every((status) => status < 500)).toBe(true);
    expect(await events()).toEqual(['organisation.created', 'organisation.cancelled']);
  });
});
