/** People with an account join another organisation with it. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { cookiesOf, flightsOf, ISSUER, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { inviteSomebody, roleId, type TestInvitation } from '../../support/invitations.ts';
import { logIn } from '../../support/mfa.ts';
import { obtainTokens } from '../../support/oauth.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../../support/people.ts';

const PATH = '/v1/auth/invitations/accept';
const NEWCOMER = { firstName: 'Edsger', lastName: 'Invitee', password: 'Battery-Staple-9' };

let home: TestOrganisation;
let host: TestOrganisation;
let person: TestPerson;
let invitation: TestInvitation;

beforeAll(async () => {
  home = await createOrganisation();
  host = await createOrganisation();
});

beforeEach(async () => {
  person = await createPerson(home);
  await asOwner('UPDATE users SET email_verified_at = created_at WHERE id = $1', [person.id]);
  invitation = await inviteSomebody(host, { email: person.email });
});

const join = (who: { cookies: string; csrf: string } = person, token = invitation.token) =>
  sendAs(who, 'POST', PATH, { token });

interface Membership {
  id: string;
  user_organisation_id: string;
  left: boolean;
  roles: string[];
  teams: string[];
}

const memberships = (userId = person.id) =>
  asOwner<Membership>(
    `SELECT m.id, m.user_organisation_id, m.left_at IS NOT NULL AS left,
       ARRAY(SELECT r.slug FROM organisation_member_roles mr JOIN roles r ON r.id = mr.role_id
             WHERE mr.member_id = m.id ORDER BY r.slug) AS roles,
       ARRAY(SELECT t.team_id::text FROM organisation_member_teams t WHERE t.member_id = m.id) AS teams
     FROM organisation_members m WHERE m.organisation_id = $1 AND m.user_id = $2`,
    [host.id, userId],
  );

const isUsed = async () => {
  const [row] = await asOwner<{ used: boolean }>(
    'SELECT accepted_at IS NOT NULL AS used FROM invitations WHERE id = $1',
    [invitation.id],
  );
  return row?.used;
};

async function createTeam(): Promise<string> {
  const id = uuidv7();
  await asOwner(`INSERT INTO teams (id, organisation_id, name, slug) VALUES ($1, $2, 'Team', $3)`, [
    id,
    host.id,
    `team-${id}`,
  ]);
  return id;
}

describe('Joining with one’s account', () => {
  it('creates a membership with the role and the teams, in three round trips', async () => {
    const other = await createPerson(home);
    const teamId = await createTeam();
    invitation = await inviteSomebody(host, { email: other.email, teamIds: [teamId] });
    const answer = await join(other);
    expect(answer.status).toBe(201);
    expect(flightsOf(answer)).toBe(3);
    expect(await answer.json()).toEqual({
      message: 'Invitation accepted successfully',
      user: { id: other.id, email: other.email, name: 'Grace Person' },
      organisation: { id: host.id, slug: host.slug, name: host.name },
      role: { id: await roleId(host, 'staff'), name: 'Staff', slug: 'staff' },
    });
    expect(await memberships(other.id)).toEqual([
      { id: expect.any(String), user_organisation_id: home.id, left: false, roles: ['staff'], teams: [teamId] },
    ]);
    const listed = await sendAs(other, 'GET', '/v1/me/organisations');
    expect(await listed.json()).toEqual([home, host].map(({ id, name, slug }) => ({ id, name, slug })));
    expect(await isUsed()).toBe(true);
  });

  it('keeps the account in its organisation, and its session', async () => {
    const answer = await join();
    expect(cookiesOf(answer)).not.toMatch(/cerb_sid|cerb_device/);
    const profile = await sendAs(person, 'GET', '/v1/me/profile');
    expect(await profile.json()).toMatchObject({ organisation: { id: home.id }, roles: [], permissions: [] });
    const there = await send('/v1/admin/invitations', {
      headers: { Cookie: person.cookies, 'X-Org-Domain': host.slug },
    });
    expect(there.status).toBe(403);
  });

  it('is recorded in the host organisation, and shows as accepted there', async () => {
    await join();
    const trace = await asOwner(
      `SELECT event_type, resource_type, resource_id, user_id, metadata FROM audit_logs
       WHERE organisation_id = $1 AND (resource_id = $2 OR metadata->>'userId' = $2) ORDER BY event_type`,
      [host.id, person.id],
    );
    expect(trace).toEqual([
      {
        event_type: 'invitation.accepted',
        resource_type: 'invitation',
        resource_id: invitation.id,
        user_id: null,
        metadata: { userId: person.id },
      },
      {
        event_type: 'membership.created',
        resource_type: 'user',
        resource_id: person.id,
        user_id: null,
        metadata: { invitationId: invitation.id },
      },
    ]);
    const listed = await sendAs(host, 'GET', `/v1/admin/invitations?search=${person.email}`);
    expect(await listed.json()).toMatchObject({ data: [{ id: invitation.id, status: 'accepted' }] });
  });

  it('succeeds once for fifty concurrent requests', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => join()));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 400)).toHaveLength(49);
    expect(await memberships()).toHaveLength(1);
    const trace = await asOwner(`SELECT FROM audit_logs WHERE event_type = 'membership.created' AND resource_id = $1`, [
      person.id,
    ]);
    expect(trace).toHaveLength(1);
  });

  it('is possible again for those who left, with the role and the teams of the new invitation', async () => {
    const [before, now] = [await createTeam(), await createTeam()];
    const kept = await createTeam();
    await asOwner('UPDATE invitations SET team_ids = $2 WHERE id = $1', [
      invitation.id,
      JSON.stringify([before, kept]),
    ]);
    await join();
    const [first] = await memberships();
    await asOwner('UPDATE organisation_members SET left_at = now() WHERE id = $1', [first?.id]);
    expect(await (await sendAs(person, 'GET', '/v1/me/organisations')).json()).toHaveLength(1);
    invitation = await inviteSomebody(host, {
      email: person.email,
      roleId: await roleId(host, 'manager'),
      teamIds: [now, kept],
    });
    expect((await join()).status).toBe(201);
    const [again, ...others] = await memberships();
    expect(others).toEqual([]);
    expect(again).toMatchObject({ id: first?.id, left: false, roles: ['manager'] });
    expect(new Set(again?.teams)).toEqual(new Set([now, kept]));
  });
});

describe('An invitation is not accepted', () => {
  it('by somebody else', async () => {
    for (const other of [await createPerson(home), await createPerson(host), home, host]) {
      const answer = await join(other);
      expect(await answer.json()).toMatchObject({ status: 400, detail: 'Email does not match invitation' });
    }
    expect(await isUsed()).toBe(false);
    expect(await memberships()).toEqual([]);
  });

  it('without a session when the address has an account', async () => {
    const answer = await postJson(PATH, { token: invitation.token });
    expect(await answer.json()).toMatchObject({
      status: 401,
      detail: 'Please sign in to accept this invitation with your account',
    });
    expect(flightsOf(answer)).toBe(0);
    const stale = await sendAs(person, 'POST', '/v1/auth/logout');
    expect(stale.status).toBe(200);
    expect(await (await join()).json()).toMatchObject({ status: 401, detail: 'Invalid or expired session' });
  });

  it('by an application for a person, with or without their cookie', async () => {
    const tokens = await obtainTokens({ ...home, cookies: person.cookies }, await createClient(home.id));
    const bearer = { Authorization: `Bearer ${tokens.access_token}` };
    for (const headers of [bearer, { ...bearer, Cookie: person.cookies, 'X-CSRF-Token': person.csrf }]) {
      expect((await postJson(PATH, { token: invitation.token }, headers)).status).toBe(401);
    }
    expect(await isUsed()).toBe(false);
  });

  it('by a session that may only set up a second factor', async () => {
    const strict = await createOrganisation();
    await asOwner('UPDATE organisations SET require_mfa = true WHERE id = $1', [strict.id]);
    const { email } = strict.owner;
    invitation = await inviteSomebody(host, { email });
    const enrolling = await logIn(email);
    const session = { cookies: cookiesOf(enrolling), csrf: enrolling.headers.get('X-CSRF-Token') ?? '' };
    expect(session.cookies).toContain('cerb_sid=');
    expect(await (await join(session)).json()).toMatchObject({ status: 401, requiresEnrollment: true });
    expect(await isUsed()).toBe(false);
  });

  it.each([
    ['blocked', 'UPDATE users SET blocked_at = now() WHERE id = $1'],
    ['deleted', 'UPDATE users SET deleted_at = now() WHERE id = $1'],
    [
      'of a closed organisation',
      `UPDATE organisations SET status = 'suspended' WHERE id = (SELECT organisation_id FROM users WHERE id = $1)`,
    ],
  ])('by somebody who is %s', async (_what, statement) => {
    const own = await createOrganisation();
    const member = await createPerson(own);
    invitation = await inviteSomebody(host, { email: member.email });
    await asOwner(statement, [member.id]);
    expect((await join(member)).status).toBe(401);
    expect(await isUsed()).toBe(false);
    expect(await memberships(member.id)).toEqual([]);
  });

  it('by people who are users or members of the organisation already', async () => {
    const colleague = await createPerson(host);
    invitation = await inviteSomebody(host);
    await asOwner('UPDATE users SET email = $2 WHERE id = $1', [colleague.id, invitation.email]);
    const already = { status: 409, detail: 'You are a member of this organisation already' };
    expect(await (await join(colleague)).json()).toMatchObject(already);
    const guest = await createPerson(home);
    invitation = await inviteSomebody(host, { email: guest.email });
    await asOwner(
      'INSERT INTO organisation_members (id, organisation_id, user_organisation_id, user_id) VALUES ($1, $2, $3, $4)',
      [uuidv7(), host.id, home.id, guest.id],
    );
    expect(await (await join(guest)).json()).toMatchObject(already);
    expect(await isUsed()).toBe(false);
  });

  it.each([
    ['nobody’s', async () => `inv_${'A'.repeat(43)}`, 404, 'Invitation not found or has expired'],
    ['no token at all', async () => 'x', 404, 'Invitation not found or has expired'],
    [
      'too old',
      async () =>
        void (await asOwner(`UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1`, [
          invitation.id,
        ])),
      404,
      'Invitation not found or has expired',
    ],
    [
      'taken back',
      async () => void (await sendAs(host, 'DELETE', `/v1/admin/invitations/${invitation.id}`)),
      400,
      'Invitation has been cancelled',
    ],
    ['used', async () => void (await join()), 400, 'Invitation has already been accepted'],
  ])('when it is %s', async (_what, prepare, status, detail) => {
    const token = (await prepare()) ?? invitation.token;
    expect(await (await join(person, token)).json()).toMatchObject({ status, detail });
  });
});

describe('A forged request', () => {
  const post = (headers: Record<string, string>, body: Record<string, unknown> = {}) =>
    postJson(PATH, { token: invitation.token, ...body }, { Cookie: person.cookies, ...headers });

  it('does not join, as the session counts here', async () => {
    expect(await (await post({})).json()).toMatchObject({ status: 403, detail: 'Invalid CSRF token' });
    expect((await post({ 'X-CSRF-Token': 'forged' })).status).toBe(403);
    expect((await post({ 'X-CSRF-Token': person.csrf, Origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ 'X-CSRF-Token': person.csrf, 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await post({ 'X-CSRF-Token': person.csrf, 'Content-Type': 'text/plain' })).status).toBe(415);
    expect(await isUsed()).toBe(false);
  });

  it('differs from a request of ours by the CSRF token, in the header or in the body', async () => {
    expect((await post({ Origin: ISSUER }, { _csrf: person.csrf })).status).toBe(201);
  });

  it('needs no CSRF token where no session counts', async () => {
    invitation = await inviteSomebody(host);
    expect((await post({}, NEWCOMER)).status).toBe(201);
  });
});

describe('An invitation does not set the password of an existing account', () => {
  it.each([
    ['/v1/auth/invitations/accept', () => ({ token: invitation.token })],
    ['/v1/auth/register', () => ({ token: invitation.token, email: person.email })],
    [`/v1/public/invitations/:token/accept`, () => ({ email: person.email })],
  ])('at %s', async (path, fields) => {
    const body = { ...NEWCOMER, ...fields() };
    const asSelf = { Cookie: person.cookies, 'X-CSRF-Token': person.csrf };
    for (const headers of [{}, asSelf]) {
      const answer = await postJson(path.replace(':token', invitation.token), body, headers);
      expect(await answer.json()).toMatchObject({ status: 409, detail: 'Email already registered' });
    }
    expect(await isUsed()).toBe(false);
    await signIn(person.email);
    await expect(signIn(person.email, NEWCOMER.password)).rejects.toThrow();
    const people = await asOwner('SELECT FROM users WHERE email = $1', [person.email]);
    expect(people).toHaveLength(1);
  });

  it('an incomplete person is refused, and the missing fields are named', async () => {
    const answer = await sendAs(person, 'POST', PATH, { token: invitation.token, firstName: 'Edsger' });
    expect(await answer.json()).toMatchObject({
      status: 400,
      detail: 'Invalid input',
      errors: [{ path: ['lastName'] }, { path: ['password'] }],
    });
    expect((await sendAs(person, 'POST', PATH, {})).status).toBe(400);
    expect(await isUsed()).toBe(false);
  });
});

it('The preview of an invitation does not tell whether an account exists', async () => {
  const keys = async (token: string) =>
    Object.keys((await (await send(`/v1/public/invitations/${token}`)).json()) as object).sort();
  expect(await keys(invitation.token)).toEqual(await keys((await inviteSomebody(host)).token));
});
