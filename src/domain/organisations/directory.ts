/** All organisations, as platform operators see them. Erased ones are not among them. */
import { isUuid } from '../../lib/ids.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { OrganisationStatus } from '../access/principals.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';
import { organisationNotFound, RETENTION } from './status.ts';

const LISTED = {
  id: true,
  name: true,
  slug: true,
  email: true,
  status: true,
  statusReason: true,
  suspendedAt: true,
  createdAt: true,
  updatedAt: true,
  deletedAt: true,
} satisfies Prisma.OrganisationSelect;

type Row = Prisma.OrganisationGetPayload<{ select: typeof LISTED }>;

export interface ListedOrganisation extends Omit<Row, 'deletedAt'> {
  cancelledAt: Date | null;
  /** When its data is erased, if it is not restored before; null unless it is cancelled. */
  erasedFrom: Date | null;
}

export interface OrganisationDetail extends ListedOrganisation {
  owner: { id: string; email: string; name: string } | null;
}

function listed({ deletedAt, ...row }: Row): ListedOrganisation {
  if (deletedAt === null) return { ...row, cancelledAt: null, erasedFrom: null };
  return { ...row, status: 'cancelled', cancelledAt: deletedAt, erasedFrom: after(deletedAt, RETENTION) };
}

/** The columns by which a list is sorted. Each is unique, so its value is a cursor; an id begins with its time. */
const COLUMNS = { createdAt: 'id', name: 'name', slug: 'slug' } as const;

export type OrganisationOrder = keyof typeof COLUMNS;

export interface OrganisationQuery {
  /** Any part of the name, the slug or the address. */
  search?: string | undefined;
  status?: OrganisationStatus | undefined;
  sort: OrganisationOrder;
  order: 'asc' | 'desc';
  limit: number;
  offset: number;
  /** The value of the last organisation of the previous page; the offset counts from there. */
  cursor?: string | undefined;
}

/** One round trip. */
export async function listOrganisations(
  system: System,
  query: OrganisationQuery,
): Promise<{ organisations: ListedOrganisation[]; next: string | null } & Total> {
  const { sort, order, limit, offset } = query;
  const column = COLUMNS[sort];
  const { prisma } = system.db;
  const [rows, counted] = await system.db.flight(
    prisma.organisation.findMany({
      where: { ...matching(query), ...afterCursor(query) },
      select: LISTED,
      orderBy: { [column]: order },
      skip: offset,
      take: limit,
    }),
    prisma.organisation.count({ where: matching(query), take: COUNT_TAKE }),
  );
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { organisations: rows.map(listed), next: last?.[column] ?? null, ...totalOf(counted) };
}

function matching({ search, status }: OrganisationQuery): Prisma.OrganisationWhereInput {
  const isFound = search ? { OR: ['name', 'slug', 'email'].map((column) => ({ [column]: contains(search) })) } : {};
  // `deletedAt` asks for deleted ones too.
  return { erasedAt: null, deletedAt: {}, AND: [isFound, ofStatus(status)] };
}

function ofStatus(status: OrganisationStatus | undefined): Prisma.OrganisationWhereInput {
  if (status === undefined) return {};
  return status === 'cancelled' ? { deletedAt: { not: null } } : { status, deletedAt: null };
}

/** The wildcards of a pattern are escaped; Prisma does not do that. */
function contains(text: string) {
  return { contains: text.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const;
}

function afterCursor({ cursor, sort, order }: OrganisationQuery): Prisma.OrganisationWhereInput {
  if (cursor === undefined) return {};
  return { [COLUMNS[sort]]: order === 'asc' ? { gt: cursor } : { lt: cursor } };
}

/** Whether a cursor has a value of the column. */
export function isCursorOf(sort: OrganisationOrder, value: string): boolean {
  return COLUMNS[sort] !== 'id' || isUuid(value);
}

/** One round trip. @throws not_found */
export async function getOrganisation({ db }: System, id: string): Promise<OrganisationDetail> {
  if (!isUuid(id)) throw organisationNotFound();
  const itself = { id, deletedAt: {} };
  const [row, owner] = await db.flight(
    db.prisma.organisation.findFirst({ where: { ...itself, erasedAt: null }, select: LISTED }),
    db.prisma.user.findFirst({
      where: { organisation: itself, ownedOrganisation: itself, deletedAt: {} },
      select: { id: true, email: true, name: true },
    }),
  );
  if (!row) throw organisationNotFound();
  return { ...listed(row), owner };
}
