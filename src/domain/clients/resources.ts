/** The resources (RFC 8707) of an organisation: the APIs for which its clients can be registered. */
import { uuidv7 } from '../../lib/ids.ts';
import type { SigningAlgorithm } from '../../platform/keys/jwk.ts';
import { recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

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
    db.prisma.resource.create({ data, select: { id: true } }),
    recordEvent(tenant, { type: 'resource.created', resourceId: id, metadata: { indicator } }),
  );
}

export async function listResources({ db }: Tenant): Promise<ListedResource[]> {
  const select = { indicator: true, signingAlg: true };
  const resources = await db.prisma.resource.findMany({ select, orderBy: { indicator: 'asc' } });
  return resources as ListedResource[];
}
