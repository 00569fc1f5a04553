/** Commands for the keys of platform operators. There is no other way to make one. */
import {
  createOperatorKey,
  type ListedOperatorKey,
  listOperatorKeys,
  revokeOperatorKey,
} from '../../src/domain/operators/keys.ts';
import { isUniqueViolation } from '../../src/platform/database/errors.ts';
import { type Command, JSON_OPTION, printJson } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { daysOf, keyNameOf, NETWORKS_OPTION, networksOf } from './key-options.ts';
import { withTarget } from './target.ts';

const EXPIRY = { days: 90, max: 365 };
const DAY_MS = 86_400_000;

export const operatorCreate: Command = {
  name: 'operator create',
  summary: 'make a key for /v1/system, which works across organisations; prints it once',
  options: {
    name: { type: 'string', meaning: 'needed: whose it is; stands in the audit logs of organisations' },
    'expires-in-days': { type: 'string', value: 'number', meaning: `1 to ${EXPIRY.max}; default: ${EXPIRY.days}` },
    ...NETWORKS_OPTION,
    ...JSON_OPTION,
  },
  run: async (values) => {
    const name = keyNameOf(values);
    const days = daysOf(values, EXPIRY);
    const networks = networksOf(values);
    const created = await withTarget(async ({ now, flight }) => {
      const expiresAt = new Date(now.getTime() + days * DAY_MS);
      const { id, key, statement } = await createOperatorKey(now, { name, networks, expiresAt });
      await flight(statement).catch((error) => {
        if (!isUniqueViolation(error)) throw error;
        throw new CommandError(`--name: there is, or was, a key "${name}": a name is used once.`, { cause: error });
      });
      return { id, name, key, expiresAt };
    });
    if (values.json) return printJson(created);
    console.log(`The key of "${name}", until ${created.expiresAt.toISOString()}; shown once:`);
    console.log(created.key);
    console.log('It goes into the header "Authorization: Bearer …" of requests to /v1/system.');
  },
};

export const operatorList: Command = {
  name: 'operator list',
  summary: 'the keys of platform operators',
  options: { ...JSON_OPTION },
  run: async ({ json }) => {
    const [keys] = await withTarget(({ flight }) => flight(listOperatorKeys()));
    if (json) printJson(keys);
    else if (keys.length === 0) console.log('There are no operator keys.');
    else for (const key of keys) console.log(describe(key));
  },
};

function describe({ name, keyPrefix, expiresAt, lastUsedAt, revokedAt }: ListedOperatorKey): string {
  const state = revokedAt ? `revoked ${revokedAt.toISOString()}` : `until ${expiresAt.toISOString()}`;
  return `${JSON.stringify(name)}  ${keyPrefix}…  ${state}  ${lastUsedAt ? `used ${lastUsedAt.toISOString()}` : 'never used'}`;
}

export const operatorRevoke: Command = {
  name: 'operator revoke',
  summary: 'end the key of a platform operator',
  options: { ...JSON_OPTION },
  operand: { name: 'name', meaning: 'whose key' },
  run: async ({ json }, [name]) => {
    if (name === undefined) throw new CommandError('Say whose key: give its name.');
    const missing = () => new CommandError(`There is no operator key "${name}".`);
    const [[revoked]] = await withTarget(({ now, flight }) => flight(revokeOperatorKey(now, name, missing)));
    if (json) printJson({ name, ...revoked });
    else console.log(`The key of "${name}" is revoked.`);
  },
};
