/** Reads and writes clients and resources. Registration has validated them before. */
import { toBase64Url } from '../../lib/bytes.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { newSecret, sha256 } from '../../lib/secrets.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { SigningAlgorithm } from '../../platform/keys/jwk.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { ClientSettings } from './settings.ts';
import type { TokenEndpointAuthMethod } from './vocabulary.ts';

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
export async function createClient(tenant: Tenant, { id, clientId, settings, secret }: NewClient): Promise<void> {
  const { db, now, organisationId } = tenant;
  const { resources, jwks, ...columns } = settings;
  await db.flight(
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
    // SQL: one statement finds the resources by indicator, and links them to the client
    sql`
      INSERT INTO client_resources (organisation_id, client_id, resource_id, created_at)
      SELECT r.organisation_id, ${id}::uuid, r.id, ${now}::timestamptz
      FROM resources r WHERE r.organisation_id = ${organisationId} AND r.indicator = ANY (${resources}::text[])`,
    recordEvent(tenant, { type: 'client.created', resourceId: id, clientId: id, metadata: { clientId } }),
  );
}

const ID = { id: true } as const;

/** A client as lists show it. */
export interface ListedClient {
  id: string;
  clientId: string;
  name: string;
  clientType: 'confidential' | 'public';
  tokenEndpointAuthMethod: TokenEndpointAuthMethod;
  grantTypes: string[];
  redirectUris: string[];
  scopes: string[];
  isActive: boolean;
}

const LISTED = {
  id: true,
  clientId: true,
  name: true,
  clientType: true,
  tokenEndpointAuthMethod: true,
  grantTypes: true,
  redirectUris: true,
  scopes: true,
  isActive: true,
  revoked: true,
} satisfies Prisma.ClientSelect;

function toListed({ revoked, ...client }: Prisma.ClientGetPayload<{ select: typeof LISTED }>): ListedClient {
  const { grantTypes, redirectUris, scopes } = client as Pick<ListedClient, 'grantTypes' | 'redirectUris' | 'scopes'>;
  return { ...client, grantTypes, redirectUris, scopes, isActive: client.isActive && !revoked };
}

export async function listClients({ db }: Tenant): Promise<ListedClient[]> {
  const orderBy = [{ createdAt: 'asc' }, { id: 'asc' }] satisfies Prisma.ClientOrderByWithRelationInput[];
  const clients = await db.prisma.client.findMany({ select: LISTED, orderBy });
  return clients.map(toListed);
}

export async function getClient({ db }: Tenant, clientId: string): Promise<ListedClient | null> {
  const client = await db.prisma.client.findFirst({ where: { clientId }, select: LISTED });
  return client && toListed(client);
}

/**
 * Replaces the secret, if the client still uses the method that the new secret was made for.
 * @throws the error of `missing` when the client is revoked, or its authentication method has changed
 */
export async function replaceSecret(
  tenant: Tenant,
  { id, tokenEndpointAuthMethod }: Pick<ListedClient, 'id' | 'tokenEndpointAuthMethod'>,
  { hash, sealed }: NewClientSecret,
  missing: () => Error,
): Promise<void> {
  const { db, now } = tenant;
  const where = { id, revoked: false, tokenEndpointAuthMethod };
  const data = { clientSecret: hash, clientSecretSealed: sealed, updatedAt: now };
  await db.flight(
    required(db.prisma.client.update({ where, data, select: ID }), missing),
    recordEvent(tenant, { type: 'client.secret_regenerated', resourceId: id, clientId: id }),
  );
}

/**
 * Revokes the client with all its tokens and codes.
 * @throws the error of `missing` when it was revoked before
 */
export async function revokeClient(tenant: Tenant, id: string, missing: () => Error): Promise<void> {
  const { db, now } = tenant;
  const { prisma } = db;
  const issued = { where: { clientId: id, revokedAt: null }, data: { revokedAt: now, updatedAt: now } };
  const revoked = { isActive: false, revoked: true, updatedAt: now };
  await db.flight(
    required(prisma.client.update({ where: { id, revoked: false }, data: revoked, select: ID }), missing),
    prisma.token.updateMany(issued),
    prisma.refreshToken.updateMany(issued),
    prisma.authorizationCode.deleteMany({ where: { clientId: id } }),
    recordEvent(tenant, { type: 'client.revoked', resourceId: id, clientId: id }),
  );
}

export interface ListedResource {
  indicator: string;
  signingAlg: SigningAlgorithm | null;
}

/** @throws a unique violation when any organisation has this resource already */
export async function createResource(tenant: Tenant, { indicator, signingAlg }: ListedResource): Promise<void> {
  const { db, now, organisationId } = tenant;
  const id = uuidv7(now);
  const data = { id, organisationId, indicator, signingAlg, createdAt: now, updatedAt: now };
  await db.flight(
    db.prisma.resource.create({ data, select: ID }),
    recordEvent(tenant, { type: 'resource.created', resourceId: id, metadata: { indicator } }),
  );
}

export async function listResources({ db }: Tenant): Promise<ListedResource[]> {
  const select = { indicator: true, signingAlg: true };
  const resources = await db.prisma.resource.findMany({ select, orderBy: { indicator: 'asc' } });
  return resources as ListedResource[];
}
