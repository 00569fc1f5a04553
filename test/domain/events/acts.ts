/** What people, administrators, applications and operators do, so that its events are recorded. */
import { erase } from '../../../src/domain/account/erasure.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { createApiKey, sendWithKey } from '../../support/api-keys.ts';
import { postForm, postJson, send } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createGuest } from '../../support/guests.ts';
import { inviteSomebody, newAddress, roleId } from '../../support/invitations.ts';
import { newestToken } from '../../support/mailbox.ts';
import { createMfaPerson, logIn } from '../../support/mfa.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import { createOperator, sendAsOperator } from '../../support/operators.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { addPasskey } from '../../support/passkeys.ts';
import { createPerson, sendAs, signIn } from '../../support/people.ts';
import { registered } from '../../support/registered-clients.ts';
import { createReceiver, createStream, ask as sendToStream } from '../../support/security-events.ts';
import { createTeam, newSlug } from '../../support/teams.ts';

interface Made {
  id: string;
}

/** @returns the body of an answer that is a success */
async function done(answer: Promise<Response>): Promise<Made & Record<string, unknown>> {
  const { status, url } = await answer;
  const text = await (await answer).text();
  if (status >= 300) throw new Error(`${url} ${status} ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : { id: '' };
}

type Act = (organisation: TestOrganisation) => Promise<void>;

const of = (who: { cookies: string; csrf: string }) => (method: string, path: string, body?: unknown) =>
  done(sendAs(who, method, `/v1${path}`, body));

export const ACTS: Record<string, Act> = {
  'an administrator and people': async (organisation) => {
    const act = of(organisation);
    const role = await roleId(organisation, 'manager');
    const fields = { email: newAddress(), firstName: 'Ada', lastName: 'Lovelace' };
    const { id } = await act('POST', '/admin/users', fields);
    await act('PATCH', `/admin/users/${id}`, { firstName: 'Grace' });
    await act('POST', `/admin/users/${id}/roles`, { roleId: role });
    await act('DELETE', `/admin/users/${id}/roles/${role}`);
    await act('POST', `/admin/users/${id}/block`, { reason: 'Left' });
    await act('POST', `/admin/users/${id}/unblock`);
    const person = await createMfaPerson(organisation);
    await act('POST', `/admin/users/${person.id}/reset-mfa`);
    await act('POST', `/admin/users/${person.id}/force-password-change`);
    await act('DELETE', `/admin/users/${person.id}/sessions`);
    await act('DELETE', `/admin/users/${id}`);
    await act('POST', '/admin/user-imports', { format: 'csv' });
    await done(sendAs(organisation, 'GET', '/v1/admin/audit-logs/export'));
    await done(sendAs(organisation, 'GET', '/v1/admin/user-export?format=csv'));
    await done(sendAs(organisation, 'GET', `/v1/admin/users/${person.id}/export`));
  },
  'an administrator and the organisation': async (organisation) => {
    const act = of(organisation);
    await act('PATCH', '/admin/organisation', { name: 'Renamed' });
    const team = await createTeam(organisation);
    const person = await createPerson(organisation, 'admin');
    await act('PATCH', `/admin/teams/${team.id}`, { name: 'Renamed' });
    await act('POST', `/admin/teams/${team.id}/members`, { userId: person.id });
    await act('DELETE', `/admin/teams/${team.id}/members/${person.id}`);
    await act('DELETE', `/admin/teams/${team.id}`);
    const role = await act('POST', '/admin/roles', { name: 'Readers', slug: newSlug('role') });
    const [permission] = await asOwner<Made>(`SELECT id FROM permissions WHERE slug = 'users:read'`);
    await act('PATCH', `/admin/roles/${role.id}`, { name: 'Writers' });
    await act('POST', `/admin/roles/${role.id}/permissions`, { permissionId: permission?.id });
    await act('DELETE', `/admin/roles/${role.id}/permissions/${permission?.id}`);
    await act('DELETE', `/admin/roles/${role.id}`);
    const webhook = await act('POST', '/admin/webhooks', {
      url: 'https://shop.example.com/',
      events: ['webhook.test'],
    });
    await act('PATCH', `/admin/webhooks/${webhook.id}`, { isActive: false });
    await act('POST', `/admin/webhooks/${webhook.id}/rotate-secret`, {});
    await act('DELETE', `/admin/webhooks/${webhook.id}`);
    await asOwner('UPDATE users SET email_verified_at = now() WHERE id = $1', [person.id]);
    await act('POST', '/admin/organisation/transfer-ownership', { userId: person.id, password: PASSWORD });
  },
  'an administrator and applications': async (organisation) => {
    const act = of(organisation);
    const client = await registered(organisation, { clientType: 'confidential' });
    await act('PATCH', `/admin/clients/${client.id}`, { name: 'Renamed' });
    await act('POST', `/admin/clients/${client.id}/rotate-secret`, { overlapSeconds: 3600 });
    await act('DELETE', `/admin/clients/${client.id}/previous-secret`);
    await act('POST', `/admin/clients/${client.id}/revoke`);
    await act('DELETE', `/admin/clients/${client.id}`);
    const key = await createApiKey(organisation, ['teams:*']);
    await done(sendWithKey(key, 'POST', '/v1/admin/teams', { body: { name: 'Made by a key', slug: newSlug() } }));
    await act('POST', `/admin/api-keys/${key.id}/revoke`);
    const indicator = `https://${crypto.randomUUID()}.example.com`;
    const resource = await act('POST', '/admin/resources', { indicator });
    await act('PATCH', `/admin/resources/${resource.id}`, { signingAlg: 'ES256' });
    await act('DELETE', `/admin/resources/${resource.id}`);
    const scope = await act('POST', '/admin/scopes', {
      name: 'orders',
      displayName: 'Orders',
      description: 'See them',
    });
    await act('PATCH', `/admin/scopes/${scope.id}`, { displayName: 'Your orders' });
    await act('DELETE', `/admin/scopes/${scope.id}`);
    const receiver = await createReceiver(organisation);
    const stream = await createStream(receiver);
    await done(sendToStream(receiver, 'PATCH', '/ssf/stream', { stream_id: stream, description: 'Ours' }));
    await done(sendToStream(receiver, 'DELETE', `/ssf/stream?stream_id=${stream}`));
  },
  'invitations and guests': async (organisation) => {
    const act = of(organisation);
    const [{ id }, invited] = [await inviteSomebody(organisation), await inviteSomebody(organisation)];
    await asOwner(`UPDATE invitations SET updated_at = now() - interval '1 hour' WHERE id = $1`, [id]);
    await act('POST', `/admin/invitations/${id}/resend`);
    await act('DELETE', `/admin/invitations/${id}`);
    const { token, email } = invited;
    const names = { email, firstName: 'Ada', lastName: 'Lovelace', password: PASSWORD };
    await done(postJson(`/v1/public/invitations/${token}/accept`, names));
    const guest = await createGuest(organisation, await createOrganisation());
    const roles = { roleIds: [await roleId(organisation, 'manager')] };
    await act('PATCH', `/admin/memberships/${guest.memberId}`, roles);
    await act('DELETE', `/admin/memberships/${guest.memberId}`);
    await act('POST', '/admin/memberships', { userId: guest.id, ...roles });
    await of(guest)('DELETE', `/me/organisations/${organisation.id}`);
  },
  'people and their account': async (organisation) => {
    const person = await createPerson(organisation);
    const act = of(person);
    await done(postJson('/v1/auth/send-verification-email', { email: person.email }));
    await act('POST', '/auth/verify-email', { token: await newestToken(person.email, 'verification') });
    await sendAs(person, 'DELETE', '/v1/me/account', { password: 'Wrong-Horse-8' });
    await act('PATCH', '/me/profile', { firstName: 'Grace' });
    await act('GET', '/me/export');
    const email = newAddress();
    await act('PATCH', '/me/profile', { email });
    await act('POST', '/auth/confirm-email-change', { token: await newestToken(email, 'email-change-confirmation') });
    await sendAs(person, 'POST', '/v1/auth/login', { email, password: 'Wrong-Horse-8' });
    const [session] = await asOwner<Made>('SELECT id FROM sessions WHERE user_id = $1', [person.id]);
    const again = await signIn(email);
    await of(again)('DELETE', `/me/sessions/${session?.id}`);
    await of(again)('POST', '/me/password', { currentPassword: PASSWORD, newPassword: 'Battery-Staple-9' });
    await of(again)('POST', '/auth/forgot-password', { email });
    const token = await newestToken(email, 'password-reset');
    await of(again)('POST', '/auth/reset-password', { token, password: 'Another-Staple-9' });
    await of(await signIn(email, 'Another-Staple-9'))('POST', '/auth/logout');
    await of(await signIn(email, 'Another-Staple-9'))('DELETE', '/me/account', { password: 'Another-Staple-9' });
    // Only this event is left of somebody who is erased.
    const erased = await createPerson(organisation);
    await of(erased)('DELETE', '/me/account', { password: PASSWORD });
    await withContext((context) => erase(context.openTenant(organisation.id, {}), erased.id));
  },
  'people and their factors': async (organisation) => {
    const beginner = of(await createPerson(organisation));
    await beginner('POST', '/me/mfa/enable');
    await beginner('POST', '/me/mfa/verify', { token: '000000' }).catch(() => null);
    const person = await createMfaPerson(organisation);
    await logIn(person.email, { password: PASSWORD, mfaToken: '000000' });
    const act = of(await addPasskey(person));
    const [passkey] = await asOwner<Made>(`SELECT id FROM mfa_factors WHERE user_id = $1 AND type = 'webauthn'`, [
      person.id,
    ]);
    await sendAs(person, 'POST', '/v1/me/mfa/check', { token: '000000' });
    await act('POST', '/me/mfa/backup-codes', { token: await person.authenticator.code() });
    await act('DELETE', `/me/mfa/factors/${passkey?.id}`, { token: await person.authenticator.code() });
    await act('POST', '/me/mfa/disable', { token: await person.authenticator.code() });
  },
  'applications and tokens': async (organisation) => {
    const client = await createClient(organisation.id, { requireConsent: false });
    const tokens = await obtainTokens(organisation, client);
    const next = (await (await refresh(client, tokens.refresh_token)).json()) as Tokens;
    await refresh(client, tokens.refresh_token);
    await refresh(client, next.refresh_token);
    const code = await obtainCode(organisation, client);
    await exchangeCode(client, code);
    await exchangeCode(client, code);
    const { access_token: token } = await obtainTokens(organisation, client);
    const form = new URLSearchParams({ token, client_id: client.clientId });
    await done(send('/oauth2/revoke', { method: 'POST', body: form }));
    await exchangeCode(client, 'no-such-code');
    await send(`/oauth2/authorize?client_id=${client.clientId}&redirect_uri=https://evil.example.com/`);
    await asOwner(
      `INSERT INTO consents (id, organisation_id, user_id, client_id, scopes) VALUES ($1, $2, $3, $4, '["openid"]')`,
      [uuidv7(), organisation.id, organisation.owner.id, client.id],
    );
    await of(organisation)('DELETE', `/me/consents/${client.id}`);
    const confidential = await createClient(organisation.id, { confidential: true });
    for (const endpoint of ['token', 'introspect', 'revoke']) {
      const credentials = { client_id: confidential.clientId, client_secret: 'wrong' };
      await postForm(`/oauth2/${endpoint}`, { grant_type: 'client_credentials', token, ...credentials });
    }
  },
  'an operator': async (organisation) => {
    const operator = await createOperator();
    const act = (method: string, path: string) =>
      done(
        sendAsOperator(operator, method, `/v1/system/organisations/${organisation.id}${path}`, { reason: 'Unpaid' }),
      );
    await act('POST', '/suspend');
    await act('POST', '/reactivate');
    await act('DELETE', '');
    await act('POST', '/restore');
  },
};
