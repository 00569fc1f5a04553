/** Imports of people from a file: begun, followed, and read afterwards. The rows: rows.ts. */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';

export const IMPORT_FORMATS = ['csv', 'jsonl'] as const;
export const ON_EXISTING = ['skip', 'update'] as const;

export interface ImportSettings {
  format: (typeof IMPORT_FORMATS)[number];
  onExisting: (typeof ON_EXISTING)[number];
}

/** Seconds in which an import can be continued, and its faults be read. */
const LIFETIME = 30 * 86_400;

const STORED = {
  id: true,
  format: true,
  onExisting: true,
  processedRows: true,
  createdRows: true,
  updatedRows: true,
  skippedRows: true,
  failedRows: true,
  expiresAt: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.UserImportSelect;

export type UserImport = Prisma.UserImportGetPayload<{ select: typeof STORED }>;

/** One round trip. */
export async function beginImport(tenant: Tenant, settings: ImportSettings): Promise<UserImport> {
  const { db, now, organisationId } = tenant;
  const id = uuidv7(now);
  const moments = { createdAt: now, updatedAt: now, expiresAt: after(now, LIFETIME) };
  const [begun] = await db.flight(
    db.prisma.userImport.create({ data: { id, organisationId, ...settings, ...moments }, select: STORED }),
    recordEvent(tenant, { type: 'user_import.created', resourceId: id, metadata: { ...settings } }),
  );
  return begun;
}

/** One round trip. @throws not_found */
export async function getImport({ db, now }: Tenant, id: string): Promise<UserImport> {
  const found = isUuid(id)
    ? await db.prisma.userImport.findFirst({ where: { id, expiresAt: { gt: now } }, select: STORED })
    : null;
  if (!found) throw importNotFound();
  return found;
}

/** Newest first. One round trip. @param cursor the id of the last import of the previous page */
export async function listImports(
  { db, now }: Tenant,
  { cursor, limit, offset }: { cursor?: string | undefined; limit: number; offset: number },
): Promise<{ imports: UserImport[]; nextCursor: string | null } & Total> {
  const live = { expiresAt: { gt: now } };
  const [imports, counted] = await db.flight(
    db.prisma.userImport.findMany({
      where: cursor === undefined ? live : { ...live, id: { lt: cursor } },
      select: STORED,
      orderBy: { id: 'desc' },
      skip: offset,
      take: limit,
    }),
    db.prisma.userImport.count({ where: live, take: COUNT_TAKE }),
  );
  const last = imports.length === limit ? imports.at(-1) : undefined;
  return { imports, nextCursor: last?.id ?? null, ...totalOf(counted) };
}

export interface ImportedPerson {
  /** Counted from 1. */
  row: number;
  email: string;
  firstName: string;
  lastName: string;
  phone: string | null;
  externalId: string | null;
  locale: string | null;
  zoneinfo: string | null;
  /** A hash that the sign-in can verify; null for none. */
  password: string | null;
  /** Slugs; without any, the default role. */
  roles: string[];
  teams: string[];
}

export interface ImportFault {
  row: number;
  errors: { path: string; message: string }[];
}

/** In the order of rows. One round trip. @param after the last row of the previous page @throws not_found */
export async function listImportFaults(
  { db, now }: Tenant,
  id: string,
  { after: last = 0, limit }: { after?: number | undefined; limit: number },
): Promise<{ faults: ImportFault[]; total: number; nextRow: number | null }> {
  if (!isUuid(id)) throw importNotFound();
  const [found, rows] = await db.flight(
    db.prisma.userImport.findFirst({ where: { id, expiresAt: { gt: now } }, select: { failedRows: true } }),
    db.prisma.userImportFault.findMany({
      where: { importId: id, row: { gt: last } },
      select: { row: true, errors: true },
      orderBy: { row: 'asc' },
      take: limit,
    }),
  );
  if (!found) throw importNotFound();
  const faults = rows.map(({ row, errors }) => ({ row, errors: errors as unknown as ImportFault['errors'] }));
  const nextRow = faults.length === limit ? (faults.at(-1)?.row ?? null) : null;
  return { faults, total: found.failedRows, nextRow };
}

export function importNotFound(): AppError {
  return new AppError('not_found', 'Import not found');
}
