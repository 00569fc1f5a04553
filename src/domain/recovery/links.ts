/**
 * Links by which people get their account back, without signing in: 256 random bits, hashed, good once. Who follows one
 * holds the mailbox that it was sent to, and nothing else (docs/decisions/0022-recovery.md).
 */
import { uuidv7 } from '../../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../../lib/secrets.ts';
import { MISSING, required } from '../../platform/database/required-row.ts';
import { PERSON, type Person, personOf } from '../people/person.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** password_undo, address_undo: takes a change back · factor_review: says of factors whose they are. */
export type RecoveryLinkKind = 'password_undo' | 'address_undo' | 'factor_review';

/** Seconds. What was done behind somebody's back is seen after a holiday; factors are looked at right after a reset. */
const LIFETIMES = { password_undo: 7 * 86_400, address_undo: 7 * 86_400, factor_review: 3_600 } as const;

/** @returns what makes the link, for the flight of what it undoes or asks about */
export async function prepareRecoveryLink(
  { now, organisationId, db }: Tenant,
  { userId, kind, previousEmail = null }: { userId: string; kind: RecoveryLinkKind; previousEmail?: string | null },
) {
  const id = uuidv7(now);
  const token = newSecret('recovery');
  const expiresAt = after(now, LIFETIMES[kind]);
  const data = {
    id,
    organisationId,
    userId,
    kind,
    previousEmail,
    token: await sha256(token),
    expiresAt,
    createdAt: now,
  };
  return { id, token, write: db.prisma.recoveryLink.create({ data, select: { id: true } }) };
}

export type RecoveryLink = Person & {
  linkId: string;
  kind: RecoveryLinkKind;
  previousEmail: string | null;
  linkCreatedAt: Date;
};

/** One round trip; null unless the link is good: known, unused, in time, of somebody who is still there. */
export async function findRecoveryLink(
  system: System,
  token: string,
  kinds: readonly RecoveryLinkKind[],
): Promise<RecoveryLink | null> {
  if (!looksLikeSecret('recovery', token)) return null;
  const link = await system.db.prisma.recoveryLink.findFirst({
    where: { token: await sha256(token), consumedAt: null, expiresAt: { gt: system.now } },
    select: { id: true, kind: true, previousEmail: true, createdAt: true, user: { select: PERSON } },
  });
  if (!link || !kinds.includes(link.kind)) return null;
  const { id: linkId, kind, previousEmail, createdAt: linkCreatedAt, user } = link;
  return { ...personOf(user), linkId, kind, previousEmail, linkCreatedAt };
}

/** Uses a link up: of all who try at once one finds it unused, and MISSING gives up what travels with the others. */
export function usingRecoveryLink({ db, now }: Tenant, { linkId }: RecoveryLink) {
  return required(
    db.prisma.recoveryLink.update({
      where: { id: linkId, consumedAt: null, expiresAt: { gt: now } },
      data: { consumedAt: now },
      select: { id: true },
    }),
    MISSING,
  );
}
