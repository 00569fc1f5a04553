/**
 * Requests with an `Idempotency-Key`: the first one claims the key, and its answer is stored; a repeated one gets that
 * answer (docs/decisions/0034-idempotency-keys.md). Every transaction of the request that writes is fenced: it records
 * in the claim that something was changed, and changes nothing when another request has taken the claim over.
 */
import { AppError } from '../../errors.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { sha256 } from '../../lib/secrets.ts';
import type { Fence } from '../../platform/database/fence.ts';
import { sql } from '../../platform/database/statement.ts';
import type { SealContext } from '../../platform/keys/sealed-columns.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** Seconds that an answer is stored. */
const LIFETIME = 86_400;
/** Seconds after which a request that has stored no answer counts as abandoned: far longer than a request may take. */
const ABANDONED_AFTER = 60;
/** Seconds until a client should ask again for the answer of a request that is running. */
const RETRY_AFTER = 1;

export interface KeyedRequest {
  key: string;
  /** Method, path and precondition. */
  route: string;
  /** In a form that is the same for equal bodies. */
  body: string;
}

export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The right of one request to act for a key. */
export interface Claim {
  id: string;
  attempt: string;
}

/**
 * One round trip.
 * @returns a claim, or the answer of the request that had the key before
 * @throws unprocessable when that was another request; conflict when it is running, or its answer was lost
 */
export async function claimKey(tenant: Tenant, request: KeyedRequest, box: SecretBox): Promise<Claim | StoredAnswer> {
  const { organisationId, now } = tenant;
  const keyHash = await hashOf(tenant, request.key);
  // Under every key of the box, so that a repeated request is recognised after a key was replaced.
  const fingerprints = await box.macs(JSON.stringify([request.route, request.body]), 'idempotency.fingerprint');
  const attempt = crypto.randomUUID();
  const [, found] = await tenant.db.flight(
    // SQL: one statement claims a key that is free, expired or abandoned; Prisma's upsert has no condition
    sql`
      INSERT INTO idempotency_records AS r
        (id, organisation_id, key_hash, fingerprint, attempt, started_at, expires_at)
      VALUES (${uuidv7(now)}::uuid, ${organisationId}::uuid, ${keyHash}, ${fingerprints[0]}, ${attempt}::uuid,
        ${now}::timestamptz, ${after(now, LIFETIME)}::timestamptz)
      ON CONFLICT (organisation_id, key_hash) DO UPDATE SET fingerprint = EXCLUDED.fingerprint,
        attempt = EXCLUDED.attempt, started_at = EXCLUDED.started_at, expires_at = EXCLUDED.expires_at,
        applied_at = NULL, answer = NULL
      WHERE r.expires_at <= ${now}::timestamptz OR (r.applied_at IS NULL AND r.answer IS NULL
        AND r.fingerprint = ANY (${fingerprints}::text[])
        AND r.started_at <= ${after(now, -ABANDONED_AFTER)}::timestamptz)`,
    tenant.db.prisma.idempotencyRecord.findUnique({
      where: { organisationId_keyHash: { organisationId, keyHash } },
      select: { id: true, attempt: true, fingerprint: true, startedAt: true, answer: true },
    }),
  );
  // Null when the request that had the key was refused between the two statements.
  if (!found) throw stillRunning();
  if (found.attempt === attempt) return { id: found.id, attempt };
  if (!fingerprints.includes(found.fingerprint)) throw usedOtherwise();
  if (found.answer !== null) return openAnswer(tenant, { id: found.id, answer: found.answer }, box);
  throw found.startedAt > after(now, -ABANDONED_AFTER) ? stillRunning() : answerLost();
}

export function isClaim(outcome: Claim | StoredAnswer): outcome is Claim {
  return 'attempt' in outcome;
}

/** Of the actor, without their address and browser, which may be others when a request is repeated. */
function hashOf({ actor }: Tenant, key: string): Promise<string> {
  const { ipAddress: _, userAgent: __, ...ids } = actor;
  const actors = Object.entries(ids).filter(([, id]) => id !== null);
  return sha256(JSON.stringify([actors.sort(([a], [b]) => (a < b ? -1 : 1)), key]));
}

/**
 * For the transactions of the request.
 * SQL: the fence is sent beneath Prisma, with whatever writes
 */
export function fenceOf({ organisationId, now }: Tenant, { id, attempt }: Claim): Fence {
  return {
    statement: sql<{ id: string }>`
      UPDATE idempotency_records SET applied_at = COALESCE(applied_at, ${now}::timestamptz)
      WHERE organisation_id = ${organisationId}::uuid AND id = ${id}::uuid AND attempt = ${attempt}::uuid
      RETURNING id`,
    refused: stillRunning,
  };
}

/** One round trip. */
export async function storeAnswer(tenant: Tenant, claim: Claim, answer: StoredAnswer, box: SecretBox): Promise<void> {
  const sealed = await box.seal(JSON.stringify(answer), contextOf(tenant, claim));
  await tenant.db.prisma.idempotencyRecord.updateMany({ where: { ...claim }, data: { answer: sealed } });
}

/**
 * Frees the key of a request that was refused for a passing reason, so that it can be repeated. One round trip.
 * @param isUnchanged whether the refusal itself says that nothing was changed; else the record tells
 */
export async function releaseKey(
  tenant: Tenant,
  claim: Claim,
  { isUnchanged }: { isUnchanged: boolean },
): Promise<void> {
  const where = isUnchanged ? { ...claim } : { ...claim, appliedAt: null };
  await tenant.db.prisma.idempotencyRecord.deleteMany({ where });
}

async function openAnswer(tenant: Tenant, { id, answer }: { id: string; answer: string }, box: SecretBox) {
  try {
    return JSON.parse(await box.open(answer, contextOf(tenant, { id }))) as StoredAnswer;
  } catch (error) {
    // Its key was removed, or somebody changed it.
    tenant.log.error('a stored answer cannot be opened', { error });
    throw answerLost();
  }
}

function contextOf({ organisationId }: Tenant, { id }: { id: string }): SealContext {
  return { purpose: 'idempotency.answer', id, ownerId: organisationId };
}

function usedOtherwise(): AppError {
  return new AppError('unprocessable', 'This Idempotency-Key was used for another request: use a new one');
}

function stillRunning(): AppError {
  const message = 'A request with this Idempotency-Key is still running';
  return new AppError('conflict', message, { retryAfter: RETRY_AFTER, extensions: { idempotency: 'running' } });
}

function answerLost(): AppError {
  const message =
    'The request with this Idempotency-Key was carried out, but its answer was lost. It is not carried out again: read what it changed';
  return new AppError('conflict', message, { extensions: { idempotency: 'answer_lost' } });
}
