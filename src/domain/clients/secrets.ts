/** Replaces the secrets of clients. For a chosen time the previous one is accepted as well. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { assertMayActAs } from './authority.ts';
import { evictClient } from './cache.ts';
import { changedMeanwhile } from './changing.ts';
import { newClientSecret, recordClientEvent } from './records.ts';
import { clientNotFound, getClient } from './registered.ts';
import type { RegistrationTools } from './registering.ts';
import { hasSecret } from './registration.ts';

/** Seconds: thirty days. */
export const OVERLAP_MAX = 2_592_000;

export interface Rotation {
  clientId: string;
  secret: string;
  /** When the previous secret ends; null when it has ended. */
  previousSecretExpiresAt: Date | null;
}

/**
 * At most two secrets are accepted: one that is still accepted from the rotation before ends now. Two round trips.
 * @param overlap seconds for which the replaced secret is accepted
 * @param held the permissions of who rotates: the answer lets them act as the client
 * @throws not_found; bad_request when the client has no secret; forbidden; conflict when it was changed meanwhile
 */
export async function rotateSecret(
  tenant: Tenant,
  id: string,
  { overlap, held, box }: { overlap: number; held: readonly string[] } & Pick<RegistrationTools, 'box'>,
): Promise<Rotation> {
  const client = await getClient(tenant, id);
  const { clientId, tokenEndpointAuthMethod: method, updatedAt } = client;
  if (!hasSecret(client)) {
    throw new AppError('bad_request', `This client has no secret: it authenticates by ${method}`);
  }
  assertMayActAs(held, client);
  const secret = await newClientSecret(tenant, { id, method }, method === 'client_secret_jwt' ? await box() : null);
  const { db, now, organisationId } = tenant;
  const endsAt = overlap > 0 ? after(now, overlap) : null;
  await db.flight(
    // SQL: moves the secret from one column to another
    required(
      sql`
        UPDATE clients SET client_secret = ${secret.hash}, client_secret_sealed = ${secret.sealed},
          previous_client_secret = CASE WHEN ${endsAt !== null}::boolean THEN client_secret END,
          previous_client_secret_sealed = CASE WHEN ${endsAt !== null}::boolean THEN client_secret_sealed END,
          previous_secret_expires_at = ${endsAt}::timestamptz,
          updated_at = GREATEST(${now}::timestamptz, updated_at + interval '1 millisecond')
        WHERE organisation_id = ${organisationId} AND id = ${id} AND deleted_at IS NULL
          AND date_trunc('milliseconds', updated_at) = ${updatedAt}::timestamptz
        RETURNING id`,
      changedMeanwhile,
    ),
    recordClientEvent(tenant, 'client.secret_regenerated', id, { overlapSeconds: overlap }),
  );
  evictClient(clientId);
  return { clientId, secret: secret.secret, previousSecretExpiresAt: endsAt };
}

/**
 * Ends the previous secret before its time. Nothing happens when there is none. One round trip, or two.
 * @throws not_found
 */
export async function endPreviousSecret(tenant: Tenant, id: string): Promise<void> {
  if (!isUuid(id)) throw clientNotFound();
  const { db, now } = tenant;
  const none = { previousClientSecret: null, previousClientSecretSealed: null, previousSecretExpiresAt: null };
  const where = { id, previousSecretExpiresAt: { gt: now } };
  const ended = await nullIfMissing(
    db.flight(
      required(
        db.prisma.client.update({ where, data: { ...none, updatedAt: now }, select: { clientId: true } }),
        MISSING,
      ),
      recordClientEvent(tenant, 'client.previous_secret_ended', id),
    ),
  );
  if (ended) evictClient(ended[0].clientId);
  else await getClient(tenant, id);
}
