import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../../src/api/index.ts';
import { postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { inviteSomebody, type TestInvitation } from '../../support/invitations.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  PASSWORD,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, type TestPerson } from '../../support/people.ts';

const STATES = {
  suspended: `UPDATE organisations SET status = 'suspended' WHERE id = $1`,
  cancelled: `UPDATE organisations SET status = 'cancelled' WHERE id = $1`,
  deleted: 'UPDATE organisations SET deleted_at = now() WHERE id = $1',
};

const PROTECTED_ROUTES = ROUTES.filter(({ permission }) => permission !== 'none' && permission !== 'operator');
const concrete = (path: string) => `/v1${path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000')}`;

describe.each(Object.entries(STATES))('An organisation that is %s', (state, close) => {
  let organisation: TestOrganisation;
  let person: TestPerson;
  let client: TestClient;
  let tokens: Tokens;
  let invitation: TestInvitation;
  let resetToken: string;

  beforeAll(async () => {
    organisation = await createOrganisation();
    person = await createPerson(organisation);
    client = await createClient(organisation.id);
    tokens = await obtainTokens(organisation, client);
    invitation = await inviteSomebody(organisation);
    await postJson('/v1/auth/forgot-password', { email: organisation.owner.email });
    resetToken = await newestToken(organisation.owner.email, 'password-reset');
    await asOwner(close, [organisation.id]);
  });

  it.each(PROTECTED_ROUTES.map(({ method, path }) => [method.toUpperCase(), path]))(
    'lets nobody in: %s %s',
    async (method, path) => {
      const credentials = [
        { Cookie: organisation.cookies, 'X-CSRF-Token': organisation.csrf },
        { Authorization: `Bearer ${tokens.access_token}` },
      ];
      for (const headers of credentials) {
        const body = method === 'GET' ? null : '{}';
        const answer = await send(concrete(path as string), {
          method: method as string,
          headers: { 'Content-Type': 'application/json', ...headers },
          body,
        });
        expect(answer.status).toBe(401);
        if (state !== 'deleted') expect(await answer.json()).toMatchObject({ detail: 'Organisation is not active' });
      }
    },
  );

  it('signs nobody in, and says why only to those who know the password', async () => {
    const login = (password: string) => postJson('/v1/auth/login', { email: organisation.owner.email, password });
    expect((await login(PASSWORD)).status).toBe(401);
    expect(await (await login('Wrong-Horse-8')).json()).toMatchObject({
      status: 401,
      detail: 'Invalid email or password',
    });
  });

  it('sends no links, and earlier links do not work', async () => {
    const forgot = await postJson('/v1/auth/forgot-password', { email: person.email });
    expect(forgot.status).toBe(200);
    const verification = await postJson('/v1/auth/send-verification-email', { email: person.email });
    expect(verification.status).toBe(200);
    expect(await emailsTo(person.email)).toEqual([]);
    const reset = await postJson('/v1/auth/reset-password', { token: resetToken, password: 'Battery-Staple-9' });
    expect(reset.status).toBe(400);
  });

  it('accepts no invitations', async () => {
    const { token, email } = invitation;
    const joining = { email, firstName: 'Edsger', lastName: 'Invitee', password: 'Battery-Staple-9' };
    expect((await send(`/v1/public/invitations/${token}`)).status).toBe(404);
    expect((await postJson(`/v1/public/invitations/${token}/accept`, joining)).status).toBe(404);
    expect((await postJson('/v1/auth/register', { ...joining, token })).status).toBe(400);
    expect((await postJson('/v1/auth/invitations/accept', { ...joining, token })).status).toBe(404);
  });

  it('refreshes no token', async () => {
    expect((await refresh(client, tokens.refresh_token)).status).toBeGreaterThanOrEqual(400);
  });

  it('lets people sign out', async () => {
    expect((await postJson('/v1/auth/logout', {}, { Cookie: organisation.cookies })).status).toBe(200);
  });
});
