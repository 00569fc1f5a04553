/** What an organisation is asked, as the routes of the management API ask it. Each is one flight. */

import { listScopes } from '../../../src/domain/access/organisation-scopes.ts';
import { listApiKeys } from '../../../src/domain/api-keys/api-keys.ts';
import { accountByEmail } from '../../../src/domain/authenticators/accounts.ts';
import { getClient, listClients } from '../../../src/domain/clients/registered.ts';
import { listResources } from '../../../src/domain/clients/resources.ts';
import { listConsentsOf } from '../../../src/domain/consents/given.ts';
import { listConsents } from '../../../src/domain/consents/listing.ts';
import { listInvitations } from '../../../src/domain/invitations/invitations.ts';
import {
  getOrganisation,
  listOrganisations,
  type OrganisationQuery,
} from '../../../src/domain/organisations/directory.ts';
import { getRole, listRoles } from '../../../src/domain/roles/roles.ts';
import { listSessions } from '../../../src/domain/sessions/listing.ts';
import { findContext } from '../../../src/domain/sign-in/context.ts';
import { countDays } from '../../../src/domain/statistics/days.ts';
import { readOverview, readSecurityOverview } from '../../../src/domain/statistics/statistics.ts';
import { listMembers } from '../../../src/domain/teams/members.ts';
import { getTeam, listTeams } from '../../../src/domain/teams/teams.ts';
import { exportPeople } from '../../../src/domain/user-imports/export.ts';
import { listSessions as listSessionsOf } from '../../../src/domain/users/access.ts';
import { listFactors } from '../../../src/domain/users/factors.ts';
import { listMemberships } from '../../../src/domain/users/guests.ts';
import type { UserQuery } from '../../../src/domain/users/list-query.ts';
import { listUsers } from '../../../src/domain/users/listing.ts';
import { getUser } from '../../../src/domain/users/users.ts';
import type { Side } from './side.ts';

export type Questions = Record<string, (side: Side) => Promise<unknown>>;

const PAGE = { limit: 50, offset: 0 } as const;
const NEWEST = { sort: 'createdAt', order: 'desc', ...PAGE } as const;

type Asked = (side: Side) => Partial<UserQuery>;

const people = (query: Partial<UserQuery> | Asked) => (side: Side) =>
  listUsers(side.tenant, { ...NEWEST, ...(typeof query === 'function' ? query(side) : query) });

const PEOPLE: Questions = {
  'people, newest first': people({}),
  'a hundred people': people({ limit: 100 }),
  'people by name': people({ sort: 'name', order: 'asc' }),
  'people by e-mail': people({ sort: 'email', order: 'asc' }),
  'people after a cursor in the middle': people(({ middle }) => ({ cursor: middle.userId })),
  'people by name after one in the middle': people(({ middle }) => ({
    cursor: middle.userId,
    sort: 'name',
    order: 'asc',
  })),
  'people at an offset': people({ offset: 900 }),
  'who is blocked': people({ status: 'blocked' }),
  'who is invited': people({ status: 'invited' }),
  'who has a second factor: nobody': people({ mfaEnabled: true }),
  'who has none: everybody': people({ mfaEnabled: false }),
  'who has a role: everybody': people({ role: 'role-1' }),
  'who has a role: nobody': people({ role: 'none' }),
  'who is in a team: everybody': people({ team: 'team-1' }),
  'a person': ({ tenant, middle }) => getUser(tenant, middle.userId),
  'sessions of a person': ({ tenant, middle }) => listSessionsOf(tenant, middle.userId),
  'consents of a person': ({ tenant, middle }) => listConsentsOf(tenant, middle.userId),
  'factors of a person': ({ tenant, middle }) => listFactors(tenant, middle.userId),
  'the first page of an export': ({ tenant }) => exportPeople(tenant).next(),
  'sign-in: the account of an address': ({ system, tenant, middle: { email } }) =>
    system.db.flight(
      accountByEmail(system, email),
      findContext(system, { organisationId: tenant.organisationId }, email),
    ),
};

const SEARCHES: Questions = {
  'search for what all have': people({ search: 'person' }),
  'search for what half have': people({ search: 'smith' }),
  'search for what one in a hundred has': people({ search: 'zoe' }),
  'search for one': people(({ middle }) => ({ search: `number ${middle.number} ` })),
  'search for one by the address': people(({ middle }) => ({ search: `person${middle.number}-` })),
  'search for nobody': people({ search: 'xylophone' }),
  'search for two common words in an order that nobody has': people({ search: 'smith anna' }),
  'search for two letters': people({ search: 'pe' }),
  'search for two letters that nobody has': people({ search: 'qq' }),
  'search for a sign that nobody has': people({ search: '%' }),
};

const OTHERS: Questions = {
  sessions: ({ tenant }) => listSessions(tenant, PAGE),
  'sessions after one in the middle': ({ tenant, middle }) =>
    listSessions(tenant, { ...PAGE, cursor: middle.sessionId }),
  consents: ({ tenant }) => listConsents(tenant, PAGE),
  'consents after one in the middle': ({ tenant, middle }) =>
    listConsents(tenant, { ...PAGE, cursor: middle.consentId }),
  'consents to a client': ({ tenant, middle: { clientId } }) => listConsents(tenant, { ...PAGE, clientId }),
  'consents of one person': ({ tenant, middle: { userId } }) => listConsents(tenant, { ...PAGE, userId }),
  invitations: ({ tenant }) => listInvitations(tenant, NEWEST),
  'invitations by e-mail': ({ tenant }) => listInvitations(tenant, { ...NEWEST, sort: 'email', order: 'asc' }),
  'invitations by expiry': ({ tenant }) => listInvitations(tenant, { ...NEWEST, sort: 'expiresAt' }),
  'invitations after one in the middle': ({ tenant, middle }) =>
    listInvitations(tenant, { ...NEWEST, cursor: middle.invitationId }),
  'open invitations': ({ tenant }) => listInvitations(tenant, { ...NEWEST, status: 'pending' }),
  'search for an invitation': ({ tenant, middle }) =>
    listInvitations(tenant, { ...NEWEST, search: `invited${middle.number}@` }),
  guests: ({ tenant }) => listMemberships(tenant, PAGE),
  'guests after one in the middle': ({ tenant, middle }) =>
    listMemberships(tenant, { ...PAGE, cursor: middle.memberId }),
  'API keys': ({ tenant }) => listApiKeys(tenant, NEWEST),
  'API keys by name': ({ tenant }) => listApiKeys(tenant, { ...NEWEST, sort: 'name', order: 'asc' }),
  'API keys by last use': ({ tenant }) => listApiKeys(tenant, { ...NEWEST, sort: 'lastUsedAt' }),
  'API keys that are active': ({ tenant }) => listApiKeys(tenant, { ...NEWEST, status: 'active' }),
  'search for an API key': ({ tenant }) => listApiKeys(tenant, { ...NEWEST, search: 'Key 7 of' }),
  'roles and their holders': ({ tenant }) => listRoles(tenant, { sort: 'slug', order: 'asc', ...PAGE }),
  'search for a role': ({ tenant }) => listRoles(tenant, { sort: 'slug', order: 'asc', search: 'Role 7 of', ...PAGE }),
  'a role that everybody has': ({ tenant, middle }) => getRole(tenant, middle.roleId),
  'teams and their members': ({ tenant }) => listTeams(tenant, PAGE),
  'search for a team': ({ tenant }) => listTeams(tenant, { ...PAGE, search: 'Team 7 of' }),
  'a team with everybody in it': ({ tenant, middle }) => getTeam(tenant, middle.teamId),
  'members of a team with everybody in it': ({ tenant, middle }) => listMembers(tenant, middle.teamId, { limit: 50 }),
  'members after one in the middle': ({ tenant, middle }) =>
    listMembers(tenant, middle.teamId, { limit: 50, cursor: middle.userId }),
  clients: ({ tenant }) => listClients(tenant, NEWEST),
  'clients by name': ({ tenant }) => listClients(tenant, { ...NEWEST, sort: 'name', order: 'asc' }),
  'search for a client': ({ tenant }) => listClients(tenant, { ...NEWEST, search: 'Client 7 of' }),
  'a client': ({ tenant, middle }) => getClient(tenant, middle.clientId),
  resources: ({ tenant }) => listResources(tenant, PAGE),
  'search for a resource': ({ tenant }) => listResources(tenant, { ...PAGE, search: 'api-7-' }),
  scopes: ({ tenant }) => listScopes(tenant, PAGE),
  'statistics: overview': ({ tenant }) => readOverview(tenant),
  'statistics: security': ({ tenant }) => readSecurityOverview(tenant),
  'statistics: thirty days': ({ tenant }) => countDays(tenant, 30),
};

export const ORGANISATION: Questions = { ...PEOPLE, ...SEARCHES, ...OTHERS };

const organisations =
  (query: Partial<OrganisationQuery> = {}) =>
  ({ system }: Side) =>
    listOrganisations(system, { ...NEWEST, ...query });

/** What the operators of the platform ask. */
export const PLATFORM: Questions = {
  'organisations, newest first': organisations(),
  'organisations by name': organisations({ sort: 'name', order: 'asc' }),
  'organisations after one in the middle': ({ system, middle }) =>
    listOrganisations(system, { ...NEWEST, cursor: middle.organisationId }),
  'organisations that are suspended': organisations({ status: 'suspended' }),
  'organisations that are cancelled: none': organisations({ status: 'cancelled' }),
  'search for one organisation': organisations({ search: 'organisation-777@' }),
  'search for what all organisations have': organisations({ search: 'organisation' }),
  'search for no organisation': organisations({ search: 'xylophone' }),
  'an organisation': ({ system, middle }) => getOrganisation(system, middle.organisationId),
};
