/**
 * Links by which people recover their account without signing in: 256 random bits, stored hashed, valid once. A link
 * proves access to the mailbox that it was sent to, and nothing else (docs/decisions/0022-recovery.md).
 */
import { uuidv7 } from '../../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../../lib/secrets.ts';
import { MISSING, required } from '../../platform/database/required-row.ts';
import { PERSON, type Person, personOf } from '../people/person.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** password_undo, address_undo: undoes a change · factor_review: confirms or removes factors that are on hold. */
export type RecoveryLinkKind = 'password_undo' | 'address_undo' | 'factor_review';

/** Seconds. An undo must still work after a holiday; the review of factors follows a reset at once. */
const LIFETIMES = { password_undo: 7 * 86_400, address_undo: 7 * 86_400, factor_review: 3_600 } as const;

/** @returns the token, and the operation that creates the link: for the flight of the change that it belongs to */
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

/** One round trip; null unless the link is valid: known, unused, not expired, of a person who is not deleted. */
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

/** Consumes a link. Of concurrent requests one succeeds; MISSING rolls back the flights of the others. */
export function consumeRecoveryLink({ db, now }: Tenant, { linkId }: RecoveryLink) {
  return required(
    db.prisma.recoveryLink.update({
      where: { id: linkId, consumedAt: null, expiresAt: { gt: now } },
      data: { consumedAt: now },
      select: { id: true },
    }),
    MISSING,
  );
}
