/** Writes clients. Registration has validated them before. */
import { toBase64Url } from '../../lib/bytes.ts';
import { newSecret, sha256 } from '../../lib/secrets.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { EventType } from '../events/catalogue.ts';
import { recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { found, readClient } from './registered.ts';
import type { ClientSettings } from './settings.ts';

export interface NewClientSecret {
  /** Shown to its owner once. */
  secret: string;
  hash: string;
  /** Only for client_secret_jwt: a MAC cannot be verified with a hash. */
  sealed: string | null;
}

export async function newClientSecret(
  { organisationId }: Tenant,
  { id, method }: { id: string; method: string },
  box: SecretBox | null,
): Promise<NewClientSecret> {
  const secret = newSecret('clientSecret');
  if (method !== 'client_secret_jwt') return { secret, hash: await sha256(secret), sealed: null };
  if (box === null) throw new Error('A secret for client_secret_jwt is sealed, and there is no key to seal with');
  const sealed = await box.seal(secret, { purpose: 'client.secret', id, ownerId: organisationId });
  return { secret, hash: await sha256(secret), sealed };
}

export interface NewClient {
  id: string;
  clientId: string;
  settings: ClientSettings;
  secret: Pick<NewClientSecret, 'hash' | 'sealed'> | null;
}

/** Starts with a prefix, so that it is never confused with the `sub` of a person, a UUID (RFC 9700 section 4.15). */
export function newClientId(): string {
  return `client_${toBase64Url(crypto.getRandomValues(new Uint8Array(16)))}`;
}

/**
 * Registers a client with its resources.
 * @throws a unique violation when the client_id is taken
 */
export async function createClient(tenant: Tenant, { id, clientId, settings, secret }: NewClient) {
  const { db, now, organisationId } = tenant;
  const { resources, jwks, ...columns } = settings;
  const [, , , client] = await db.flight(
    db.prisma.client.create({
      data: {
        ...columns,
        ...(jwks === null ? {} : { jwks: jwks as unknown as Prisma.InputJsonObject }),
        id,
        organisationId,
        clientId,
        clientSecret: secret?.hash ?? null,
        clientSecretSealed: secret?.sealed ?? null,
        createdAt: now,
        updatedAt: now,
      },
      select: ID,
    }),
    insertResources(tenant, id, resources),
    recordClientEvent(tenant, 'client.created', id, { clientId, name: settings.name }),
    readClient(tenant, id),
  );
  return found(client);
}

function insertResources({ organisationId, now }: Tenant, id: string, indicators: readonly string[]): Statement {
  // SQL: one statement finds the resources by indicator, and links them to the client
  return sql`
    INSERT INTO client_resources (organisation_id, client_id, resource_id, created_at)
    SELECT r.organisation_id, ${id}::uuid, r.id, ${now}::timestamptz
    FROM resources r WHERE r.organisation_id = ${organisationId} AND r.indicator = ANY (${[...indicators]}::text[])
    ON CONFLICT DO NOTHING`;
}

/** The client is registered for these resources, and for no others. */
export function linkResources(tenant: Tenant, id: string, indicators: readonly string[]): FlightItem[] {
  const resource = { indicator: { notIn: [...indicators] } };
  return [
    tenant.db.prisma.clientResource.deleteMany({ where: { clientId: id, resource } }),
    insertResources(tenant, id, indicators),
  ];
}

/** The event names the client that was changed; a client that made the change is in the metadata. */
export function recordClientEvent(tenant: Tenant, type: EventType, id: string, metadata: Record<string, unknown> = {}) {
  const { clientId: actingClientId } = tenant.actor;
  const acting = actingClientId === null ? {} : { actingClientId };
  return recordEvent(tenant, { type, resourceId: id, clientId: id, metadata: { ...metadata, ...acting } });
}

const ID = { id: true } as const;
