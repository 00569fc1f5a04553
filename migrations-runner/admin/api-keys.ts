/** Commands for the API keys of an organisation. */
import { mayGrant } from '../../src/domain/access/grants.ts';
import { intersection } from '../../src/domain/access/permissions.ts';
import {
  API_KEY_RATE_LIMITS,
  type ApiKey,
  createApiKey,
  getApiKey,
  listApiKeys,
  revokeApiKey,
} from '../../src/domain/api-keys/api-keys.ts';
import type { Tenant } from '../../src/domain/unit-of-work/unit-of-work.ts';
import { permissionsOf } from '../../src/domain/users/management.ts';
import { getUser, type UserDetails } from '../../src/domain/users/users.ts';
import { AppError } from '../../src/errors.ts';
import { type Command, JSON_OPTION, listOf, type OptionValues, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { allPages } from './all-pages.ts';
import { ORGANISATION_OPTION } from './client-create.ts';
import { daysOf, keyNameOf, NETWORKS_OPTION, networksOf } from './key-options.ts';
import { assertOpen } from './operator.ts';
import { findPerson } from './people.ts';
import { withTarget } from './target.ts';

const EXPIRY = { days: 90, max: 3_650 };
const SCOPES_MAX = 100;
const NOTHING_MADE = 'No key was made.';

export const apiKeyCreate: Command = {
  name: 'api-key create',
  summary: 'make a key for the API of an organisation, limited by what its maker may do; prints it once',
  options: {
    ...ORGANISATION_OPTION,
    name: { type: 'string', meaning: 'needed: what it is for' },
    maker: { type: 'string', value: 'person', meaning: 'needed: address or id; the key may do no more than they may' },
    scope: { type: 'string', value: 'permission', multiple: true, meaning: 'needed: what it may do of that' },
    'expires-in-days': { type: 'string', value: 'number', meaning: `1 to ${EXPIRY.max}; default: ${EXPIRY.days}` },
    'no-expiry': { type: 'boolean', meaning: 'good until it is revoked' },
    ...NETWORKS_OPTION,
    'rate-limit': { type: 'string', value: API_KEY_RATE_LIMITS.join('|'), meaning: 'default: standard' },
    ...JSON_OPTION,
  },
  run: async (values) => {
    const maker = textOf(values, 'maker');
    const input = readInput(values);
    if (maker === undefined) throw new CommandError('--maker: needed: the address or id of a person.');
    const created = await withTarget(async (target) => {
      const organisation = await target.organisation(textOf(values, 'organisation'));
      assertOpen(organisation);
      const tenant = target.tenant(organisation.id);
      const person = await getUser(tenant, (await findPerson(tenant, organisation, maker)).id);
      assertMayMake(person, input.scopes);
      const permissions = permissionsOf(person.roles);
      const limits = { createdById: person.id, createdByClientId: null, createdByKey: null, permissions };
      return { ...(await createApiKey(tenant, limits, input)), maker: person.email };
    });
    if (values.json) return printJson(created);
    console.log(`The key "${created.name}" (${created.id}) of ${created.maker}, ${untilOf(created)}; shown once:`);
    console.log(created.key);
  },
};

/** @throws CommandError */
function readInput(values: OptionValues) {
  const name = keyNameOf(values);
  const scopes = [...new Set(listOf(values, 'scope') ?? [])];
  if (scopes.length === 0 || scopes.length > SCOPES_MAX) {
    throw new CommandError(`--scope: needed: up to ${SCOPES_MAX} permissions, such as users:read.`);
  }
  const unknown = scopes.find((scope) => intersection(['*'], [scope]).length === 0);
  if (unknown !== undefined) throw new CommandError(`--scope: "${unknown}" is no permission.`);
  const endless = values['no-expiry'] === true;
  if (endless && values['expires-in-days'] !== undefined) {
    throw new CommandError('--no-expiry: not together with --expires-in-days.');
  }
  const given = textOf(values, 'rate-limit') ?? 'standard';
  const rateLimit = API_KEY_RATE_LIMITS.find((limit) => limit === given);
  if (!rateLimit) throw new CommandError(`--rate-limit: one of ${API_KEY_RATE_LIMITS.join(', ')}.`);
  const expiresInDays = endless ? null : daysOf(values, EXPIRY);
  return { name, scopes, expiresInDays, allowedNetworks: networksOf(values), rateLimit };
}

/** @throws CommandError */
function assertMayMake({ email, blockedAt, roles }: UserDetails, scopes: readonly string[]): void {
  if (blockedAt !== null) throw new CommandError(`--maker: ${email} is blocked. ${NOTHING_MADE}`);
  const held = permissionsOf(roles);
  const lacking = scopes.filter((scope) => !mayGrant(held, intersection(['*'], [scope])));
  if (lacking.length === 0) return;
  throw new CommandError(`--scope: ${email} does not have ${lacking.join(', ')}. ${NOTHING_MADE}`);
}

export const apiKeyList: Command = {
  name: 'api-key list',
  summary: 'the API keys of an organisation',
  options: { ...ORGANISATION_OPTION, ...JSON_OPTION },
  run: async (values) => {
    const keys = await withTarget(async (target) => {
      const { id } = await target.organisation(textOf(values, 'organisation'));
      return listAll(target.tenant(id));
    });
    if (values.json) printJson(keys);
    else if (keys.length === 0) console.log('There are no API keys.');
    else for (const key of keys) console.log(describe(key));
  },
};

function listAll(tenant: Tenant): Promise<ApiKey[]> {
  return allPages(async (page: { limit: number; offset: number; cursor: string | undefined }) => {
    const { apiKeys: items, nextCursor } = await listApiKeys(tenant, { sort: 'createdAt', order: 'asc', ...page });
    return { items, nextCursor };
  });
}

function describe(key: ApiKey): string {
  const { id, keyPrefix, name, scopes, status, lastUsedAt } = key;
  const used = lastUsedAt ? `used ${lastUsedAt.toISOString()}` : 'never used';
  const state = status === 'active' ? untilOf(key) : status;
  return `${id}  ${keyPrefix}…  ${JSON.stringify(name)}  ${scopes.join(' ')}  ${state}  ${used}`;
}

function untilOf({ expiresAt }: ApiKey): string {
  return expiresAt === null ? 'until it is revoked' : `until ${expiresAt.toISOString()}`;
}

export const apiKeyRevoke: Command = {
  name: 'api-key revoke',
  summary: 'end an API key for good, and the keys that were made with it',
  options: { ...ORGANISATION_OPTION, ...JSON_OPTION },
  operand: { name: 'id', meaning: 'which key: its id in the list' },
  run: async (values, [id]) => {
    if (id === undefined) throw new CommandError('Say which key: give its id.');
    const { before, after } = await withTarget(async (target) => {
      const { id: organisationId, slug } = await target.organisation(textOf(values, 'organisation'));
      const tenant = target.tenant(organisationId);
      const found = await getApiKey(tenant, id).catch((error) => {
        if (!(error instanceof AppError && error.code === 'not_found')) throw error;
        throw new CommandError(`${slug} has no API key "${id}".`, { cause: error });
      });
      await revokeApiKey(tenant, id);
      return { before: found, after: await getApiKey(tenant, id) };
    });
    if (values.json) printJson(after);
    else console.log(`The key "${after.name}" ${before.status === 'revoked' ? 'was revoked before' : 'is revoked'}.`);
  },
};
