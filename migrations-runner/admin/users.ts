/** Commands for the people of an organisation. */

import type { Tenant } from '../../src/domain/unit-of-work/unit-of-work.ts';
import { blockPerson, unblockPerson } from '../../src/domain/users/blocking.ts';
import { listFactors, resetFactors } from '../../src/domain/users/factors.ts';
import { listUsers } from '../../src/domain/users/listing.ts';
import type { Management } from '../../src/domain/users/management.ts';
import type { User } from '../../src/domain/users/users.ts';
import { securityNotices } from '../../src/emails/security.ts';
import { accountLinks } from '../../src/http/links.ts';
import { isLine, isVisible } from '../../src/lib/names.ts';
import { type Command, JSON_OPTION, type OptionValues, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { ORGANISATION_OPTION } from './client-create.ts';
import { onPerson, PERSON_OPERAND } from './people.ts';
import { withTarget } from './target.ts';

/** The operator may do everything. */
const MANAGEMENT: Management = { takes: 'users:update', held: ['*'] };

const STATUSES = ['active', 'blocked'] as const;
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1_000;

export const userList: Command = {
  name: 'user list',
  summary: 'the people of an organisation, the newest first',
  options: {
    ...ORGANISATION_OPTION,
    search: { type: 'string', meaning: 'a part of the name or the address' },
    status: { type: 'string', value: STATUSES.join('|'), meaning: 'default: both' },
    limit: { type: 'string', value: 'number', meaning: `1 to ${LIMIT_MAX}; default: ${LIMIT_DEFAULT}` },
    ...JSON_OPTION,
  },
  run: async (values) => {
    const given = textOf(values, 'status');
    const status = STATUSES.find((one) => one === given);
    if (given !== undefined && status === undefined) throw new CommandError(`--status: one of ${STATUSES.join(', ')}.`);
    const limit = Number(textOf(values, 'limit') ?? LIMIT_DEFAULT);
    if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
      throw new CommandError(`--limit: a whole number from 1 to ${LIMIT_MAX}.`);
    }
    const query = { search: textOf(values, 'search'), status, limit, offset: 0 };
    const { users, nextCursor } = await withTarget(async (target) => {
      const { id } = await target.organisation(textOf(values, 'organisation'));
      return listUsers(target.tenant(id), { ...query, sort: 'createdAt', order: 'desc' });
    });
    if (values.json) return printJson(users);
    if (users.length === 0) console.log('There is nobody.');
    for (const user of users) console.log(describe(user));
    if (nextCursor !== null) console.log('There may be more: see --search and --limit.');
  },
};

function describe({ email, name, roles, blockedAt }: User): string {
  const slugs = roles.map(({ slug }) => slug).join(' ') || 'no role';
  return `${email}  ${JSON.stringify(name)}  ${slugs}${blockedAt ? '  blocked' : ''}`;
}

export const userBlock: Command = {
  name: 'user block',
  summary: 'end the sessions and tokens of a person, and let them sign in no more',
  options: {
    ...ORGANISATION_OPTION,
    reason: { type: 'string', meaning: 'recorded in the audit log of the organisation' },
    ...JSON_OPTION,
  },
  operand: PERSON_OPERAND,
  run: async (values, operands) => {
    const reason = reasonOf(values);
    await onPerson(values, operands, async ({ tenant, person: { id, email } }) => {
      const blocked = await blockPerson(tenant, id, MANAGEMENT, reason);
      if (values.json) return printJson(blocked);
      if (isNow(tenant, blocked.blockedAt)) console.log(`${email} is blocked: sessions and tokens have ended.`);
      else console.log(`${email} was blocked before; the reason is ${reason === null ? 'removed' : 'replaced'}.`);
    });
  },
};

function reasonOf(values: OptionValues): string | null {
  const reason = textOf(values, 'reason')?.trim();
  if (reason === undefined) return null;
  if (reason.length <= 500 && isLine(reason) && isVisible(reason)) return reason;
  throw new CommandError('--reason: a line of 1 to 500 characters that can be seen.');
}

export const userUnblock: Command = {
  name: 'user unblock',
  summary: 'let a blocked person sign in again',
  options: { ...ORGANISATION_OPTION, ...JSON_OPTION },
  operand: PERSON_OPERAND,
  run: (values, operands) =>
    onPerson(values, operands, async ({ tenant, person: { id, email } }) => {
      const unblocked = await unblockPerson(tenant, id, MANAGEMENT);
      if (values.json) printJson(unblocked);
      else console.log(`${email} ${isNow(tenant, unblocked.updatedAt) ? 'can sign in again' : 'was not blocked'}.`);
    }),
};

export const userResetMfa: Command = {
  name: 'user reset-mfa',
  summary: 'remove the second factors of a person, who is told by mail (needs ISSUER_URL)',
  options: { ...ORGANISATION_OPTION, ...JSON_OPTION },
  operand: PERSON_OPERAND,
  run: (values, operands) =>
    onPerson(values, operands, async ({ target, tenant, person: { id, email } }) => {
      const notices = securityNotices(accountLinks({ ISSUER_URL: target.issuer() }));
      const { factors } = await listFactors(tenant, id);
      // Who has none is not told that some were removed.
      if (factors.length > 0) await resetFactors(tenant, id, MANAGEMENT, notices);
      if (values.json) return printJson({ id, email, removed: factors.map(({ name, type }) => ({ name, type })) });
      if (factors.length === 0) console.log(`${email} has no second factor.`);
      else console.log(`${email} signs in with the password alone, and can set up second factors anew.`);
    }),
};

/** Whether this command did it. */
function isNow({ now }: Tenant, moment: Date | null): boolean {
  return moment?.getTime() === now.getTime();
}
