/** Reads explanations: an organisation's own, and for operators those that belong to none. */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7Floor } from '../../lib/ids.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { definitionOf } from './catalogue.ts';
import type { StoredCheck } from './recording.ts';

/** Seconds that an explanation can be read, and is kept. */
export const EXPLANATION_RETENTION = 7 * 86_400;

interface Row {
  id: string;
  requestId: string;
  endpoint: string;
  error: string;
  reason: string;
  checks: unknown;
}

const COLUMNS = { id: true, requestId: true, endpoint: true, error: true, reason: true, checks: true } as const;

/** One round trip. @throws not_found also for a code of another organisation */
export async function getExplanation({ db, now }: Tenant, code: string) {
  const row = isUuid(code) ? await db.prisma.explanation.findFirst({ where: where(code, now), select: COLUMNS }) : null;
  return shape(row);
}

/** One round trip. @throws not_found also for a code of an organisation */
export async function getPlatformExplanation({ db, now }: System, code: string) {
  const { platformExplanation } = db.prisma;
  const row = isUuid(code) ? await platformExplanation.findFirst({ where: where(code, now), select: COLUMNS }) : null;
  return shape(row);
}

/** Of any organisation or of none, for the command line; null when there is none. One round trip. */
export async function findExplanation({ db, now }: System, code: string): Promise<Explanation | null> {
  if (!isUuid(code)) return null;
  const rows = await db.flight(
    db.prisma.explanation.findFirst({ where: where(code, now), select: COLUMNS }),
    db.prisma.platformExplanation.findFirst({ where: where(code, now), select: COLUMNS }),
  );
  const row = rows.find((one) => one !== null);
  return row ? shape(row) : null;
}

/** The age is in the id: a row that is not swept yet is gone all the same. */
function where(code: string, now: Date) {
  return { AND: [{ id: code }, { id: { gte: uuidv7Floor(after(now, -EXPLANATION_RETENTION)) } }] };
}

export type Explanation = ReturnType<typeof shape>;

/** The cause is the last check that failed. */
function shape(row: Row | null) {
  if (!row) throw new AppError('not_found', 'Explanation not found');
  const { id: code, checks: stored, ...rest } = row;
  const checks = (stored as StoredCheck[]).map(({ check, passed, facts }) => ({
    check: check as string,
    verifies: definitionOf(check)?.verifies ?? null,
    verdict: passed ? ('passed' as const) : ('failed' as const),
    facts,
  }));
  const cause = checks.findLast(({ verdict }) => verdict === 'failed')?.check ?? null;
  const createdAt = momentOf(code);
  return {
    code,
    ...rest,
    cause,
    mend: cause === null ? null : (definitionOf(cause)?.mend ?? null),
    checks,
    createdAt,
    expiresAt: after(createdAt, EXPLANATION_RETENTION),
  };
}

/** The time of a version 7 id. */
function momentOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
}
