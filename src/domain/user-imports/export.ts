/** All people of the organisation, page by page, for a file. */
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

/** People of a page: what one flight reads, and what is in memory at a time. */
const PAGE = 500;

const EXPORTED = {
  id: true,
  email: true,
  firstName: true,
  lastName: true,
  phone: true,
  externalId: true,
  locale: true,
  zoneinfo: true,
  emailVerifiedAt: true,
  mfaEnabled: true,
  blockedAt: true,
  lastLoginAt: true,
  createdAt: true,
  roles: { select: { role: { select: { slug: true } } }, orderBy: { role: { slug: 'asc' } } },
  teams: { select: { team: { select: { slug: true } } }, orderBy: { team: { slug: 'asc' } } },
} as const satisfies Prisma.UserSelect;

type Row = Prisma.UserGetPayload<{ select: typeof EXPORTED }>;

export type ExportedPerson = Omit<Row, 'roles' | 'teams'> & { roles: string[]; teams: string[] };

/** Never password hashes or factors. Oldest first. One round trip a page; the first one records the event. */
export async function* exportPeople(tenant: Tenant): AsyncGenerator<ExportedPerson[]> {
  let [rows] = await tenant.db.flight(page(tenant, null), recordEvent(tenant, { type: 'user.exported' }));
  while (rows.length > 0) {
    yield rows.map(toExported);
    if (rows.length < PAGE) return;
    rows = await page(tenant, rows.at(-1)?.id ?? null);
  }
}

function page({ db }: Tenant, after: string | null) {
  return db.prisma.user.findMany({
    where: after === null ? {} : { id: { gt: after } },
    select: EXPORTED,
    orderBy: { id: 'asc' },
    take: PAGE,
  });
}

function toExported({ roles, teams, ...person }: Row): ExportedPerson {
  return { ...person, roles: roles.map(({ role }) => role.slug), teams: teams.map(({ team }) => team.slug) };
}
