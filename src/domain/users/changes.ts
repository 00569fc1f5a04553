/** Changes of a person by administrators: name, telephone number, block, second factor and roles, together or not at all. */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { required } from '../../platform/database/required-row.ts';
import { recordEvent } from '../events/emit.ts';
import type { SecurityNotices } from '../outbox/security-notices.ts';
import { lockAccess } from '../tokens/access-revocation.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { blockItems, unblockItems } from './blocking.ts';
import { removeFactorsItems } from './factors.ts';
import { type Managed, type Management, openPerson, refuseOwner, refuseSelf } from './management.ts';
import { roleChanges } from './roles.ts';
import { type UserDetails, userNotFound } from './users.ts';

export interface UserChanges {
  firstName?: string | undefined;
  lastName?: string | undefined;
  /** Null removes it. */
  phone?: string | null | undefined;
  /** Whether the person shall be blocked. */
  blocked?: boolean | undefined;
  blockedReason?: string | null | undefined;
  /** False removes all second factors; only the person can set one up. */
  mfaEnabled?: boolean | undefined;
  /** All roles that the person has afterwards. */
  roleIds?: readonly string[] | undefined;
}

/** Two round trips. @throws not_found; forbidden; conflict; bad_request for a factor that was not set up */
export function updateUser(
  tenant: Tenant,
  id: string,
  management: Management,
  { changes, notices }: { changes: UserChanges; notices: SecurityNotices },
): Promise<UserDetails> {
  return tenant.db.transaction(async (transaction) => {
    const { roleIds } = changes;
    const managed = await openPerson(transaction, tenant, id, { ...management, ...(roleIds ? { roleIds } : {}) });
    const { person } = managed;
    const parts = [
      profileChange(tenant, managed, changes),
      roleIds ? roleChanges(tenant, transaction, managed, managed.roles) : NOTHING,
      await factorChange(tenant, managed, { changes, notices }),
      blockChange(tenant, managed, changes),
    ];
    const items = parts.flatMap((part) => part.items);
    // Before the person's row is written: the order in which everybody locks.
    if (items.length > 0) transaction.defer(...lockAccess(id), ...items);
    return Object.assign({}, person, ...parts.map(({ after }) => after)) as UserDetails;
  });
}

export interface Part {
  items: FlightItem[];
  after: Partial<UserDetails>;
}

const NOTHING: Part = { items: [], after: {} };

export function profileChange(tenant: Tenant, { person }: Managed, changes: UserChanges): Part {
  const { firstName = person.firstName, lastName = person.lastName, phone = person.phone } = changes;
  const next = { firstName, lastName, phone };
  const changed = (Object.keys(next) as (keyof typeof next)[]).filter((field) => next[field] !== person[field]);
  if (changed.length === 0) return NOTHING;
  const data = { ...next, name: `${firstName} ${lastName}`, updatedAt: tenant.now };
  const unverified = changed.includes('phone') ? { phoneVerifiedAt: null } : {};
  return {
    after: data,
    items: [
      required(
        tenant.db.prisma.user.update({
          where: { id: person.id },
          data: { ...data, ...unverified },
          select: { id: true },
        }),
        userNotFound,
      ),
      recordEvent(tenant, { type: 'user.updated', resourceId: person.id, metadata: { changes: changed } }),
    ],
  };
}

/** The reason of somebody who is blocked can change by itself. */
function blockChange(tenant: Tenant, managed: Managed, { blocked, blockedReason }: UserChanges): Part {
  const { person } = managed;
  const { now } = tenant;
  const isBlocked = person.blockedAt !== null;
  if (blocked === false) {
    if (!isBlocked) return NOTHING;
    const after = { blockedAt: null, blockedReason: null, updatedAt: now };
    return { items: unblockItems(tenant, person.id), after };
  }
  const reason = blockedReason === undefined ? person.blockedReason : blockedReason;
  const isNew = blocked === true && !isBlocked;
  if (!isNew && (!isBlocked || reason === person.blockedReason)) return NOTHING;
  refuseOwner(managed, 'be blocked');
  refuseSelf(managed, 'block');
  const after = { blockedAt: person.blockedAt ?? now, blockedReason: reason, updatedAt: now };
  return { items: blockItems(tenant, person.id, reason), after };
}

async function factorChange(
  tenant: Tenant,
  managed: Managed,
  { changes: { mfaEnabled }, notices }: { changes: UserChanges; notices: SecurityNotices },
): Promise<Part> {
  const { person } = managed;
  if (mfaEnabled === undefined || mfaEnabled === person.mfaEnabled) return NOTHING;
  if (mfaEnabled) throw onlyByPerson();
  refuseSelf(managed, 'remove the second factors of');
  const after = { mfaEnabled: false, updatedAt: tenant.now };
  return { items: await removeFactorsItems(tenant, managed, notices), after };
}

function onlyByPerson(): AppError {
  const message = 'Only the person can set up a second factor';
  return new AppError('bad_request', message, { extensions: { errors: [{ path: ['mfaEnabled'], message }] } });
}
