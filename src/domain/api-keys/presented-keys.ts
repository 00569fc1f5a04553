/** API keys as requests present them: found by their hash, with everything that limits them. */
import { AppError } from '../../errors.ts';
import { isInNetworks } from '../../lib/networks.ts';
import { looksLikeSecret, sha256 } from '../../lib/secrets.ts';
import { sql } from '../../platform/database/statement.ts';
import { intersection } from '../access/permissions.ts';
import { PERMISSIONS_COLUMN, type Principal } from '../access/principals.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import type { ApiKeyRateLimit } from './api-keys.ts';

/** What limits a key; for a key that was made with another one also that one's. */
interface Limits {
  id: string;
  scopes: string[];
  allowedNetworks: string[] | null;
  rateLimit: ApiKeyRateLimit;
}

export interface PresentedApiKey {
  id: string;
  /** The key itself, and the one with which it was made. */
  limits: Limits[];
  createdById: string | null;
  createdByClientId: string | null;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  organisation: Principal['organisation'];
  /** Those of the maker that the scopes name. */
  permissions: string[];
}

type Row = Limits &
  Omit<PresentedApiKey, 'limits'> & {
    /** The key with which it was made. */
    madeWith: Limits | null;
    clientScopes: string[] | null;
  };

/**
 * The key with this text, unless it is revoked or expired, the person or client who made it is not usable, or the key
 * with which it was made is revoked. One round trip.
 * SQL: runs at every request with an API key; one query for the key, its maker and their permissions
 */
export async function findApiKey(system: System, text: string): Promise<PresentedApiKey | null> {
  if (!looksLikeSecret('apiKey', text)) return null;
  const [[row]] = await system.db.flight(
    sql<Row>`
      SELECT k.id, k.scopes, k.allowed_networks AS "allowedNetworks", k.rate_limit AS "rateLimit",
        k.created_by_id AS "createdById", k.created_by_client_id AS "createdByClientId",
        k.expires_at AS "expiresAt", k.last_used_at AS "lastUsedAt",
        CASE WHEN m.id IS NOT NULL THEN json_build_object(
          'id', m.id, 'scopes', m.scopes, 'allowedNetworks', m.allowed_networks, 'rateLimit', m.rate_limit
        ) END AS "madeWith",
        json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'status', o.status) AS organisation,
        c.scopes AS "clientScopes", ${PERMISSIONS_COLUMN}
      FROM api_keys k
      JOIN organisations o ON o.id = k.organisation_id AND o.deleted_at IS NULL
      LEFT JOIN users u ON u.organisation_id = k.organisation_id AND u.id = k.created_by_id
        AND u.deleted_at IS NULL AND u.blocked_at IS NULL
      LEFT JOIN clients c ON c.organisation_id = k.organisation_id AND c.id = k.created_by_client_id
        AND c.is_active AND NOT c.revoked AND c.deleted_at IS NULL AND (c.is_first_party OR c.allow_api)
      LEFT JOIN api_keys m ON m.organisation_id = k.organisation_id AND m.id = k.created_by_key_id
        AND m.revoked_at IS NULL
      WHERE k.key_hash = ${await sha256(text)} AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ${system.now}::timestamptz)
        AND (u.id IS NOT NULL OR c.id IS NOT NULL) AND (m.id IS NOT NULL OR k.created_by_key_id IS NULL)`,
  );
  return row ? toPresented(row) : null;
}

function toPresented(row: Row): PresentedApiKey {
  const { id, scopes, allowedNetworks, rateLimit, madeWith, clientScopes, permissions, ...key } = row;
  const own = { id, scopes, allowedNetworks, rateLimit };
  const limits = madeWith ? [own, madeWith] : [own];
  const held = clientScopes ?? permissions;
  return { ...key, id, limits, permissions: limits.reduce((all, limit) => intersection(all, limit.scopes), held) };
}

/** @throws forbidden outside of the networks of the key */
export function assertAllowedNetwork({ limits }: PresentedApiKey, ipAddress: string): void {
  for (const { allowedNetworks } of limits) {
    if (allowedNetworks === null || isInNetworks(ipAddress, allowedNetworks)) continue;
    throw new AppError('forbidden', 'This API key may not be used from this address', { log: 'network of an API key' });
  }
}

/** Seconds between two writes of a key's last use. */
const TOUCH_INTERVAL = 60;

/** Whether the last use is old enough to be written again. */
export function isUseDue({ lastUsedAt }: PresentedApiKey, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - lastUsedAt.getTime() > TOUCH_INTERVAL * 1000;
}

/** SQL: Prisma would also write `updated_at`, which says when an administrator changed the key. */
export async function recordUse({ db, now }: Tenant, id: string): Promise<void> {
  await db.flight(sql`
    UPDATE api_keys SET last_used_at = ${now} WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < ${now})`);
}
