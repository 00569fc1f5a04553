/** The most frequent flows of people and applications, for tests that check all of their statements. */
import { env } from 'cloudflare:workers';
import { erase } from '../../src/domain/account/erasure.ts';
import { listApiKeys } from '../../src/domain/api-keys/api-keys.ts';
import type { AuditFilters } from '../../src/domain/audit/filters.ts';
import { listAuditEntries } from '../../src/domain/audit/listing.ts';
import { revokeClient } from '../../src/domain/clients/changing.ts';
import { listClients } from '../../src/domain/clients/registered.ts';
import { revokeConsentOf } from '../../src/domain/consents/given.ts';
import { listConsents } from '../../src/domain/consents/listing.ts';
import { listInvitations } from '../../src/domain/invitations/invitations.ts';
import { listRoles } from '../../src/domain/roles/roles.ts';
import { listSessions } from '../../src/domain/sessions/listing.ts';
import { countDays } from '../../src/domain/statistics/days.ts';
import { readOverview, readSecurityOverview } from '../../src/domain/statistics/statistics.ts';
import { addMembers, listMembers, removeMembers } from '../../src/domain/teams/members.ts';
import { createTeam, deleteTeam, getTeam, listTeams, updateTeam } from '../../src/domain/teams/teams.ts';
import { exportPeople } from '../../src/domain/user-imports/export.ts';
import { blockUser } from '../../src/domain/users/blocking.ts';
import { deleteUser } from '../../src/domain/users/deletion.ts';
import { listMemberships } from '../../src/domain/users/guests.ts';
import { listUsers } from '../../src/domain/users/listing.ts';
import { getUser } from '../../src/domain/users/users.ts';
import { runJobs } from '../../src/jobs/index.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { postForm, postJson, send } from './app.ts';
import { createKeyClient, createKeyPair, makeAssertion, presenting } from './assertions.ts';
import { asOwner, withContext } from './database.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, type Tokens, VERIFIER } from './oauth.ts';
import { createClient, createOrganisation, PASSWORD } from './organisation.ts';
import { createPerson, sendAs } from './people.ts';
import { fetchList, statusOf } from './status-lists.ts';

export const JOURNEYS: Record<string, () => Promise<void>> = {
  'onboarding, sign-in, session and sign-out': async () => {
    const organisation = await createOrganisation();
    await postJson('/v1/auth/login', { email: organisation.owner.email, password: PASSWORD });
    await postJson('/v1/auth/login', { email: organisation.owner.email, password: 'wrong' });
    await send('/v1/me/profile', { headers: { Cookie: organisation.cookies } });
    await send('/v1/auth/logout', { method: 'POST', headers: { Cookie: organisation.cookies } });
  },
  'authorization, tokens, refresh, reuse and userinfo': async () => {
    const organisation = await createOrganisation();
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, client);
    await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${tokens.access_token}` } });
    await refresh(client, tokens.refresh_token);
    const again = (await (await refresh(client, tokens.refresh_token)).json()) as Tokens;
    await refresh(client, again.refresh_token);
    await refresh(client, tokens.refresh_token);
    const code = await obtainCode(organisation, client);
    await exchangeCode(client, code);
    await exchangeCode(client, code);
  },
  'assertions, introspection and revocation': async () => {
    const organisation = await createOrganisation();
    const key = await createKeyPair('ES256');
    const client = await createKeyClient(organisation.id, [key]);
    const ask = async (path: string, fields: Record<string, string>) => {
      const response = await postForm(path, { ...fields, ...presenting(await makeAssertion(client, key)) });
      return (await response.json()) as Tokens;
    };
    const code = await obtainCode(organisation, client, { scope: 'openid offline_access' });
    const form = { grant_type: 'authorization_code', redirect_uri: client.redirectUri, code_verifier: VERIFIER };
    const tokens = await ask('/oauth2/token', { ...form, code });
    for (const token of [tokens.access_token, tokens.refresh_token]) await ask('/oauth2/introspect', { token });
    for (const token of [tokens.access_token, tokens.refresh_token]) await ask('/oauth2/revoke', { token });
    await fetchList(statusOf(tokens.access_token).uri);
    const opaque = await createClient(organisation.id, { columns: { access_token_format: 'opaque' } });
    const { access_token: token } = await obtainTokens(organisation, opaque);
    await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } });
    await postForm('/oauth2/revoke', { token });
  },
  'lists, pages, search and deletion of people': async () => {
    // One of many: of an organisation that has a third of all sessions, PostgreSQL counts them by reading the table.
    const [row] = await asOwner<{ id: string }>(`SELECT id FROM organisations WHERE slug = 'bulk-2'`);
    const page = { sort: 'createdAt', order: 'desc', limit: 50, offset: 0 } as const;
    await withContext(async (context) => {
      const tenant = context.openTenant(row?.id ?? '', {});
      await listUsers(tenant, page);
      await listUsers(tenant, { ...page, search: 'person 1-1234', status: 'active' });
      const { users, nextCursor } = await listUsers(tenant, { ...page, limit: 20 });
      const cursor = nextCursor ?? undefined;
      for (const sort of ['createdAt', 'name', 'email'] as const) await listUsers(tenant, { ...page, sort, cursor });
      const filters = [{ role: 'staff' }, { team: 'team-1' }, { mfaEnabled: true }, { status: 'invited' }] as const;
      for (const filter of filters) {
        await listUsers(tenant, { ...page, ...filter, cursor });
        await listUsers(tenant, { ...page, ...filter, sort: 'name', order: 'asc' });
      }
      await listUsers(tenant, { ...page, email: users[0]?.email ?? '', search: 'person' });
      await getUser(tenant, users[0]?.id ?? '');
      await deleteUser(tenant, users[0]?.id ?? '');
    });
  },
  'teams and their members': async () => {
    // One of many: of an organisation that has a third of all sessions, PostgreSQL counts them by reading the table.
    const [row] = await asOwner<{ id: string }>(`SELECT id FROM organisations WHERE slug = 'bulk-2'`);
    await withContext(async (context) => {
      const tenant = context.openTenant(row?.id ?? '', {});
      const { teams } = await listTeams(tenant, { limit: 50, offset: 0 });
      await listTeams(tenant, { limit: 50, offset: 0, search: 'team 1', cursor: 'team-1' });
      const { id, members } = await getTeam(tenant, teams[0]?.id ?? '');
      const { nextCursor } = await listMembers(tenant, id, { limit: 50 });
      await listMembers(tenant, id, { limit: 50, cursor: nextCursor ?? undefined });
      const userIds = members.slice(0, 2).map((member) => member.id);
      const team = await createTeam(tenant, { name: 'New', slug: `new-${crypto.randomUUID()}`, description: null });
      await addMembers(tenant, team.id, userIds);
      await updateTeam(tenant, team.id, { name: 'Old' });
      await removeMembers(tenant, team.id, userIds);
      await deleteTeam(tenant, team.id);
    });
  },
  'lists of sessions, consents, invitations, guests, roles, clients and keys, and an export': async () => {
    // One of many: of an organisation that has a third of all sessions, PostgreSQL counts them by reading the table.
    const [row] = await asOwner<{ id: string; client: string }>(
      `SELECT o.id, c.id AS client FROM organisations o JOIN clients c ON c.organisation_id = o.id WHERE o.slug = 'bulk-2'`,
    );
    const page = { limit: 50, offset: 0 } as const;
    const newest = { ...page, sort: 'createdAt', order: 'desc' } as const;
    await withContext(async (context) => {
      const tenant = context.openTenant(row?.id ?? '', {});
      const { sessions, nextCursor } = await listSessions(tenant, page);
      await listSessions(tenant, { ...page, cursor: nextCursor ?? undefined });
      const consents = await listConsents(tenant, page);
      await listConsents(tenant, { ...page, cursor: consents.nextCursor ?? undefined });
      await listConsents(tenant, { ...page, clientId: row?.client, userId: sessions[0]?.user.id });
      await listInvitations(tenant, newest);
      await listInvitations(tenant, { ...newest, status: 'pending', search: 'somebody' });
      await listMemberships(tenant, page);
      await listRoles(tenant, { ...page, sort: 'slug', order: 'asc' });
      await listClients(tenant, newest);
      await listApiKeys(tenant, { ...newest, status: 'active' });
      await exportPeople(tenant).next();
    });
  },
  'the audit log, by each of its filters': async () => {
    const [row] = await asOwner<{ id: string; client: string; user: string }>(
      `SELECT o.id, c.id AS client, md5('bulk-user-2-1')::uuid AS "user"
       FROM organisations o JOIN clients c ON c.organisation_id = o.id WHERE o.slug = 'bulk-2'`,
    );
    const page = { sort: 'timestamp', order: 'desc', limit: 50, offset: 0 } as const;
    const filters: AuditFilters[] = [
      { from: new Date('2026-01-01') },
      ...[{ userId: row?.user }, { clientId: row?.client }, { resourceId: 'something' }, { success: false }],
      ...[
        { eventType: 'user.login.failed' },
        { eventCategory: 'permission' as const },
        { userId: row?.user, success: true },
      ],
    ];
    await withContext(async (context) => {
      const tenant = context.openTenant(row?.id ?? '', {});
      const { nextCursor } = await listAuditEntries(tenant, page);
      await listAuditEntries(tenant, { ...page, cursor: nextCursor ?? undefined });
      for (const filter of filters) await listAuditEntries(tenant, { ...page, ...filter });
      await listAuditEntries(tenant, { ...page, sort: 'action' });
    });
  },
  'what ends access: a consent taken back, a blocked person, a revoked client': async () => {
    const organisation = await createOrganisation();
    const client = await createClient(organisation.id);
    const person = await createPerson(organisation);
    const consentId = uuidv7();
    await asOwner(
      `INSERT INTO consents (id, organisation_id, user_id, client_id, scopes) VALUES ($1, $2, $3, $4, '["openid"]')`,
      [consentId, organisation.id, person.id, client.id],
    );
    await withContext(async (context) => {
      const tenant = context.openTenant(organisation.id, {});
      await revokeConsentOf(tenant, person.id, consentId);
      await blockUser(tenant, person.id, null);
      await revokeClient(tenant, client.id);
    });
  },
  'what people ask of their data: export, another address, erasure': async () => {
    const organisation = await createOrganisation();
    const person = await createPerson(organisation);
    await sendAs(person, 'GET', '/v1/me/export');
    await sendAs(person, 'PATCH', '/v1/me/profile', { email: `other-${person.email}`, password: PASSWORD });
    await withContext((context) => erase(context.openTenant(organisation.id, {}), person.id));
  },
  'the statistics of an organisation': async () => {
    // One of many: of an organisation that has a third of all sessions, PostgreSQL counts them by reading the table.
    const [row] = await asOwner<{ id: string }>(`SELECT id FROM organisations WHERE slug = 'bulk-2'`);
    await withContext(async (context) => {
      const tenant = context.openTenant(row?.id ?? '', {});
      await readOverview(tenant);
      await readSecurityOverview(tenant);
      await countDays(tenant, 90);
    });
  },
  'the scheduled jobs': () => runJobs(env, 'all of them'),
};
