import { beforeAll, describe, expect, it } from 'vitest';
import { asOwner } from '../../support/database.ts';
import { newAddress } from '../../support/invitations.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { OriginalFrontend } from '../../support/original-frontend.ts';

let organisation: TestOrganisation;
let frontend: OriginalFrontend;

beforeAll(async () => {
  organisation = await createOrganisation();
  frontend = new OriginalFrontend(organisation.cookies);
});

describe('The page of the audit log', () => {
  const LIST = '/v1/admin/audit-logs?limit=20&offset=0&sort=timestamp&order=desc';

  it('sends the filters that are not chosen as empty texts, and shows an entry', async () => {
    type Answer = { data: { id: string; success: boolean; eventCategory: string }[]; pagination: object };
    const every = await frontend.onServer<Answer>('GET', `${LIST}&eventCategory=&action=&success=`);
    expect([every.status, every.body.data.length > 0]).toEqual([200, true]);
    const created = await frontend.onServer<Answer>('GET', `${LIST}&eventCategory=system&action=create&success=true`);
    const [entry] = created.body.data;
    expect(entry).toMatchObject({ success: true, eventCategory: 'system' });
    expect(await frontend.onServer('GET', `/v1/admin/audit-logs/${entry?.id}`)).toEqual({ status: 200, body: entry });
  });
});

describe('The page of invitations', () => {
  const LIST = '/v1/admin/invitations?limit=100&sort=createdAt&order=desc';
  /** The dialog chooses the role Staff in the list of roles. */
  const invite = async (email = newAddress()) => {
    const roles = await frontend.call<{ data: { id: string; slug: string }[] }>('GET', '/v1/admin/roles?limit=100');
    const roleId = roles.body.data.find(({ slug }) => slug === 'staff')?.id;
    return frontend.call<{ id: string }>('POST', '/v1/admin/invitations', { email, roleId });
  };

  it('invites somebody, and shows the role of each as a text and who invited', async () => {
    const email = newAddress();
    const { status, body: invitation } = await invite(email);
    expect(status).toBe(201);
    const { body } = await frontend.onServer('GET', `${LIST}&search=${encodeURIComponent(email)}`);
    expect(body).toMatchObject({
      data: [
        {
          ...{ id: invitation.id, email, role: 'Staff', status: 'pending' },
          invitedBy: { name: organisation.owner.name, email: organisation.owner.email },
          ...{ expiresAt: expect.any(String), createdAt: expect.any(String) },
        },
      ],
      pagination: { total: 1, limit: 100, offset: 0 },
    });
  });

  it('shows somebody who invited where the person is gone', async () => {
    const { body: invitation } = await invite();
    await asOwner('UPDATE invitations SET invited_by_id = NULL WHERE id = $1', [invitation.id]);
    const { body } = await frontend.onServer<{ data: { id: string }[] }>('GET', LIST);
    const row = body.data.find(({ id }) => id === invitation.id);
    expect(row).toMatchObject({ invitedBy: { name: expect.stringMatching(/./) } });
  });

  it('shows what is wrong with an invitation', async () => {
    const { status, body } = await invite(organisation.owner.email);
    expect([status, body]).toEqual([400, expect.objectContaining({ detail: expect.any(String) })]);
  });

  it('sends an invitation again, and takes it back', async () => {
    const { body: invitation } = await invite();
    const path = `/v1/admin/invitations/${invitation.id}`;
    // It can be sent again after a minute.
    await asOwner(`UPDATE invitations SET updated_at = now() - interval '5 minutes' WHERE id = $1`, [invitation.id]);
    expect(await frontend.call('POST', `${path}/resend`)).toMatchObject({ status: 200 });
    expect(await frontend.call('DELETE', path)).toEqual({ status: 204, body: undefined });
    const { body } = await frontend.onServer('GET', `${LIST}&status=revoked`);
    expect(body).toMatchObject({ data: [{ id: invitation.id, status: 'revoked' }], pagination: { total: 1 } });
  });
});

describe('The page of the organisation', () => {
  const PATH = '/v1/admin/organisation';

  it('shows the settings, and saves the three that its form has', async () => {
    const { status, body } = await frontend.onServer('GET', PATH);
    const { slug, name } = organisation;
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ slug, name, requireMfa: false, sessionLifetime: expect.any(Number) }),
    ]);
    const form = { name: `${name} Ltd`, requireMfa: false, sessionLifetime: 7200 };
    expect(await frontend.call('PATCH', PATH, form)).toMatchObject({ status: 200, body: { ...form, slug } });
  });

  it.each([300, 604_800])('saves a session lifetime at the limit of its form: %i seconds', async (sessionLifetime) => {
    const form = { name: organisation.name, requireMfa: false, sessionLifetime };
    expect(await frontend.call('PATCH', PATH, form)).toMatchObject({ status: 200, body: form });
  });

  it('deletes the organisation without a body, after which its server sends everybody to sign in', async () => {
    const other = await createOrganisation();
    const theirs = new OriginalFrontend(other.cookies);
    expect(await theirs.call('DELETE', PATH)).toEqual({ status: 204, body: undefined });
    expect(await new OriginalFrontend(other.cookies).onServer('GET', '/v1/me/profile')).toMatchObject({ status: 401 });
  });
});
