import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { newAddress, roleId } from '../../support/invitations.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../../support/people.ts';
import { deleteUser } from '../../support/states.ts';
import { createTeam } from '../../support/teams.ts';

const USERS = '/v1/admin/users';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let admin: TestPerson;
let manager: TestPerson;

type Who = Pick<TestPerson, 'cookies' | 'csrf'>;
interface Shown {
  id: string;
  email: string;
  roles: { slug: string }[];
  teams: { id: string }[];
  updatedAt: string;
}

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  admin = await createPerson(organisation, 'admin');
  manager = await createPerson(organisation, 'manager');
});

const pathOf = ({ id }: { id: string }) => `${USERS}/${id}`;
const shown = async (person: { id: string }) =>
  (await (await sendAs(admin, 'GET', pathOf(person))).json()) as Shown & Record<string, unknown>;

function create(fields: Record<string, unknown> = {}, who: Who = admin) {
  return sendAs(who, 'POST', USERS, { email: newAddress(), firstName: 'Eva', lastName: 'Neu', ...fields });
}

const change = (person: { id: string }, changes: Record<string, unknown>, who: Who = admin) =>
  sendAs(who, 'PATCH', pathOf(person), changes);

/** The types of the events about somebody. */
async function eventsOf({ id }: { id: string }): Promise<string[]> {
  const rows = await asOwner<{ event_type: string }>(
    `SELECT event_type FROM audit_logs WHERE resource_id = $1 AND organisation_id = $2
     AND event_type NOT LIKE 'user.login%' ORDER BY id`,
    [id, organisation.id],
  );
  return rows.map(({ event_type }) => event_type);
}

const isSignedIn = async ({ cookies }: Who) =>
  (await send('/v1/me/profile', { headers: { Cookie: cookies } })).status === 200;

describe('A person who is added', () => {
  it('has the default role, and chooses a password with the link from their mail', async () => {
    const email = newAddress();
    const answer = await create({ email: ` ${email.toUpperCase()}` });
    expect(answer.status, await answer.clone().text()).toBe(201);
    expectFlights(answer, 4);
    const person = (await answer.json()) as Shown;
    expect(person).toMatchObject({
      email,
      name: 'Eva Neu',
      emailVerifiedAt: null,
      roles: [{ slug: 'staff' }],
      teams: [],
    });
    expect(await shown(person)).toEqual(person);
    expect(await eventsOf(person)).toEqual(['user.created']);

    const token = await newestToken(email, 'account-created');
    expect((await postJson('/v1/auth/reset-password', { token, password: PASSWORD })).status).toBe(200);
    expect(await isSignedIn(await signIn(email))).toBe(true);
    expect(await shown(person)).toMatchObject({ emailVerifiedAt: expect.any(String) });
  });

  it('with a password signs in with it at once, and gets no mail', async () => {
    const email = newAddress();
    const answer = await create({ email, password: PASSWORD });
    expect(answer.status).toBe(201);
    expectFlights(answer, 4);
    expect(await isSignedIn(await signIn(email))).toBe(true);
    expect(await emailsTo(email, 'account-created')).toEqual([]);
  });

  it('has the roles and teams that are named, and no others', async () => {
    const team = await createTeam(organisation);
    const roleIds = [await roleId(organisation, 'manager')];
    const person = (await (await create({ roleIds, teamIds: [team.id], phone: '+41 44' })).json()) as Shown;
    expect(person).toMatchObject({ roles: [{ slug: 'manager' }], teams: [{ id: team.id }], phone: '+41 44' });
    expect(await shown(person)).toEqual(person);
  });

  it.each([
    [{ password: 'short' }, 400, 'Invalid input'],
    [{ password: 'long-but-without-capitals-7' }, 400, 'Password too weak'],
    [{ email: 'nobody' }, 400, 'Invalid input'],
    [{ firstName: ' ' }, 400, 'Invalid input'],
    [{ lastName: undefined }, 400, 'Invalid input'],
    [{ roleIds: ['no-id'] }, 404, 'Role not found'],
    [{ teamIds: [uuidv7()] }, 404, 'Team not found'],
  ])('is refused with %j, and nothing is written', async (fields, status, detail) => {
    const email = newAddress();
    const answer = await create({ email, ...fields });
    expect([answer.status, await answer.json()]).toMatchObject([status, { detail }]);
    expect(await asOwner('SELECT FROM users WHERE email = $1', [email])).toEqual([]);
    expect(await emailsTo(email)).toEqual([]);
  });

  it('cannot have a role or a team of another organisation', async () => {
    const answers = [
      await create({ roleIds: [await roleId(stranger, 'staff')] }),
      await create({ teamIds: [(await createTeam(stranger)).id] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });

  it('has an address that nobody else has, here, elsewhere or deleted, also at the same moment', async () => {
    const gone = await createPerson(organisation);
    await deleteUser(gone.id);
    for (const email of [manager.email, stranger.owner.email, gone.email]) {
      const answer = await create({ email });
      expect([answer.status, await answer.json()]).toMatchObject([409, { detail: 'Email already registered' }]);
    }
    const email = newAddress();
    const statuses = (await Promise.all([create({ email }), create({ email })])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409]);
    expect(await emailsTo(email, 'account-created')).toHaveLength(1);
  });

  it('gets no role with permissions that whoever adds them lacks, not even the default role', async () => {
    for (const slug of ['admin', 'owner']) {
      const answer = await create({ roleIds: [await roleId(organisation, slug)] }, manager);
      const detail = 'You cannot grant permissions that you do not have';
      expect([answer.status, await answer.json()]).toMatchObject([403, { detail }]);
    }
    const other = await createOrganisation();
    const herManager = await createPerson(other, 'manager');
    expect((await create({}, herManager)).status).toBe(201);
    await asOwner(`UPDATE roles SET is_default = false WHERE organisation_id = $1`, [other.id]);
    await asOwner(`UPDATE roles SET is_default = true WHERE organisation_id = $1 AND slug = 'admin'`, [other.id]);
    expect((await create({}, herManager)).status).toBe(403);
  });
});

describe('A person who is changed', () => {
  it('has the new name and number, in two round trips beside the session’s', async () => {
    const person = await createPerson(organisation, 'staff');
    await asOwner('UPDATE users SET phone_verified_at = now() WHERE id = $1', [person.id]);
    const answer = await change(person, { firstName: 'Grete', phone: '+49 30' });
    expectFlights(answer, 3);
    expect(answer.status).toBe(200);
    const changed = await answer.json();
    expect(changed).toMatchObject({ firstName: 'Grete', lastName: 'Person', name: 'Grete Person', phone: '+49 30' });
    expect(await shown(person)).toEqual(changed);
    const [row] = await asOwner(
      'SELECT phone_verified_at, a.metadata FROM users u JOIN audit_logs a ON a.resource_id = u.id::text WHERE u.id = $1 AND event_type = $2',
      [person.id, 'user.updated'],
    );
    expect(row).toEqual({ phone_verified_at: null, metadata: { changes: ['firstName', 'phone'] } });
    expect(await isSignedIn(person)).toBe(true);
  });

  it('stays as they are when nothing differs, without a trace', async () => {
    const person = await createPerson(organisation, 'staff');
    const before = await shown(person);
    const form = {
      firstName: 'Grace',
      lastName: 'Person',
      phone: '',
      blockedAt: null,
      blockedReason: '',
      mfaEnabled: false,
    };
    const answer = await change(person, form);
    expect(await answer.json()).toEqual(before);
    expect(await eventsOf(person)).toEqual([]);
  });

  it('is blocked and unblocked by blockedAt, with the reason', async () => {
    const person = await createPerson(organisation, 'staff');
    const blocked = await change(person, { blockedAt: '2020-01-01T00:00:00Z', blockedReason: 'Left' });
    const { blockedAt } = (await blocked.json()) as { blockedAt: string };
    expect(Date.now() - Date.parse(blockedAt)).toBeLessThan(600_000);
    expect(await shown(person)).toMatchObject({ blockedAt, blockedReason: 'Left' });
    expect(await isSignedIn(person)).toBe(false);
    await change(person, { blockedReason: 'Left in June' });
    expect(await shown(person)).toMatchObject({ blockedAt, blockedReason: 'Left in June' });
    await change(person, { blockedAt: null });
    expect(await shown(person)).toMatchObject({ blockedAt: null, blockedReason: null });
    expect(await isSignedIn(await signIn(person.email))).toBe(true);
    expect(await eventsOf(person)).toEqual(['user.blocked', 'user.blocked', 'user.unblocked']);
  });

  it('cannot get a second factor from somebody else', async () => {
    const person = await createPerson(organisation, 'staff');
    const answer = await change(person, { mfaEnabled: true });
    expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ path: ['mfaEnabled'] }] }]);
  });

  it('has all changes or none of them', async () => {
    const person = await createPerson(organisation, 'staff');
    const before = await shown(person);
    const roleIds = [await roleId(organisation, 'admin')];
    expect((await change(person, { firstName: 'Other', roleIds }, manager)).status).toBe(403);
    expect((await change(person, { firstName: 'Other', roleIds: [uuidv7()] })).status).toBe(404);
    expect(await shown(person)).toEqual(before);
    const changed = await change(person, { firstName: 'Other', roleIds });
    expect(await changed.json()).toMatchObject({ firstName: 'Other', roles: [{ slug: 'admin' }] });
    expect((await eventsOf(person)).sort()).toEqual(['user.role_assigned', 'user.role_removed', 'user.updated']);
  });
});

describe('A person who is deleted', () => {
  it('is gone, cannot sign in, and leaves a trace', async () => {
    const person = await createPerson(organisation, 'staff');
    const answer = await sendAs(admin, 'DELETE', pathOf(person));
    expectFlights(answer, 3);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(await isSignedIn(person)).toBe(false);
    expect((await postJson('/v1/auth/login', { email: person.email, password: PASSWORD })).status).toBe(401);
    expect((await sendAs(admin, 'GET', pathOf(person))).status).toBe(404);
    expect((await sendAs(admin, 'DELETE', pathOf(person))).status).toBe(404);
    expect(await eventsOf(person)).toEqual(['user.deleted']);
  });
});

/** Everything that changes the account of somebody. */
const ACTS: [string, (person: { id: string }, who: Who) => Promise<Response>][] = [
  ['renamed', (person, who) => change(person, { firstName: 'Other' }, who)],
  ['blocked by a change', (person, who) => change(person, { blockedAt: new Date().toISOString() }, who)],
  ['stripped of roles by a change', (person, who) => change(person, { roleIds: [] }, who)],
  ['stripped of roles', (person, who) => sendAs(who, 'PUT', `${pathOf(person)}/roles`, { roleIds: [] })],
  ['stripped of second factors', (person, who) => sendAs(who, 'POST', `${pathOf(person)}/reset-mfa`)],
  ['blocked', (person, who) => sendAs(who, 'POST', `${pathOf(person)}/block`, {})],
  ['unblocked', (person, who) => sendAs(who, 'POST', `${pathOf(person)}/unblock`)],
  ['signed out', (person, who) => sendAs(who, 'DELETE', `${pathOf(person)}/sessions`)],
  ['signed out of one session', (person, who) => sendAs(who, 'DELETE', `${pathOf(person)}/sessions/${uuidv7()}`)],
  ['stripped of one factor', (person, who) => sendAs(who, 'DELETE', `${pathOf(person)}/factors/${uuidv7()}`)],
  ['stripped of the password', (person, who) => sendAs(who, 'POST', `${pathOf(person)}/force-password-change`)],
];
const DELETED = ['deleted', (person: { id: string }, who: Who) => sendAs(who, 'DELETE', pathOf(person))] as const;

describe('A person with permissions that the administrator lacks', () => {
  it.each(ACTS)('is not %s', async (_what, act) => {
    const before = await shown(admin);
    const answers = [await act(admin, manager), await act(organisation.owner, admin)];
    const refusal = { detail: 'This person has permissions that you do not have' };
    for (const answer of answers) expect([answer.status, await answer.json()]).toMatchObject([403, refusal]);
    expect(await shown(admin)).toEqual(before);
    expect(await isSignedIn(admin)).toBe(true);
    expect(await eventsOf(admin)).toEqual([]);
  });

  it.each([DELETED])('is not %s', async (_what, act) => {
    expect((await act(organisation.owner, admin)).status).toBe(403);
    expect((await act(admin, manager)).status).toBe(403);
  });
});

describe('A person of another organisation, or nobody', () => {
  it.each([...ACTS, DELETED])('is not %s', async (_what, act) => {
    for (const id of [stranger.owner.id, uuidv7(), 'no-id']) {
      const answer = await act({ id }, organisation);
      expect([answer.status, await answer.json()]).toMatchObject([404, { detail: 'User not found' }]);
    }
  });
});

describe('One’s own account', () => {
  it.each([
    ['blocked', 'POST', '/block', {}],
    ['deleted', 'DELETE', '', undefined],
    ['freed of its second factors', 'POST', '/reset-mfa', undefined],
    ['freed of its password', 'POST', '/force-password-change', undefined],
  ])('is not %s in the administration', async (_what, method, path, body) => {
    const answer = await sendAs(admin, method, `${pathOf(admin)}${path}`, body);
    expect(answer.status).toBe(409);
    expect(await isSignedIn(admin)).toBe(true);
  });
});

describe('The owner', () => {
  it('is neither blocked nor deleted, not even by somebody with all permissions', async () => {
    const other = await createOrganisation();
    const deputy = await createPerson(other, 'owner');
    const answers = [
      await sendAs(deputy, 'POST', `${pathOf(other.owner)}/block`, {}),
      await sendAs(deputy, 'DELETE', pathOf(other.owner)),
      await change(other.owner, { blockedAt: new Date().toISOString() }, deputy),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect(await isSignedIn(other)).toBe(true);
  });
});
