/** Replaces the secret of an endpoint. For a chosen time the previous one signs as well. */
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { recordEvent } from '../events/emit.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { endpointNotFound, readEndpoint, toEndpoint, type WebhookEndpoint } from './endpoints.ts';
import { newWebhookSecret } from './signatures.ts';

/** Seconds: a day, so that receivers can be changed over without losing a delivery. */
export const OVERLAP_DEFAULT = 86_400;
/** Seconds: thirty days. */
export const OVERLAP_MAX = 2_592_000;

/**
 * At most two secrets sign: one that still signs from the rotation before ends now. One round trip.
 * @param overlap seconds for which the replaced secret signs as well
 * @returns the endpoint and its secret, which is not shown again
 * @throws not_found
 */
export async function rotateSecret(
  tenant: Tenant,
  id: string,
  { overlap, box }: { overlap: number; box: SecretBox },
): Promise<WebhookEndpoint & { secret: string }> {
  if (!isUuid(id)) throw endpointNotFound();
  const { db, now, organisationId } = tenant;
  const secret = newWebhookSecret();
  const sealed = await box.seal(secret, { purpose: 'webhook.secret', id, ownerId: organisationId });
  const endsAt = overlap > 0 ? after(now, overlap) : null;
  const [, , row] = await db.flight(
    // SQL: moves the secret from one column to another
    required(
      sql`
        UPDATE webhook_endpoints SET secret_encrypted = ${sealed},
          previous_secret_encrypted = CASE WHEN ${endsAt !== null}::boolean THEN secret_encrypted END,
          previous_secret_expires_at = ${endsAt}::timestamptz, updated_at = ${now}
        WHERE organisation_id = ${organisationId} AND id = ${id}
        RETURNING id`,
      endpointNotFound,
    ),
    recordEvent(tenant, { type: 'webhook.secret_rotated', resourceId: id, metadata: { overlapSeconds: overlap } }),
    readEndpoint(tenant, id),
  );
  if (!row) throw endpointNotFound();
  return { ...toEndpoint(row), secret };
}
