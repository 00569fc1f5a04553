/** The inviter loses their right after the link was read and before the invitation is consumed. */
import { beforeAll, describe, expect, it } from 'vitest';
import { postForm, postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { newAddress, roleId } from '../../support/invitations.ts';
import { newestToken } from '../../support/mailbox.ts';
import type { Tokens } from '../../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';
import { holdWrites } from '../../support/row-lock.ts';

interface Sent {
  id: string;
  email: string;
  token: string;
}

let host: TestOrganisation;
let home: TestOrganisation;

beforeAll(async () => {
  [host, home] = await Promise.all([createOrganisation(), createOrganisation()]);
});

async function sent(answer: Response): Promise<Sent> {
  expect(answer.status).toBe(201);
  const { id, email } = (await answer.json()) as Omit<Sent, 'token'>;
  return { id, email, token: await newestToken(email, 'invitation') };
}

/** Each inviter, and the statement that ends their right. */
const INVITERS = {
  'a client that is revoked': async (email: string) => {
    const { id, ...invitation } = await byClient(email);
    return { ...invitation, end: () => asOwner('UPDATE clients SET revoked = true WHERE id = $1', [id]) };
  },
  'a client that loses the scope': async (email: string) => {
    const { id, ...invitation } = await byClient(email);
    return { ...invitation, end: () => asOwner(`UPDATE clients SET scopes = '["openid"]' WHERE id = $1`, [id]) };
  },
  'a person who is blocked': async (email: string) => {
    const person = await createPerson(host, 'admin');
    const fields = { email, roleId: await roleId(host, 'staff') };
    const invitation = await sent(await sendAs(person, 'POST', '/v1/admin/invitations', fields));
    return { invitation, end: () => asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [person.id]) };
  },
};

async function byClient(email: string) {
  const service = { confidential: true, grantTypes: ['client_credentials'], scopes: ['*'] };
  const { id, clientId, secret } = await createClient(host.id, service);
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret ?? '' };
  const { access_token } = (await (await postForm('/oauth2/token', form)).json()) as Tokens;
  const fields = { email, roleId: await roleId(host, 'staff') };
  const headers = { Authorization: `Bearer ${access_token}` };
  return { id, invitation: await sent(await postJson('/v1/admin/invitations', fields, headers)) };
}

const isUsed = async ({ id }: Sent) =>
  (await asOwner('SELECT id FROM invitations WHERE id = $1 AND accepted_at IS NOT NULL', [id])).length > 0;

describe.each(Object.entries(INVITERS))('of %s', (_who, invite) => {
  it('a new person does not join', async () => {
    const { invitation, end } = await invite(newAddress());
    const person = { firstName: 'Eve', lastName: 'Invited', email: invitation.email, password: PASSWORD };
    const accepting = await holdWrites('invitations', async (whenWaiting) => {
      const answer = postJson(`/v1/public/invitations/${invitation.token}/accept`, person);
      await whenWaiting(1);
      await end();
      return [answer];
    });
    expect((await accepting[0])?.status).toBe(400);
    expect(await isUsed(invitation)).toBe(false);
    expect(await asOwner('SELECT id FROM users WHERE email = $1', [invitation.email])).toEqual([]);
  });

  it('a guest does not join', async () => {
    const guest = await createPerson(home);
    const { invitation, end } = await invite(guest.email);
    const joining = await holdWrites('organisation_member_teams', async (whenWaiting) => {
      const answer = sendAs(guest, 'POST', '/v1/auth/invitations/accept', { token: invitation.token });
      await whenWaiting(1);
      await end();
      return [answer];
    });
    expect((await joining[0])?.status).toBe(400);
    expect(await isUsed(invitation)).toBe(false);
    expect(await asOwner('SELECT id FROM organisation_members WHERE user_id = $1', [guest.id])).toEqual([]);
  });
});
