/** Commands for existing clients. */
import { revokeClient } from '../../src/domain/clients/changing.ts';
import { newClientSecret, replaceSecret } from '../../src/domain/clients/records.ts';
import { findByClientId, listClients, type RegisteredClient } from '../../src/domain/clients/registered.ts';
import { SECRET_METHODS } from '../../src/domain/clients/vocabulary.ts';
import type { Tenant } from '../../src/domain/unit-of-work/unit-of-work.ts';
import { type Command, JSON_OPTION, type OptionValues, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
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

async function listAll(tenant: Tenant): Promise<RegisteredClient[]> {
  const all: RegisteredClient[] = [];
  for (let cursor: string[] | undefined | null; cursor !== null; ) {
    const page = await listClients(tenant, { sort: 'createdAt', order: 'asc', limit: PAGE, offset: 0, cursor });
    all.push(...page.clients);
    cursor = page.nextCursor;
  }
  return all;
}

const PAGE = 1_000;

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

export const clientRotateSecret: Command = {
  name: 'client rotate-secret',
  summary: 'replace the secret of a client at once; prints the new one once',
  options: { ...ORGANISATION_OPTION, ...JSON_OPTION },
  operand: CLIENT_OPERAND,
  run: (values, operands) =>
    onClient(values, operands, async (target, tenant, client) => {
      const { clientId, tokenEndpointAuthMethod: method } = client;
      if (!SECRET_METHODS.some((name) => name === method)) {
        throw new CommandError(`${clientId} has no secret: it authenticates by ${method}.`);
      }
      const box = method === 'client_secret_jwt' ? await target.box() : null;
      const secret = await newClientSecret(tenant, { id: client.id, method }, box);
      const isRevoked = () => new CommandError(`${clientId} is revoked: it needs no secret.`);
      await replaceSecret(tenant, client, secret, isRevoked);
      if (values.json) printJson({ clientId, clientSecret: secret.secret });
      else console.log(`${clientId}: the old secret is good no longer. The new one, shown once:\n${secret.secret}`);
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
