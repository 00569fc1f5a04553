/** Commands for existing clients. */
import { revokeClient } from '../../src/domain/clients/changing.ts';
import { findByClientId, listClients, type RegisteredClient } from '../../src/domain/clients/registered.ts';
import { hasSecret } from '../../src/domain/clients/registration.ts';
import { endPreviousSecret, OVERLAP_MAX, rotateSecret } from '../../src/domain/clients/secrets.ts';
import type { Tenant } from '../../src/domain/unit-of-work/unit-of-work.ts';
import { type Command, JSON_OPTION, type OptionValues, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { allPages } from './all-pages.ts';
import { ORGANISATION_OPTION } from './client-create.ts';
import { type Target, withTarget } from './target.ts';

const CLIENT_OPERAND = { name: 'client_id', meaning: 'which client' };

export const clientList: Command = {
  name: 'client list',
  summary: 'the clients of an organisation',
  options: { ...ORGANISATION_OPTION, ...JSON_OPTION },
  run: async (values) => {
    const clients = await withTarget(async (target) => {
      const { id } = await target.organisation(textOf(values, 'organisation'));
      return listAll(target.tenant(id));
    });
    if (values.json) printJson(clients);
    else if (clients.length === 0) console.log('There are no clients.');
    else for (const client of clients) console.log(describe(client));
  },
};

function listAll(tenant: Tenant): Promise<RegisteredClient[]> {
  return allPages(async (page: { limit: number; offset: number; cursor: string[] | undefined }) => {
    const { clients: items, nextCursor } = await listClients(tenant, { sort: 'createdAt', order: 'asc', ...page });
    return { items, nextCursor };
  });
}

/** Names from before the rules may contain control characters of a terminal: JSON escapes them. */
function describe({
  clientId,
  name,
  clientType,
  tokenEndpointAuthMethod,
  grantTypes,
  isActive,
}: RegisteredClient): string {
  return `${clientId}  ${JSON.stringify(name)}  ${clientType}  ${tokenEndpointAuthMethod}  ${grantTypes.join(' ')}${isActive ? '' : '  revoked'}`;
}

const OVERLAP_HOURS_MAX = OVERLAP_MAX / 3_600;

export const clientRotateSecret: Command = {
  name: 'client rotate-secret',
  summary: 'replace the secret of a client; prints the new one once',
  options: {
    ...ORGANISATION_OPTION,
    'overlap-hours': {
      type: 'string',
      value: 'hours',
      meaning: `how long the old one is accepted too, up to ${OVERLAP_HOURS_MAX}; default: it ends at once`,
    },
    ...JSON_OPTION,
  },
  operand: CLIENT_OPERAND,
  run: async (values, operands) => {
    const hours = Number(textOf(values, 'overlap-hours') ?? 0);
    if (!(hours >= 0 && hours <= OVERLAP_HOURS_MAX)) {
      throw new CommandError(`--overlap-hours: a number from 0 to ${OVERLAP_HOURS_MAX}.`);
    }
    await onClient(values, operands, async (target, tenant, { id, clientId, tokenEndpointAuthMethod }) => {
      if (!hasSecret({ tokenEndpointAuthMethod })) {
        throw new CommandError(`${clientId} has no secret: it authenticates by ${tokenEndpointAuthMethod}.`);
      }
      const overlap = Math.round(hours * 3_600);
      const rotation = await rotateSecret(tenant, id, { overlap, held: ['*'], box: () => target.box() });
      const { secret, previousSecretExpiresAt } = rotation;
      if (values.json) printJson({ clientId, clientSecret: secret, previousSecretExpiresAt });
      else console.log(`${clientId}: ${endOf(previousSecretExpiresAt)} The new one, shown once:\n${secret}`);
    });
  },
};

function endOf(previousSecretExpiresAt: Date | null): string {
  if (previousSecretExpiresAt === null) return 'the old secret is good no longer.';
  return `the old secret is good until ${previousSecretExpiresAt.toISOString()}.`;
}

export const clientEndPreviousSecret: Command = {
  name: 'client end-previous-secret',
  summary: 'end the secret that a rotation left for some time',
  options: { ...ORGANISATION_OPTION },
  operand: CLIENT_OPERAND,
  run: (values, operands) =>
    onClient(values, operands, async (_, tenant, { id, clientId }) => {
      await endPreviousSecret(tenant, id);
      console.log(`${clientId}: only its present secret is good.`);
    }),
};

export const clientRevoke: Command = {
  name: 'client revoke',
  summary: 'end a client and every token that it was given',
  options: { ...ORGANISATION_OPTION },
  operand: CLIENT_OPERAND,
  run: (values, operands) =>
    onClient(values, operands, async (_, tenant, { id, clientId }) => {
      const isFirst = await revokeClient(tenant, id);
      console.log(isFirst ? `${clientId} is revoked.` : `${clientId} was revoked before.`);
    }),
};

async function onClient(
  values: OptionValues,
  [clientId]: readonly string[],
  work: (target: Target, tenant: Tenant, client: RegisteredClient) => Promise<void>,
): Promise<void> {
  if (clientId === undefined) throw new CommandError('Say which client: give its client_id.');
  await withTarget(async (target) => {
    const organisation = await target.organisation(textOf(values, 'organisation'));
    const tenant = target.tenant(organisation.id);
    const client = await findByClientId(tenant, clientId);
    if (!client) throw new CommandError(`${organisation.slug} has no client "${clientId}".`);
    await work(target, tenant, client);
  });
}
