import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { cookiesOf, flightsOf, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { inviteSomebody, newAddress, roleId, type TestInvitation } from '../../support/invitations.ts';
import { emailsTo } from '../../support/mailbox.ts';
import { logIn } from '../../support/mfa.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { sendAs, signIn } from '../../support/people.ts';

const PASSWORD = 'Battery-Staple-9';
const PERSON = { firstName: 'Edsger', lastName: 'Invitee', password: PASSWORD };

let organisation: TestOrganisation;
let invitation: TestInvitation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  invitation = await inviteSomebody(organisation);
});

const accept = (fields: Record<string, unknown> = {}, token = invitation.token) =>
  postJson(`/v1/public/invitations/${token}/accept`, { ...PERSON, email: invitation.email, ...fields });
const register = (fields: Record<string, unknown> = {}) =>
  postJson('/v1/auth/register', { ...PERSON, token: invitation.token, email: invitation.email, ...fields });
const revoke = () => sendAs(organisation, 'DELETE', `/v1/admin/invitations/${invitation.id}`);
const expire = () =>
  asOwner(`UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1`, [invitation.id]);
const view = (token: string, headers = {}) => send(`/v1/public/invitations/${token}`, { headers });

describe('The link of an invitation', () => {
  it('shows the organisation and the role, in one round trip', async () => {
    const answer = await view(invitation.token);
    expect(answer.status).toBe(200);
    expect(flightsOf(answer)).toBe(1);
    const { id, slug, name } = organisation;
    expect(await answer.json()).toEqual({
      email: invitation.email,
      organisationName: name,
      organisation: { id, slug, name },
      role: { id: await roleId(organisation, 'staff'), name: 'Staff', slug: 'staff' },
      invitedBy: { id: organisation.owner.id, email: organisation.owner.email, name: organisation.owner.name },
      expiresAt: expect.any(String),
    });
    const validated = await send(`/v1/auth/invitations/validate?token=${invitation.token}`);
    expect(await validated.json()).toMatchObject({ valid: true, email: invitation.email });
  });

  it('is not found when it is used, cancelled, expired, of a closed organisation, or guessed', async () => {
    const gone = { status: 404, detail: 'Invitation not found or has expired' };
    const closed = await createOrganisation();
    const theirs = await inviteSomebody(closed);
    await asOwner(`UPDATE organisations SET status = 'suspended' WHERE id = $1`, [closed.id]);
    const used = await inviteSomebody(organisation);
    await accept({ email: used.email }, used.token);
    await revoke();
    const old = await inviteSomebody(organisation);
    await asOwner(`UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1`, [old.id]);
    for (const token of [theirs.token, used.token, invitation.token, old.token, 'x', `inv_${'A'.repeat(43)}`]) {
      expect(await (await view(token)).json()).toMatchObject(gone);
    }
  });

  it('can be read ten times in 15 minutes from one network', async () => {
    const address = `2001:db8:${crypto.randomUUID().slice(0, 4)}:1::`;
    const statuses = [];
    for (let look = 0; look < 10; look++) {
      statuses.push((await view(invitation.token, { 'CF-Connecting-IP': `${address}${look}` })).status);
    }
    expect(statuses).toEqual(Array(10).fill(200));
    const refused = await view(invitation.token, { 'CF-Connecting-IP': `${address}a` });
    expect(refused.status).toBe(429);
    expect(flightsOf(refused)).toBe(1);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(880);
    expect((await view(invitation.token, { 'CF-Connecting-IP': '2001:db8:ffff:2::1' })).status).toBe(200);
  });
});

describe('Accepting an invitation', () => {
  it('creates a person with the role and the teams, signed in, in two round trips', async () => {
    const teamId = uuidv7();
    await asOwner(`INSERT INTO teams (id, organisation_id, name, slug) VALUES ($1, $2, 'Team', $3)`, [
      teamId,
      organisation.id,
      `team-${teamId}`,
    ]);
    invitation = await inviteSomebody(organisation, { teamIds: [teamId] });
    const answer = await accept({ email: invitation.email.toUpperCase() });
    expect(answer.status).toBe(201);
    expect(flightsOf(answer)).toBe(2);
    const body = (await answer.json()) as { user: { id: string } };
    expect(body).toMatchObject({
      message: 'Invitation accepted successfully',
      user: { email: invitation.email, name: 'Edsger Invitee' },
      organisation: { id: organisation.id, slug: organisation.slug },
      role: { slug: 'staff', name: 'Staff' },
    });
    const headers = { Cookie: cookiesOf(answer) };
    expect(answer.headers.get('X-CSRF-Token')).toBe(/cerb_csrf=([^;]+)/.exec(headers.Cookie)?.[1]);
    const profile = await send('/v1/me/profile', { headers });
    expect(await profile.json()).toMatchObject({
      email: invitation.email,
      emailVerified: true,
      roles: [{ slug: 'staff' }],
    });
    const members = await asOwner('SELECT 1 FROM team_members WHERE team_id = $1 AND user_id = $2', [
      teamId,
      body.user.id,
    ]);
    expect(members).toHaveLength(1);
    const trace = await asOwner<{ event_type: string }>(
      'SELECT event_type FROM audit_logs WHERE user_id = $1 ORDER BY event_type',
      [body.user.id],
    );
    expect(trace.map((row) => row.event_type)).toEqual(['invitation.accepted', 'user.created']);
    await signIn(invitation.email, PASSWORD);
    const [row] = await asOwner('SELECT accepted_by_id FROM invitations WHERE id = $1', [invitation.id]);
    expect(row).toEqual({ accepted_by_id: body.user.id });
  });

  it('remembers the browser: a sign-in from another one is notified, from this one it is not', async () => {
    const joined = await accept();
    const device = /cerb_device=dev_[^;]+/.exec(cookiesOf(joined))?.[0] ?? '';
    expect((await logIn(invitation.email, { password: PASSWORD }, { Cookie: device })).status).toBe(200);
    expect(await emailsTo(invitation.email, 'new-device')).toHaveLength(0);
    expect((await logIn(invitation.email, { password: PASSWORD })).status).toBe(200);
    expect(await emailsTo(invitation.email, 'new-device')).toHaveLength(1);
  });

  it('works by the earlier route too, with the address of the invitation', async () => {
    const answer = await postJson('/v1/auth/invitations/accept', { ...PERSON, token: invitation.token });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ user: { email: invitation.email } });
  });

  it.each([
    ['nobody’s', async () => ({ token: `inv_${'A'.repeat(43)}` }), 404, 'Invitation not found or has expired'],
    ['too old', async () => void (await expire()), 404, 'Invitation not found or has expired'],
    ['taken back', async () => void (await revoke()), 400, 'Invitation has been cancelled'],
    ['used', async () => void (await accept()), 400, 'Invitation has already been accepted'],
    ['somebody else’s', async () => ({ email: 'else@example.com' }), 400, 'Email does not match invitation'],
  ])('does not work when it is %s', async (_what, prepare, status, detail) => {
    const { token, ...fields } = ((await prepare()) ?? {}) as { token?: string };
    const answer = await accept(fields, token);
    expect(await answer.json()).toMatchObject({ status, detail });
    expect(answer.headers.getSetCookie().join()).not.toContain('cerb_sid');
  });

  it.each([
    { firstName: '' },
    { lastName: undefined },
    { password: 'short' },
    { email: 'x' },
    { firstName: 'x'.repeat(101) },
  ])('needs a person: %j', async (fields) => {
    const answer = await accept(fields);
    expect(await answer.json()).toMatchObject({
      status: 400,
      detail: 'Invalid input',
      errors: [{ path: Object.keys(fields) }],
    });
  });

  it('applies the organisation’s password policy, and refuses common passwords', async () => {
    const strict = await createOrganisation();
    await asOwner(`UPDATE organisations SET password_policy = '{"minLength": 20}' WHERE id = $1`, [strict.id]);
    invitation = await inviteSomebody(strict);
    expect(await (await accept()).json()).toMatchObject({
      detail: 'Password too weak',
      errors: ['Password must be at least 20 characters'],
    });
    invitation = await inviteSomebody(organisation);
    expect(await (await accept({ password: 'Invitee-2026!' })).json()).toMatchObject({ detail: 'Password too weak' });
    expect((await accept()).status).toBe(201);
  });

  it('is refused when the address was taken meanwhile, and the invitation stays', async () => {
    await asOwner(
      'UPDATE users SET email = $2 WHERE id = (SELECT accepted_by_id FROM invitations WHERE organisation_id = $1 AND accepted_by_id IS NOT NULL LIMIT 1)',
      [organisation.id, invitation.email],
    );
    expect(await (await accept()).json()).toMatchObject({ status: 409, detail: 'Email already registered' });
    const [row] = await asOwner('SELECT accepted_at FROM invitations WHERE id = $1', [invitation.id]);
    expect(row).toEqual({ accepted_at: null });
  });

  it('opens a session that may only set up a second factor, where the organisation requires one', async () => {
    const careful = await createOrganisation();
    invitation = await inviteSomebody(careful);
    await asOwner('UPDATE organisations SET require_mfa = true WHERE id = $1', [careful.id]);
    const answer = await accept();
    expect(answer.status).toBe(201);
    const sessions = await send('/v1/me/sessions', { headers: { Cookie: cookiesOf(answer) } });
    expect(await sessions.json()).toMatchObject({ status: 401, requiresEnrollment: true });
    await asOwner('UPDATE organisations SET require_mfa = false WHERE id = $1', [careful.id]);
    expect((await logIn(invitation.email, { password: PASSWORD }, { Cookie: cookiesOf(answer) })).status).toBe(200);
    expect(await emailsTo(invitation.email, 'new-device'), 'the browser is known').toHaveLength(0);
  });

  it('succeeds for one of a hundred concurrent requests', async () => {
    const statuses: number[] = [];
    // The first hash their passwords, all in one isolate: more of them would keep each other from connecting in time.
    for (const wave of [20, 40, 40]) {
      const answers = await Promise.all(Array.from({ length: wave }, () => accept()));
      statuses.push(...answers.map((answer) => answer.status));
    }
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => ![201, 400, 409].includes(status))).toEqual([]);
    // The other requests find the invitation used, not the address taken.
    expect(statuses).not.toContain(409);
    const people = await asOwner('SELECT 1 FROM users WHERE email = $1', [invitation.email]);
    expect(people).toHaveLength(1);
  });
});

describe('Registering with an invitation', () => {
  it('creates a person without a session', async () => {
    const answer = await register();
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({
      message: 'Account created successfully',
      user: { email: invitation.email },
      organisation: { slug: organisation.slug },
    });
    expect(cookiesOf(answer)).not.toMatch(/cerb_sid|cerb_device/);
    await signIn(invitation.email, PASSWORD);
    expect(await emailsTo(invitation.email, 'new-device'), 'the very first sign-in').toHaveLength(0);
  });

  it.each([
    ['nobody’s', async () => ({ token: 'x' }), 400, 'Invalid invitation token'],
    ['too old', async () => void (await expire()), 400, 'Invitation has expired'],
    ['taken back', async () => void (await revoke()), 400, 'Invalid invitation token'],
    ['used', async () => void (await register()), 409, 'Invitation has already been accepted'],
    ['somebody else’s', async () => ({ email: newAddress() }), 409, 'Email is not associated with this invitation'],
  ])('does not work when it is %s', async (_what, prepare, status, detail) => {
    const fields = (await prepare()) ?? {};
    expect(await (await register(fields)).json()).toMatchObject({ status, detail });
  });
});
