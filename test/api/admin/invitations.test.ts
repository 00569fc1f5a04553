import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { flightsOf, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { inviteSomebody, newAddress, roleId } from '../../support/invitations.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let staff: string;

beforeAll(async () => {
  organisation = await createOrganisation();
  stranger = await createOrganisation();
  staff = await roleId(organisation, 'staff');
});

const invite = (fields: Record<string, unknown>, who: { cookies: string; csrf: string } = organisation) =>
  sendAs(who, 'POST', '/v1/admin/invitations', { email: newAddress(), roleId: staff, ...fields });
const list = async (query = '', who: { cookies: string; csrf: string } = organisation) => {
  const answer = await sendAs(who, 'GET', `/v1/admin/invitations${query}`);
  return (await answer.json()) as { data: Record<string, unknown>[]; total: number; pagination: unknown };
};

describe('An invitation', () => {
  it('is sent in three round trips, with a link that only the message has', async () => {
    const email = newAddress();
    const answer = await invite({ email: email.toUpperCase() });
    expect(answer.status).toBe(201);
    expect(flightsOf(answer)).toBe(3);
    const text = await answer.text();
    const body = JSON.parse(text);
    expect(body).toMatchObject({
      email,
      roleId: staff,
      role: { id: staff, slug: 'staff', name: 'Staff' },
      teamIds: [],
      status: 'pending',
      invitedById: organisation.owner.id,
      invitedBy: { id: organisation.owner.id, email: organisation.owner.email, name: organisation.owner.name },
      acceptedAt: null,
    });
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(7 * 86_400_000);
    const token = await newestToken(email, 'invitation');
    expect(text).not.toContain(token);
    const [message] = await emailsTo(email);
    expect(message?.text).toContain(`http://localhost:4000/invite/${token}`);
    const trace = await asOwner(
      `SELECT 1 FROM audit_logs WHERE event_type = 'invitation.created' AND resource_id = $1`,
      [body.id],
    );
    expect(trace).toHaveLength(1);
  });

  it.each([
    { email: 'x' },
    { roleId: '' },
    { roleId: 7 },
    { expiresInDays: 0 },
    { expiresInDays: 31 },
    { expiresInDays: 1.5 },
    { teamIds: 'x' },
  ])('is not made of %j', async (fields) => {
    const answer = await invite(fields);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ detail: 'Invalid input', errors: [{ path: Object.keys(fields) }] });
  });

  it('is for a role and teams of the organisation only', async () => {
    const foreignTeam = uuidv7();
    await asOwner(`INSERT INTO teams (id, organisation_id, name, slug) VALUES ($1, $2, 'Theirs', 'theirs')`, [
      foreignTeam,
      stranger.id,
    ]);
    for (const foreign of [{ roleId: await roleId(stranger, 'staff') }, { roleId: 'no-id' }, { roleId: uuidv7() }]) {
      expect(await (await invite(foreign)).json()).toMatchObject({ status: 404, detail: 'Role not found' });
    }
    for (const teamIds of [[foreignTeam], [uuidv7()], ['no-id']]) {
      expect(await (await invite({ teamIds })).json()).toMatchObject({ status: 404, detail: 'Team not found' });
    }
  });

  it('grants no permission that its sender lacks', async () => {
    const manager = await createPerson(organisation, 'manager');
    for (const slug of ['owner', 'admin']) {
      const answer = await invite({ roleId: await roleId(organisation, slug) }, manager);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ detail: 'You cannot grant permissions that you do not have' });
    }
    for (const slug of ['manager', 'staff']) {
      expect((await invite({ roleId: await roleId(organisation, slug) }, manager)).status).toBe(201);
    }
    const sent = await inviteSomebody(organisation, { roleId: await roleId(organisation, 'admin') });
    expect((await sendAs(manager, 'POST', `/v1/admin/invitations/${sent.id}/resend`)).status).toBe(403);
  });

  it('needs the permission', async () => {
    const member = await createPerson(organisation, 'staff');
    expect(await (await invite({}, member)).json()).toMatchObject({
      status: 403,
      detail: 'Missing required permission: invitations:create',
    });
    const { id } = await inviteSomebody(organisation);
    expect((await sendAs(member, 'DELETE', `/v1/admin/invitations/${id}`)).status).toBe(403);
    expect((await sendAs(member, 'GET', '/v1/admin/invitations')).status).toBe(200);
    expect((await send('/v1/admin/invitations')).status).toBe(401);
  });

  it('is not for somebody of the organisation, a deleted one or a member, nor for somebody invited', async () => {
    const gone = await createPerson(organisation);
    await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [gone.id]);
    const guest = await createPerson(stranger);
    await asOwner(
      'INSERT INTO organisation_members (id, organisation_id, user_organisation_id, user_id) VALUES ($1, $2, $3, $4)',
      [uuidv7(), organisation.id, stranger.id, guest.id],
    );
    for (const taken of [organisation.owner.email, organisation.owner.email.toUpperCase(), gone.email, guest.email]) {
      expect(await (await invite({ email: taken })).json()).toMatchObject({
        status: 400,
        detail: 'A user with this email already exists',
      });
    }
    await asOwner('UPDATE organisation_members SET left_at = now() WHERE user_id = $1', [guest.id]);
    expect((await invite({ email: guest.email })).status, 'who has left').toBe(201);
    const { email } = await inviteSomebody(organisation);
    const pending = { status: 400, detail: 'A pending invitation for this email already exists' };
    expect(await (await invite({ email })).json()).toMatchObject(pending);
    expect((await invite({ email, roleId: await roleId(stranger, 'staff') }, stranger)).status).toBe(201);
    await asOwner(
      `UPDATE invitations SET expires_at = now() - interval '1 second' WHERE email = $1 AND organisation_id = $2`,
      [email, organisation.id],
    );
    expect((await invite({ email })).status).toBe(201);
  });

  it('is answered alike for an address with an account elsewhere (no enumeration)', async () => {
    const shapes = [];
    for (const email of [newAddress(), (await createPerson(stranger)).email]) {
      const answer = await invite({ email });
      const body = (await answer.json()) as Record<string, unknown>;
      const [message] = await emailsTo(email, 'invitation');
      const text = message?.text.replaceAll(email, '').replace(/inv_[\w-]{43}/, '');
      const values = { ...body, id: '', email: '', createdAt: '', updatedAt: '', expiresAt: '' };
      shapes.push([answer.status, flightsOf(answer), values, text]);
    }
    expect(shapes[0]).toEqual(shapes[1]);
    expect(shapes[0]?.[0]).toBe(201);
  });

  it('is sent once by twenty concurrent requests', async () => {
    const email = newAddress();
    const answers = await Promise.all(Array.from({ length: 20 }, () => invite({ email })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 400)).toHaveLength(19);
    expect(await emailsTo(email)).toHaveLength(1);
  });

  it('is sent again with another link', async () => {
    const { id, email, token } = await inviteSomebody(organisation, { expiresInDays: 1 });
    await asOwner(`UPDATE invitations SET updated_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    const answer = await sendAs(organisation, 'POST', `/v1/admin/invitations/${id}/resend`);
    expect(answer.status).toBe(200);
    expect(flightsOf(answer)).toBe(4);
    expect(await answer.json()).toMatchObject({
      message: 'Invitation resent successfully',
      invitation: { id, email, status: 'pending' },
    });
    const fresh = await newestToken(email, 'invitation');
    expect(fresh).not.toBe(token);
    expect((await send(`/v1/public/invitations/${token}`)).status).toBe(404);
    expect((await send(`/v1/public/invitations/${fresh}`)).status).toBe(200);
  });

  it('is cancelled once', async () => {
    const { id, token } = await inviteSomebody(organisation);
    const answer = await sendAs(organisation, 'DELETE', `/v1/admin/invitations/${id}`);
    expect(answer.status).toBe(204);
    expect(flightsOf(answer)).toBe(2);
    expect((await send(`/v1/public/invitations/${token}`)).status).toBe(404);
    expect((await sendAs(organisation, 'DELETE', `/v1/admin/invitations/${id}`)).status).toBe(400);
    expect((await sendAs(organisation, 'POST', `/v1/admin/invitations/${id}/resend`)).status).toBe(400);
    const [row] = await asOwner<{ revoked: boolean }>(
      'SELECT revoked_at IS NOT NULL AS revoked FROM invitations WHERE id = $1',
      [id],
    );
    expect(row?.revoked).toBe(true);
  });

  it('of another organisation is not found', async () => {
    const { id, token } = await inviteSomebody(organisation);
    for (const unknown of [id, uuidv7(), 'no-id']) {
      expect(await (await sendAs(stranger, 'DELETE', `/v1/admin/invitations/${unknown}`)).json()).toMatchObject({
        status: 404,
        detail: 'Invitation not found',
      });
      expect((await sendAs(stranger, 'POST', `/v1/admin/invitations/${unknown}/resend`)).status).toBe(404);
    }
    expect((await send(`/v1/public/invitations/${token}`)).status).toBe(200);
  });
});

describe('The list of invitations', () => {
  it('has every pagination convention, in two round trips, and the role as text', async () => {
    const own = await createOrganisation();
    for (let count = 0; count < 5; count++) await inviteSomebody(own);
    const answer = await sendAs(own, 'GET', '/v1/admin/invitations?limit=2&offset=2');
    expect(flightsOf(answer)).toBe(2);
    expect(await answer.json()).toMatchObject({
      total: 5,
      limit: 2,
      offset: 2,
      page: 2,
      pages: 3,
      pagination: { total: 5, limit: 2, offset: 2 },
    });
    const everything = await list('', own);
    expect(everything.data).toHaveLength(5);
    expect(everything.data[0]).toMatchObject({
      role: 'Staff',
      roleDetails: { slug: 'staff' },
      invitedBy: { name: own.owner.name },
      status: 'pending',
    });
    expect((await list('?page=3&per_page=2', own)).data).toHaveLength(1);
    expect((await list('?limit=1000&status=&search=&sort=&order=', own)).data).toHaveLength(5);
    const sorted = (await list('?sort=email&order=asc', own)).data.map((row) => row.email as string);
    expect(sorted).toEqual([...sorted].sort());
  });

  it.each(['desc', 'asc'])('is paged by cursors, %s, while others are invited', async (order) => {
    const own = await createOrganisation();
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push((await inviteSomebody(own)).id);
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const page = (await list(`?limit=2&order=${order}&cursor=${cursor}`, own)) as unknown as {
        data: { id: string }[];
        nextCursor: string | null;
      };
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor ?? '';
      if (seen.length === 2 && order === 'desc') await inviteSomebody(own);
    } while (cursor !== '');
    expect(seen).toEqual(order === 'asc' ? ids : ids.toReversed());
  });

  it.each([
    ['offset=10001', 'offset'],
    ['page=102&limit=100', 'page'],
    ['page=999999999', 'page'],
  ])('goes no further than offset 10,000: %s names it and the way on', async (query, parameter) => {
    const answer = await sendAs(await createOrganisation(), 'GET', `/v1/admin/invitations?${query}`);
    expect(answer.status).toBe(400);
    const message = 'Lists go no further than offset 10000: give nextCursor of a page as cursor, or search';
    expect(await answer.json()).toMatchObject({ detail: message, errors: [{ path: [parameter], message }] });
  });

  it('counts up to a thousand, and marks a larger total as an estimate', async () => {
    const own = await createOrganisation();
    await inviteSomebody(own);
    await asOwner(
      `INSERT INTO invitations (id, organisation_id, email, role_id, token, expires_at)
       SELECT gen_random_uuid(), organisation_id, n || email, role_id, n || token, now() - interval '1 day'
       FROM invitations, generate_series(1, 1100) n WHERE organisation_id = $1`,
      [own.id],
    );
    expect(await list('?limit=1', own)).toMatchObject({ total: 1_001, totalIsEstimate: true });
    const few = await list('?status=pending', own);
    expect(few).toMatchObject({ total: 1 });
    expect(few).not.toHaveProperty('totalIsEstimate');
  });

  it('is searched, and filtered by status', async () => {
    const own = await createOrganisation();
    const [pending, expired, revoked] = [
      await inviteSomebody(own),
      await inviteSomebody(own),
      await inviteSomebody(own),
    ];
    await asOwner(`UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1`, [expired.id]);
    await sendAs(own, 'DELETE', `/v1/admin/invitations/${revoked.id}`);
    for (const [status, { id }] of Object.entries({ pending, expired, revoked })) {
      const { data, total } = await list(`?status=${status}`, own);
      expect(total).toBe(1);
      expect(data).toMatchObject([{ id, status }]);
    }
    expect((await list(`?search=${pending.email.slice(8, 20).toUpperCase()}`, own)).data).toMatchObject([
      { id: pending.id },
    ]);
    expect((await list('?search=%25', own)).total).toBe(0);
    expect((await sendAs(own, 'GET', '/v1/admin/invitations?status=nonsense')).status).toBe(400);
  });
});

describe('X-Org-Domain', () => {
  const ask = (headers: Record<string, string>) => send('/v1/admin/invitations', { headers });

  it('may be absent, or name the caller’s organisation in upper or lower case', async () => {
    const { cookies: Cookie } = organisation;
    expect((await ask({ Cookie })).status).toBe(200);
    const named = await ask({ Cookie, 'x-org-domain': organisation.slug });
    expect(named.status).toBe(200);
    expect(flightsOf(named)).toBe(2);
  });

  it('of another organisation ends the session in this browser', async () => {
    const answer = await ask({ Cookie: organisation.cookies, 'X-Org-Domain': stranger.slug });
    expect(await answer.json()).toMatchObject({ status: 403, detail: 'Session does not match organisation context' });
    expect(answer.headers.getSetCookie().join()).toContain('cerb_sid=;');
  });

  it('of no organisation is answered alike (no enumeration)', async () => {
    const answer = await ask({ Cookie: organisation.cookies, 'X-Org-Domain': 'nobody-here' });
    expect(await answer.json()).toMatchObject({ status: 403, detail: 'Session does not match organisation context' });
    expect(answer.headers.getSetCookie().join()).toContain('cerb_sid=;');
  });

  it('does not change the answer to unauthenticated requests', async () => {
    expect(await (await ask({})).json()).toMatchObject({ status: 401, detail: 'Authentication required' });
    for (const slug of [organisation.slug, 'nobody-here']) {
      expect(await (await ask({ 'X-Org-Domain': slug })).json()).toMatchObject({
        status: 401,
        detail: 'Authentication required',
      });
    }
  });
});
