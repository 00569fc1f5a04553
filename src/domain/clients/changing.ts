/** Changes, revokes and deletes clients. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { NO_JSON } from '../../platform/database/no-json.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { assertMayChange } from './authority.ts';
import { evictClient } from './cache.ts';
import { type ClientState, endIssued, endingsOf } from './endings.ts';
import { linkResources, type NewClientSecret, newClientSecret, recordClientEvent } from './records.ts';
import { clientNotFound, found, getClient, type RegisteredClient, readClient, settingsOf } from './registered.ts';
import { contextOf, type Registration, type RegistrationTools, readOwn } from './registering.ts';
import { hasSecret, validateRegistration } from './registration.ts';
import type { ClientFault, RegistrationContext, RequestedSettings } from './settings.ts';

/** What does not change: it decides what kind of application the client is. */
type Immutable = 'clientType' | 'requirePkce';

export type RequestedChanges = Omit<RequestedSettings, Immutable> & { isActive?: boolean | undefined };

/**
 * The settings are validated as a whole, by the rules of registration. Two round trips; one when nothing changes.
 * @param held the permissions of who changes it
 * @returns the client, and a secret when the new authentication method needs another one
 * @throws not_found; forbidden when the client could do more than who changes it; conflict when it was changed meanwhile
 */
export async function updateClient(
  tenant: Tenant,
  id: string,
  requested: RequestedChanges,
  { held, ...tools }: RegistrationTools & { held: readonly string[] },
): Promise<Registration> {
  if (!isUuid(id)) throw clientNotFound();
  const [row, scopes, resources] = await tenant.db.flight(readClient(tenant, id), ...readOwn(tenant, requested));
  const before = found(row);
  const outcome = validateChange(before, requested, contextOf(scopes, resources, tools));
  if ('faults' in outcome) return outcome;
  const { after } = outcome;
  const changes = changesOf(before, after);
  if (Object.keys(changes).length === 0) return { client: before, secret: null };
  assertMayChange(held, before, after, Object.keys(changes));
  const secret = await secretOfChange(tenant, before, after, tools);
  const client = await writeChange(tenant, before, { after, changes, secret });
  evictClient(before.clientId);
  return { client, secret: isNew(secret) ? secret.secret : null };
}

/** Clients from before a rule keep what breaks it, until that setting is changed. */
function validateChange(
  before: RegisteredClient,
  { isActive = before.isActive, ...requested }: RequestedChanges,
  context: RegistrationContext,
): { after: ClientState } | { faults: ClientFault[] } {
  const known = {
    ...context,
    organisationScopes: [...context.organisationScopes, ...before.scopes],
    organisationResources: [...context.organisationResources, ...before.resources],
  };
  const given = Object.fromEntries(Object.entries(requested).filter(([, value]) => value !== undefined));
  const settings = { ...settingsOf(before), ...given };
  const outcome = validateRegistration(settings, known);
  if ('settings' in outcome) return { after: { ...outcome.settings, isActive } };
  const former = validateRegistration(settingsOf(before), known);
  const isFormer = ({ setting, message }: ClientFault) =>
    'faults' in former && former.faults.some((fault) => fault.setting === setting && fault.message === message);
  const faults = outcome.faults.filter((fault) => !isFormer(fault));
  return faults.length > 0 ? { faults } : { after: { ...(settings as ClientState), isActive } };
}

/** The settings that differ, with their new values. */
function changesOf(before: ClientState, after: ClientState): Partial<ClientState> {
  const entries = Object.entries(after) as [keyof ClientState, unknown][];
  return Object.fromEntries(entries.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
}

/**
 * A method that sends the secret works with the stored hash; client_secret_jwt needs the secret itself.
 * @returns null when the client has no secret from now on
 */
async function secretOfChange(
  tenant: Tenant,
  before: RegisteredClient,
  after: ClientState,
  tools: RegistrationTools,
): Promise<NewClientSecret | 'kept' | null> {
  const method = after.tokenEndpointAuthMethod;
  if (!hasSecret(after)) return null;
  const isUsable = method !== 'client_secret_jwt' || before.tokenEndpointAuthMethod === method;
  if (before.hasSecret && isUsable) return 'kept';
  const box = method === 'client_secret_jwt' ? await tools.box() : null;
  return newClientSecret(tenant, { id: before.id, method }, box);
}

const NOTHING_SEALED = { clientSecretSealed: null, previousClientSecretSealed: null };
const NO_SECRET = { clientSecret: null, previousClientSecret: null, previousSecretExpiresAt: null };

function isNew(secret: NewClientSecret | 'kept' | null): secret is NewClientSecret {
  return secret !== null && secret !== 'kept';
}

interface Change {
  after: ClientState;
  changes: Partial<ClientState>;
  secret: NewClientSecret | 'kept' | null;
}

async function writeChange(tenant: Tenant, before: RegisteredClient, change: Change): Promise<RegisteredClient> {
  const { id } = before;
  const { after, changes, secret } = change;
  const answers = await tenant.db.flight(
    ...endingsOf(tenant, id, before, after),
    required(updateColumns(tenant, before, change), changedMeanwhile),
    ...(changes.resources ? linkResources(tenant, id, changes.resources) : []),
    recordClientEvent(tenant, 'client.updated', id, { changes }),
    ...(changes.isActive === false ? [recordClientEvent(tenant, 'client.revoked', id)] : []),
    ...(isNew(secret) ? [recordClientEvent(tenant, 'client.secret_regenerated', id)] : []),
    readClient(tenant, id),
  );
  return found(answers.at(-1) as Parameters<typeof found>[0]);
}

/** Of two changes that read the same client one is written: the other one was judged by what is no longer true. */
function updateColumns({ db, now }: Tenant, before: RegisteredClient, { after, changes, secret }: Change) {
  const { resources: _, jwks, isActive, ...columns } = changes;
  const data: Prisma.ClientUpdateInput = {
    ...columns,
    ...(jwks === undefined ? {} : { jwks: jwks === null ? NO_JSON : (jwks as unknown as Prisma.InputJsonObject) }),
    ...(isActive === undefined ? {} : { isActive, revoked: !isActive }),
    ...(secret === 'kept' ? {} : { ...NO_SECRET, clientSecret: secret?.hash ?? null }),
    ...(secret === 'kept' && after.tokenEndpointAuthMethod === 'client_secret_jwt' ? {} : NOTHING_SEALED),
    ...(isNew(secret) ? { clientSecretSealed: secret.sealed } : {}),
    updatedAt: new Date(Math.max(now.getTime(), before.updatedAt.getTime() + 1)),
  };
  return db.prisma.client.update({ where: { id: before.id, ...unchanged(before) }, data, select: { id: true } });
}

/** The database keeps microseconds. */
export function unchanged({ updatedAt }: Pick<RegisteredClient, 'updatedAt'>) {
  return { updatedAt: { gte: updatedAt, lt: new Date(updatedAt.getTime() + 1) } };
}

export function changedMeanwhile(): AppError {
  return new AppError('conflict', 'The client was changed meanwhile: read it again, and repeat the change');
}

/**
 * Ends everything that was issued to the client. Activated again (`updateClient`), it starts with nothing. One round
 * trip; another one when it was revoked before.
 * @returns whether it was not revoked before
 * @throws not_found
 */
export async function revokeClient(tenant: Tenant, id: string): Promise<boolean> {
  if (!isUuid(id)) throw clientNotFound();
  const revoked = await nullIfMissing(endClient(tenant, id, 'client.revoked', { where: { revoked: false }, data: {} }));
  if (revoked === null) await getClient(tenant, id);
  return revoked !== null;
}

/** Soft: what refers to it stays readable. Its consents end too. One round trip. @throws not_found */
export async function deleteClient(tenant: Tenant, id: string): Promise<void> {
  if (!isUuid(id)) throw clientNotFound();
  const { now } = tenant;
  const deleted = await nullIfMissing(
    endClient(tenant, id, 'client.deleted', { where: {}, data: { deletedAt: now } }, [
      tenant.db.prisma.consent.updateMany({
        where: { clientId: id, revokedAt: null },
        data: { revokedAt: now, updatedAt: now },
      }),
    ]),
  );
  if (deleted === null) throw clientNotFound();
}

/** The client's row is read by everything that issues: from now on nothing is. */
async function endClient(
  tenant: Tenant,
  id: string,
  event: 'client.revoked' | 'client.deleted',
  { where, data }: { where: { revoked?: false }; data: { deletedAt?: Date } },
  more: FlightItem[] = [],
): Promise<void> {
  const { db, now } = tenant;
  const ended = { isActive: false, revoked: true, updatedAt: now, ...data };
  const select = { id: true, clientId: true } as const;
  const row = required(db.prisma.client.update({ where: { id, ...where }, data: ended, select }), MISSING);
  const [client] = await db.flight(row, ...endIssued(tenant, id), ...more, recordClientEvent(tenant, event, id));
  evictClient(client.clientId);
}
