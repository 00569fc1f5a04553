/** Administrators add people. */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../platform/database/errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { sql } from '../../platform/database/statement.ts';
import { passwords } from '../../platform/passwords/passwords.ts';
import { assertMayGrant } from '../access/grants.ts';
import { assertStillPermitted, currentRights, lockRoles, type Rights, readActor } from '../access/rights.ts';
import { recordEvent } from '../events/emit.ts';
import { reserveMailSlot, sendTimeOf } from '../invitations/limits.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { assertFaultless, type BreachCheck } from '../passwords/acceptance.ts';
import { preparePasswordLink } from '../passwords/links.ts';
import { readPasswordPolicy } from '../passwords/policy.ts';
import type { Addressing } from '../people/person.ts';
import type { System, Tenant, TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import { LINK_LIFETIME } from './access.ts';
import {
  findRoles,
  type Management,
  permissionsOf,
  type RoleDetails,
  rolesAmong,
  toRoleDetails,
} from './management.ts';
import { ROLE_DETAILS, type UserDetails } from './users.ts';

export interface NewUser {
  email: string;
  firstName: string;
  lastName: string;
  phone?: string | null | undefined;
  /** Without one, the person gets a link to choose one. */
  password?: string | undefined;
  /** Without any, the person gets the default role. */
  roleIds?: readonly string[] | undefined;
  teamIds?: readonly string[] | undefined;
}

/** The message with the link to choose a password. */
export type WelcomeEmail = (link: Addressing & { token: string; lifetime: number }) => Promise<Email>;

export interface CreationTools {
  management: Management;
  isBreached: BreachCheck;
  welcome: WelcomeEmail;
}

/**
 * Three round trips.
 * @throws not_found for an unknown role or team; forbidden for a role with permissions that the actor lacks, also for
 *   the default role; conflict when the address is taken, also by a deleted person; bad_request for a weak password;
 *   rate_limited when the organisation has sent its mails for today
 */
export async function createUser(
  system: System,
  tenant: Tenant,
  input: NewUser,
  tools: CreationTools,
): Promise<UserDetails> {
  const [account] = await prepareAccounts(system, tenant, [input], tools.isBreached);
  if (account instanceof AppError) throw account;
  return (await add(tenant, tools.management, input, { ...account, welcome: tools.welcome })).user;
}

/**
 * The same without a message: whoever adds the person passes the link on. Two round trips.
 * @returns the person, and the token of the link with which they choose a password
 */
export async function createUserWithLink(
  tenant: Tenant,
  input: Omit<NewUser, 'password'>,
  management: Management,
): Promise<{ user: UserDetails; token: string }> {
  const { user, token } = await add(tenant, management, input, { welcome: null });
  if (token === null) throw new Error('Who has no password gets a link');
  return { user, token };
}

function add(
  tenant: Tenant,
  management: Management,
  input: NewUser,
  account: Account,
): Promise<Omit<Creation, 'items'>> {
  const work = async (transaction: TenantTransaction) => {
    const setting = await openCreation(transaction, tenant, management, [input]);
    const { items, ...added } = await creation(tenant, setting, input, account);
    transaction.defer(...items);
    return added;
  };
  return tenant.db.transaction(work).catch((error) => {
    throw creationFailure(error);
  });
}

/** What a violated constraint means; other errors as they are. */
export function creationFailure(error: unknown): unknown {
  if (isUniqueViolation(error)) return emailTaken(error);
  if (isForeignKeyViolation(error)) return teamNotFound();
  return error;
}

/** How a new person signs in for the first time: with this password, or with a link that is sent then. */
export interface PreparedAccount {
  hash?: string;
  notBefore?: Date;
}

/**
 * Checks and hashes passwords, and reserves slots for the messages to the others: their number is limited like that of
 * invitations. Before the transaction, which would hold its locks meanwhile. One round trip.
 * @returns for each person the account, or why there is none: conflict, bad_request or rate_limited
 */
export async function prepareAccounts(
  system: System,
  { organisationId }: Tenant,
  people: readonly NewUser[],
  isBreached: BreachCheck,
): Promise<(PreparedAccount | AppError)[]> {
  const { prisma, flight } = system.db;
  const invited = people.filter(({ password }) => password === undefined);
  const [organisation, ...slots] = await flight(
    prisma.organisation.findUnique({ where: { id: organisationId }, select: { name: true, passwordPolicy: true } }),
    ...(await Promise.all(invited.map(({ email }) => reserveSlot(system, organisationId, email)))),
  );
  const prepare = async (person: NewUser): Promise<PreparedAccount> => {
    const { password, ...context } = person;
    if (password === undefined) {
      const [slot] = slots[invited.indexOf(person)] ?? [];
      if (!slot) throw emailTaken();
      return { notBefore: sendTimeOf(system, slot) };
    }
    const policy = readPasswordPolicy(organisation?.passwordPolicy);
    await assertFaultless(password, policy, { ...context, organisationName: organisation?.name ?? '' }, isBreached);
    return { hash: await passwords.hash(password) };
  };
  const prepared: (PreparedAccount | AppError)[] = [];
  for (const person of people) prepared.push(await prepare(person).catch(refusalOf));
  return prepared;
}

/** Other errors are no refusals. */
function refusalOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

/** SQL: the condition of a statement that reserves; nobody is written to whose address is taken */
function reserveSlot(system: System, organisationId: string, email: string) {
  const isFree = sql`SELECT WHERE NOT EXISTS (SELECT FROM users u WHERE u.email = ${email})`;
  return reserveMailSlot(system, organisationId, email, isFree);
}

export interface CreationSetting {
  organisation: { name: string; branding: unknown; ownerId: string | null };
  held: readonly string[];
  roles: RoleDetails[];
  defaultRoles: RoleDetails[];
  teams: UserDetails['teams'];
}

/** Reads what new people refer to, under the lock of rights. One round trip, the first of its transaction. */
export async function openCreation(
  transaction: TenantTransaction,
  tenant: Tenant,
  { takes, held }: Management,
  inputs: readonly Pick<NewUser, 'roleIds' | 'teamIds'>[],
): Promise<CreationSetting> {
  const { actor } = tenant;
  const reads = readSetting(transaction, tenant, inputs);
  const [, organisation, roles, defaults, teams, ...actors] = await transaction.flight(
    lockRoles(tenant),
    ...reads,
    ...readActor(actor, transaction.prisma),
  );
  const rights = currentRights(actor, held, actors);
  assertStillPermitted(rights, takes);
  return settingOf(rights, [organisation, roles, defaults, teams]);
}

/** For `settingOf`: the organisation, the roles that are named, the default role, and the teams that are named. */
export function readSetting(
  { prisma }: Pick<TenantTransaction, 'prisma'>,
  { organisationId }: Tenant,
  inputs: readonly Pick<NewUser, 'roleIds' | 'teamIds'>[],
) {
  const roleIds = [...new Set(inputs.flatMap(({ roleIds = [] }) => roleIds))];
  const teamIds = [...new Set(inputs.flatMap(({ teamIds = [] }) => teamIds))];
  return [
    prisma.organisation.findUnique({
      where: { id: organisationId },
      select: { name: true, branding: true, ownerId: true },
    }),
    findRoles({ prisma }, roleIds),
    prisma.role.findMany({ where: { isDefault: true }, select: ROLE_DETAILS, orderBy: { slug: 'asc' } }),
    prisma.team.findMany({
      where: { id: { in: teamIds.filter(isUuid) } },
      select: { id: true, name: true, slug: true, description: true },
      orderBy: { slug: 'asc' },
    }),
  ] as const;
}

type ResultsOf<Items> = { [Index in keyof Items]: Awaited<Items[Index]> };
type SettingRows = ResultsOf<ReturnType<typeof readSetting>>;

export function settingOf(rights: Rights, [organisation, roles, defaults, teams]: SettingRows): CreationSetting {
  if (!organisation) throw new AppError('not_found', 'Organisation not found');
  return {
    organisation,
    held: rights.permissions,
    roles: roles.map(toRoleDetails),
    defaultRoles: defaults.map(toRoleDetails),
    teams,
  };
}

/** Without a message the link is passed on. */
type Account = PreparedAccount & { welcome: WelcomeEmail | null };

interface Creation {
  user: UserDetails;
  /** Of the link to choose a password; null for whoever has one. */
  token: string | null;
  items: FlightItem[];
}

/** The writes that add a person. @throws not_found for an unknown role or team; forbidden */
export async function creation(
  tenant: Tenant,
  setting: CreationSetting,
  input: NewUser,
  { hash, notBefore, welcome }: Account,
): Promise<Creation> {
  const { now, organisationId } = tenant;
  const { prisma } = tenant.db;
  const { organisation } = setting;
  const { email, firstName, lastName, phone = null, roleIds = [], teamIds = [] } = input;
  const named = rolesAmong(setting.roles, roleIds);
  const roles = named.length > 0 ? named : setting.defaultRoles;
  assertMayGrant(setting.held, permissionsOf(roles));
  const teams = setting.teams.filter(({ id }) => teamIds.includes(id));
  if (teams.length !== new Set(teamIds).size) throw teamNotFound();
  const id = uuidv7(now);
  const person = { id, email, firstName, lastName, name: `${firstName} ${lastName}`.trim(), phone };
  const times = { createdAt: now, updatedAt: now };
  const metadata = { roles: roles.map(({ slug }) => slug), teams: teams.map(({ slug }) => slug) };
  const password = hash === undefined ? {} : { password: hash, passwordChangedAt: now };
  const about = { ...person, organisation };
  const link = hash === undefined ? await linkItems(tenant, about, { welcome, notBefore }) : { token: null, items: [] };
  return {
    token: link.token,
    user: {
      ...person,
      ...{ emailVerifiedAt: null, mfaEnabled: false, blockedAt: null, blockedReason: null, lastLoginAt: null },
      ...times,
      roles,
      teams,
    },
    items: [
      prisma.user.create({ data: { ...person, organisationId, ...password, ...times }, select: { id: true } }),
      prisma.userRole.createMany({
        data: roles.map(({ id: roleId }) => ({ organisationId, userId: id, roleId, createdAt: now })),
      }),
      prisma.teamMember.createMany({
        data: teams.map(({ id: teamId }) => ({ organisationId, userId: id, teamId, joinedAt: now })),
      }),
      recordEvent(tenant, { type: 'user.created', resourceId: id, metadata }),
      ...link.items,
    ],
  };
}

async function linkItems(
  tenant: Tenant,
  person: { id: string; email: string; firstName: string; organisation: CreationSetting['organisation'] },
  { welcome, notBefore }: { welcome: WelcomeEmail | null; notBefore: Date | undefined },
): Promise<{ token: string; items: FlightItem[] }> {
  const { email, firstName: name, organisation } = person;
  const lifetime = LINK_LIFETIME;
  const { token, writes } = await preparePasswordLink(tenant, person.id, { lifetime, sentByMail: welcome !== null });
  if (welcome === null) return { token, items: writes };
  const message = await welcome({ recipient: { email, name }, organisation, token, lifetime });
  return { token, items: [...writes, queueEmail(tenant, message, { notBefore })] };
}

function emailTaken(cause?: unknown): AppError {
  return new AppError('conflict', 'Email already registered', { cause });
}

function teamNotFound(): AppError {
  return new AppError('not_found', 'Team not found');
}
