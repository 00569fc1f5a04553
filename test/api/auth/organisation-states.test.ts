import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../../src/api/index.ts';
import { ISSUER, postForm, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createGuest } from '../../support/guests.ts';
import { inviteSomebody, type TestInvitation } from '../../support/invitations.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { authorizeUrl, exchangeCode, obtainCode, obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  PASSWORD,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, type TestPerson } from '../../support/people.ts';

const STATES = {
  suspended: `UPDATE organisations SET status = 'suspended', access_ended_at = now() WHERE id = $1`,
  cancelled: `UPDATE organisations SET status = 'cancelled', access_ended_at = now() WHERE id = $1`,
  deleted: 'UPDATE organisations SET deleted_at = now(), access_ended_at = now() WHERE id = $1',
};

const PROTECTED_ROUTES = ROUTES.filter(({ permission }) => permission !== 'none' && permission !== 'operator');
const concrete = (path: string) => `/v1${path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000')}`;

describe.each(Object.entries(STATES))('An organisation that is %s', (state, close) => {
  let organisation: TestOrganisation;
  let person: TestPerson;
  let client: TestClient;
  let service: TestClient;
  let machine: Tokens;
  let code: string;
  let tokens: Tokens;
  let invitation: TestInvitation;
  let resetToken: string;

  beforeAll(async () => {
    organisation = await createOrganisation();
    person = await createPerson(organisation);
    client = await createClient(organisation.id);
    tokens = await obtainTokens(organisation, client);
    code = await obtainCode(organisation, client);
    const machines = { confidential: true, grantTypes: ['client_credentials'], scopes: ['*'] };
    service = await createClient(organisation.id, machines);
    machine = await (await requestAsMachine()).json();
    invitation = await inviteSomebody(organisation);
    await postJson('/v1/auth/forgot-password', { email: organisation.owner.email });
    resetToken = await newestToken(organisation.owner.email, 'password-reset');
    await asOwner(close, [organisation.id]);
  });

  const credentialsOf = ({ clientId, secret }: TestClient) => ({ client_id: clientId, client_secret: secret ?? '' });
  const requestAsMachine = () =>
    postForm('/oauth2/token', { grant_type: 'client_credentials', ...credentialsOf(service) });
  const authorize = async (to: TestClient, cookies: string) =>
    codeIn(await send(await authorizeUrl(to), { headers: { Cookie: cookies } }));
  const codeIn = ({ headers }: Response) => new URL(headers.get('Location') ?? '', ISSUER).searchParams.get('code');

  it.each(
    PROTECTED_ROUTES.map(({ method, path, files }) => [method.toUpperCase(), path, files[0] ?? 'application/json']),
  )('lets nobody in: %s %s', async (method, path, contentType) => {
    const credentials = [
      { Cookie: organisation.cookies, 'X-CSRF-Token': organisation.csrf },
      { Authorization: `Bearer ${tokens.access_token}` },
    ];
    for (const headers of credentials) {
      const body = method === 'GET' ? null : '{}';
      const answer = await send(concrete(path as string), {
        method: method as string,
        headers: { 'Content-Type': contentType as string, ...headers },
        body,
      });
      expect(answer.status).toBe(401);
      if (state !== 'deleted') expect(await answer.json()).toMatchObject({ detail: 'Organisation is not active' });
    }
  });

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

  it('issues no code and no token, by any grant', async () => {
    expect(await authorize(client, organisation.cookies)).toBeNull();
    for (const answer of [exchangeCode(client, code), refresh(client, tokens.refresh_token), requestAsMachine()]) {
      const { status } = await answer;
      expect([400, 401]).toContain(status);
    }
  });

  it('has no active token, neither of people nor of machines', async () => {
    for (const { access_token: token } of [tokens, machine]) {
      const headers = { Authorization: `Bearer ${token}` };
      expect([401, 403]).toContain((await send('/oauth2/userinfo', { headers })).status);
      expect((await send('/v1/admin/users', { headers })).status).toBe(401);
      const answer = await postForm('/oauth2/introspect', { token, ...credentialsOf(service) });
      if (answer.status === 200) expect(await answer.json()).toEqual({ active: false });
      else expect(answer.status).toBe(401);
    }
  });

  it('closes its applications to guests, and the applications of hosts to its own people', async () => {
    const other = await createOrganisation();
    const guest = await createGuest(organisation, other);
    expect(await authorize(client, guest.cookies)).toBeNull();
    const host = await createClient(other.id);
    const away = await createGuest(other, await createOrganisation());
    const cookies = { ...other, cookies: away.cookies };
    const token = (await obtainTokens(cookies, host, 'openid')).access_token;
    const profile = () => send('/v1/me/profile', { headers: { Authorization: `Bearer ${token}` } });
    expect((await profile()).status).toBe(200);
    await asOwner(close.replace('$1', '(SELECT organisation_id FROM users WHERE id = $1)'), [away.id]);
    expect((await profile()).status).toBe(401);
    expect(await authorize(host, away.cookies)).toBeNull();
  });

  it('lets people sign out', async () => {
    expect((await postJson('/v1/auth/logout', {}, { Cookie: organisation.cookies })).status).toBe(200);
  });
});
