/**
 * Writes the rows of an import, a batch in a transaction. The same transaction moves the number of processed rows, so a
 * row is never written twice: not when the file is sent again, nor when two uploads run at once.
 */
import { AppError } from '../../errors.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { mayGrant } from '../access/grants.ts';
import { assertStillPermitted, currentRights, lockRoles, readActor } from '../access/rights.ts';
import type { Tenant, TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import { insertPeople, type ResolvedPerson } from './insertion.ts';
import { getImport, type ImportedPerson, type ImportFault, type UserImport } from './user-imports.ts';

export type ImportRow = { person: ImportedPerson } | { fault: ImportFault };

const BATCH_ROWS = 200;
/**
 * Rows of one upload. It bounds the time of a request, and how long somebody goes on whose right ends meanwhile. The
 * next upload continues.
 */
export const UPLOAD_ROWS_MAX = 10_000;

/**
 * Rows that were processed before are skipped. Two round trips a batch.
 * @param held the permissions of the caller: nobody imports people into roles that they could not grant
 * @param rows in their order, from any row that is not beyond the next one
 * @throws not_found; conflict when rows are missing, or another upload processes the same ones
 */
export async function importRows(
  tenant: Tenant,
  { id, held }: { id: string; held: readonly string[] },
  rows: AsyncIterable<ImportRow>,
): Promise<UserImport> {
  const target: Target = { ...(await getImport(tenant, id)), held };
  const first = target.processedRows;
  let batch: ImportRow[] = [];
  for await (const row of rows) {
    const number = rowOf(row);
    const next = target.processedRows + batch.length + 1;
    if (number > next) throw new AppError('conflict', `Row ${next} is missing: send the file from there`);
    if (number < next) continue;
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    await writeBatch(tenant, target, batch);
    batch = [];
    if (target.processedRows - first >= UPLOAD_ROWS_MAX) break;
  }
  if (batch.length > 0) await writeBatch(tenant, target, batch);
  return getImport(tenant, id);
}

type Target = UserImport & { held: readonly string[] };

const rowOf = (row: ImportRow) => ('person' in row ? row.person.row : row.fault.row);

/**
 * Under the lock of roles: who lost the right to add people, or the permissions of a role, meanwhile imports nobody
 * into it. Nor does anybody change people who have permissions that they lack.
 */
async function writeBatch(tenant: Tenant, target: Target, batch: readonly ImportRow[]): Promise<void> {
  const people = batch.flatMap((row) => ('person' in row ? [row.person] : []));
  const known = batch.flatMap((row) => ('fault' in row ? [row.fault] : []));
  const { processedRows: from } = target;
  await tenant.db.transaction(async (transaction) => {
    const choice = await readChoice(transaction, tenant, target, people);
    const { resolved, faults } = resolve(tenant, choice, people);
    transaction.defer(
      required(
        tenant.db.prisma.userImport.update({
          where: { id: target.id, processedRows: from },
          data: { processedRows: from + batch.length, updatedAt: tenant.now },
          select: { id: true },
        }),
        () => new AppError('conflict', 'Another upload processes this import'),
      ),
      insertPeople(tenant, target, { people: resolved, faults: [...known, ...faults] }),
    );
  });
  target.processedRows += batch.length;
}

interface RoleChoice {
  id: string;
  slug: string;
  isDefault: boolean;
  mayGrant: boolean;
}

/** The roles and teams that there are to choose from. */
interface Choice {
  roles: ReadonlyMap<string, RoleChoice>;
  /** Ids by slug. */
  teams: ReadonlyMap<string, string>;
  /** Addresses of people who would be changed and have permissions that the caller lacks. */
  above: ReadonlySet<string>;
}

/** @throws forbidden when the caller may not add people any more */
async function readChoice(
  { flight, prisma }: TenantTransaction,
  tenant: Tenant,
  { held, onExisting }: Target,
  people: readonly ImportedPerson[],
): Promise<Choice> {
  const slugsOf = (field: 'roles' | 'teams') => [...new Set(people.flatMap((person) => person[field]))];
  const changed = onExisting === 'update' ? people.map(({ email }) => email) : [];
  const [, roles, teams, existing, ...actors] = await flight(
    lockRoles(tenant),
    prisma.role.findMany({
      where: { OR: [{ slug: { in: slugsOf('roles') } }, { isDefault: true }] },
      select: ROLE,
    }),
    prisma.team.findMany({ where: { slug: { in: slugsOf('teams') } }, select: { id: true, slug: true } }),
    prisma.user.findMany({
      where: { email: { in: changed } },
      select: { email: true, roles: { select: { role: { select: ROLE } } } },
    }),
    ...readActor(tenant.actor, prisma),
  );
  const rights = currentRights(tenant.actor, held, actors);
  assertStillPermitted(rights, 'users:create');
  const toChoice = ({ permissions, ...role }: RoleRow): RoleChoice => {
    const slugs = permissions.map(({ permission }) => permission.slug);
    return { ...role, mayGrant: mayGrant(rights.permissions, slugs) };
  };
  const above = existing.filter((person) => person.roles.some(({ role }) => !toChoice(role).mayGrant));
  return {
    roles: new Map(roles.map((role) => [role.slug, toChoice(role)])),
    teams: new Map(teams.map(({ id, slug }) => [slug, id])),
    above: new Set(above.map(({ email }) => email)),
  };
}

const ROLE = {
  id: true,
  slug: true,
  isDefault: true,
  permissions: { select: { permission: { select: { slug: true } } } },
} as const satisfies Prisma.RoleSelect;

type RoleRow = Prisma.RoleGetPayload<{ select: typeof ROLE }>;

function resolve({ now }: Tenant, { roles, teams, above }: Choice, people: readonly ImportedPerson[]) {
  const defaults = [...roles.values()].filter(({ isDefault }) => isDefault);
  const resolved: ResolvedPerson[] = [];
  const faults: ImportFault[] = [];
  for (const person of people) {
    const named = person.roles.length > 0 ? person.roles.flatMap((slug) => roles.get(slug) ?? []) : defaults;
    const errors = [
      ...(above.has(person.email) ? [fault('email', 'This person has permissions that you do not have')] : []),
      ...person.roles.filter((slug) => !roles.has(slug)).map((slug) => fault('roles', `No role ${slug}`)),
      ...person.teams.filter((slug) => !teams.has(slug)).map((slug) => fault('teams', `No team ${slug}`)),
      ...named
        .filter((role) => !role.mayGrant)
        .map(({ slug }) => fault('roles', `The role ${slug} has permissions that you do not have`)),
    ];
    const teamIds = person.teams.flatMap((slug) => teams.get(slug) ?? []);
    if (errors.length > 0) faults.push({ row: person.row, errors });
    else resolved.push({ ...person, id: uuidv7(now), roleIds: named.map(({ id }) => id), teamIds });
  }
  return { resolved, faults };
}

const fault = (path: string, message: string) => ({ path, message });
