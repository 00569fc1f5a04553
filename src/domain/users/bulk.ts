/** Adds and changes many people, or gives many a role: all of them together, or nobody. */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { assertMayManage } from '../access/grants.ts';
import { assertStillPermitted, currentRights, lockRoles, type Rights, readActor } from '../access/rights.ts';
import type { System, Tenant, TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import { type Part, profileChange, type UserChanges } from './changes.ts';
import {
  type CreationSetting,
  creation,
  creationFailure,
  type NewUser,
  type PreparedAccount,
  prepareAccounts,
  readSetting,
  settingOf,
  type WelcomeEmail,
} from './creation.ts';
import { type Managed, type Management, permissionsOf, rolesAmong } from './management.ts';
import { roleChanges } from './roles.ts';
import { readUsers, toUserDetails, type UserDetails, userNotFound } from './users.ts';

export type BulkChange = Pick<UserChanges, 'firstName' | 'lastName' | 'phone' | 'roleIds'> & { id: string };

export interface BulkInput {
  /** Each gets a link to choose a password. */
  create: readonly Omit<NewUser, 'password'>[];
  update: readonly BulkChange[];
}

export interface BulkResult {
  created: UserDetails[];
  updated: UserDetails[];
}

/**
 * Three round trips. The faults of all rows are reported together, each with its list and index.
 * @throws the error of the first row that has one
 */
export async function writeUsers(
  system: System,
  tenant: Tenant,
  held: readonly string[],
  input: BulkInput,
  welcome: WelcomeEmail,
): Promise<BulkResult> {
  const faults = new Faults();
  const accounts = await prepareAccounts(system, tenant, input.create, async () => false);
  const work = async (transaction: TenantTransaction) => {
    const { people, rights, setting } = await open(transaction, tenant, held, input);
    const items: FlightItem[] = [];
    const result: BulkResult = { created: [], updated: [] };
    for (const [index, row] of input.create.entries()) {
      await faults.collect(['create', index], async () => {
        const account = accounts[index];
        if (account instanceof AppError) throw account;
        assertFirst(input.create, index, 'email', () => new AppError('conflict', 'Email already registered'));
        const added = await creation(tenant, setting, row, { ...(account as PreparedAccount), welcome });
        items.push(...added.items);
        result.created.push(added.user);
      });
    }
    for (const [index, row] of input.update.entries()) {
      await faults.collect(['update', index], async () => {
        assertFirst(input.update, index, 'id', () => new AppError('bad_request', 'This person is in the list twice'));
        const managed = managedOf(tenant, { people, rights, setting }, row);
        const parts = changesOf(tenant, transaction, managed, row);
        items.push(...parts.flatMap((part) => part.items));
        result.updated.push(Object.assign({}, managed.person, ...parts.map(({ after }) => after)));
      });
    }
    faults.throwFirst();
    transaction.defer(...items);
    return result;
  };
  return tenant.db.transaction(work).catch((error) => {
    throw creationFailure(error);
  });
}

/** Gives up to a hundred people a role; who has it already keeps it. Two round trips. @throws as `writeUsers` */
export async function assignRoleToMany(
  tenant: Tenant,
  { held, takes }: Management,
  { roleId, userIds }: { roleId: string; userIds: readonly string[] },
): Promise<void> {
  const faults = new Faults();
  await tenant.db.transaction(async (transaction) => {
    const update = [...new Set(userIds)].map((id) => ({ id, roleIds: [roleId] }));
    const { people, rights, setting } = await open(transaction, tenant, held, { create: [], update });
    assertStillPermitted(rights, takes);
    const [role] = rolesAmong(setting.roles, [roleId]);
    if (!role) return;
    const items: FlightItem[] = [];
    for (const [index, row] of update.entries()) {
      await faults.collect(['userIds', index], async () => {
        const managed = managedOf(tenant, { people, rights, setting }, row);
        items.push(...roleChanges(tenant, transaction, managed, [...managed.person.roles, role]).items);
      });
    }
    faults.throwFirst();
    transaction.defer(...items);
  });
}

interface Opened {
  people: Map<string, UserDetails>;
  rights: Rights;
  setting: CreationSetting;
}

/** One round trip, the first of its transaction. */
async function open(
  transaction: TenantTransaction,
  tenant: Tenant,
  held: readonly string[],
  { create, update }: BulkInput,
): Promise<Opened> {
  const { actor } = tenant;
  const ids = update.map(({ id }) => id);
  const [, rows, organisation, roles, defaults, teams, ...actors] = await transaction.flight(
    lockRoles(tenant),
    readUsers(transaction, ids),
    ...readSetting(transaction, tenant, [...create, ...update]),
    ...readActor(actor, transaction.prisma),
  );
  const rights = currentRights(actor, held, actors);
  if (create.length > 0) assertStillPermitted(rights, 'users:create');
  if (update.length > 0) assertStillPermitted(rights, 'users:update');
  const people = new Map(rows.map((row) => [row.id, toUserDetails(row)]));
  return { people, rights, setting: settingOf(rights, [organisation, roles, defaults, teams]) };
}

/** @throws not_found; forbidden */
function managedOf({ actor }: Tenant, { people, rights, setting }: Opened, { id, roleIds = [] }: BulkChange): Managed {
  const person = people.get(id);
  if (!person) throw userNotFound();
  assertMayManage(rights.permissions, permissionsOf(person.roles));
  const { organisation } = setting;
  const [isOwner, isSelf] = [organisation.ownerId === id, actor.userId === id];
  return { person, organisation, isOwner, isSelf, rights, roles: rolesAmong(setting.roles, roleIds) };
}

function changesOf(
  tenant: Tenant,
  transaction: TenantTransaction,
  managed: Managed,
  { roleIds, ...profile }: BulkChange,
): Part[] {
  const changed = profileChange(tenant, managed, profile);
  return roleIds ? [changed, roleChanges(tenant, transaction, managed, managed.roles)] : [changed];
}

/** @throws `fault` when an earlier row has the same value */
function assertFirst<Row>(rows: readonly Row[], index: number, field: keyof Row, fault: () => AppError): void {
  if (rows.findIndex((row) => row[field] === rows[index]?.[field]) < index) throw fault();
}

/** The refusals of rows. */
class Faults {
  readonly #found: { path: (string | number)[]; error: AppError }[] = [];

  async collect(path: (string | number)[], work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#found.push({ path, error });
    }
  }

  /** @throws with the code of the first refusal, and all of them */
  throwFirst(): void {
    const [first] = this.#found;
    if (!first) return;
    const errors = this.#found.map(({ path, error }) => ({ path, message: error.message }));
    const rows = errors.length === 1 ? 'One row was' : `${errors.length} rows were`;
    const { retryAfter } = first.error;
    const options = retryAfter === undefined ? {} : { retryAfter };
    throw new AppError(first.error.code, `Nothing was changed. ${rows} refused: ${first.error.message}`, {
      ...options,
      extensions: { errors },
    });
  }
}
