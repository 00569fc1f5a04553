/**
 * Links by which people get their account back, without signing in: 256 random bits, hashed, good once. Who follows one
 * holds the mailbox that it was sent to, and nothing else (docs/decisions/0022-recovery.md).
 */
import { uuidv7 } from '../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../lib/secrets.ts';
import { type Sql, type Statement, sql } from '../platform/statement.ts';
import { PERSON, type Person, personOf } from './people.ts';
import { after, type System, type Tenant } from './unit-of-work.ts';

/** password_undo, address_undo: takes a change back · factor_review: says of factors whose they are. */
export type RecoveryLinkKind = 'password_undo' | 'address_undo' | 'factor_review';

/** Seconds. What was done behind somebody's back is seen after a holiday; factors are looked at right after a reset. */
const LIFETIMES = { password_undo: 7 * 86_400, address_undo: 7 * 86_400, factor_review: 3_600 } as const;

interface RecoveryLinkInput {
  userId: string;
  kind: RecoveryLinkKind;
  /** The address that the account had, of an address_undo. */
  previousEmail?: string;
  /** What must hold when the statement runs; it may refer to what stands before it in the same statement. */
  onlyIf?: Sql;
}

export async function prepareRecoveryLink(
  tenant: Tenant,
  { userId, kind, previousEmail, onlyIf = sql`TRUE` }: RecoveryLinkInput,
): Promise<{ token: string; statement: Statement & Sql }> {
  const { now, organisationId } = tenant;
  const token = newSecret('recovery');
  // SQL: whether there is a link to make is decided by what it undoes, in the same statement or flight
  const statement = sql`
    INSERT INTO recovery_links (id, organisation_id, user_id, kind, previous_email, token, expires_at, created_at)
    SELECT ${uuidv7(now)}::uuid, ${organisationId}::uuid, ${userId}::uuid, ${kind}::"RecoveryLinkKind",
           ${previousEmail ?? null}, ${await sha256(token)}, ${after(now, LIFETIMES[kind])}::timestamptz,
           ${now}::timestamptz
    WHERE ${onlyIf}`;
  return { token, statement };
}

export type RecoveryLink = Person & { linkId: string; kind: RecoveryLinkKind; previousEmail: string | null };

/** One round trip; null unless the link is good: known, unused, in time, of somebody who is still there. */
export async function findRecoveryLink(
  system: System,
  token: string,
  kinds: readonly RecoveryLinkKind[],
): Promise<RecoveryLink | null> {
  if (!looksLikeSecret('recovery', token)) return null;
  const link = await system.db.prisma.recoveryLink.findFirst({
    where: { token: await sha256(token), consumedAt: null, expiresAt: { gt: system.now } },
    select: { id: true, kind: true, previousEmail: true, user: { select: PERSON } },
  });
  if (!link || !kinds.includes(link.kind)) return null;
  const { id: linkId, kind, previousEmail, user } = link;
  return { ...personOf(user), linkId, kind, previousEmail };
}

/** Uses a link up: it returns whose it was, and when it was made, or no row. */
export function consumingRecoveryLink({ now }: Tenant, { linkId }: RecoveryLink): Sql {
  // SQL: checks and consumes in one statement
  return sql`
    UPDATE recovery_links SET consumed_at = ${now}
    WHERE id = ${linkId}::uuid AND consumed_at IS NULL AND expires_at > ${now} RETURNING id, user_id, created_at`;
}
