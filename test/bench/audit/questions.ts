/** What is asked of an audit log, as the routes of the management API ask it. */
import { getAuditEntry } from '../../../src/domain/audit/entries.ts';
import { exportAuditEntries } from '../../../src/domain/audit/export.ts';
import { type AuditQuery, listAuditEntries } from '../../../src/domain/audit/listing.ts';
import type { RequestDb } from '../../../src/platform/database/db.ts';
import { type Side as Units, unitsOf } from '../lists/side.ts';
import type { Filled } from './fill.ts';

export type Side = Pick<Units, 'tenant'> & { middle: Filled };

export function sideOf(db: RequestDb, filled: Filled): Side {
  return { ...unitsOf(db, filled.organisationId), middle: filled };
}

const NEWEST = { sort: 'timestamp', order: 'desc', limit: 50, offset: 0 } as const;

const entries = (query: Partial<AuditQuery> | ((middle: Filled) => Partial<AuditQuery>)) => (side: Side) =>
  listAuditEntries(side.tenant, { ...NEWEST, ...(typeof query === 'function' ? query(side.middle) : query) });

const DAY = 86_400_000;

export const QUESTIONS = {
  'newest first': entries({}),
  'oldest first': entries({ order: 'asc' }),
  'after a cursor in the middle': entries(({ entryId }) => ({ cursor: entryId })),
  'at an offset': entries({ offset: 900 }),
  'of a day in the middle': entries(({ at }) => ({ from: at, until: new Date(at.getTime() + DAY) })),
  'what failed': entries({ success: false }),
  'what succeeded': entries({ success: true }),
  'of a frequent type': entries({ eventType: 'user.login.success' }),
  'of a rare type': entries({ eventType: 'session.revoked' }),
  'of a type that never happened': entries({ eventType: 'team.created' }),
  'of a category': entries({ eventCategory: 'auth' }),
  'of an action': entries({ action: 'update' }),
  'of a person': entries(({ userId }) => ({ userId })),
  'of a person, what failed': entries(({ userId }) => ({ userId, success: false })),
  'of a thing': entries(({ resourceId }) => ({ resourceId })),
  'by action': entries({ sort: 'action' }),
  'an entry': ({ tenant, middle }: Side) => getAuditEntry(tenant, middle.entryId),
  'the first page of an export': ({ tenant }: Side) => exportAuditEntries(tenant, {}).next(),
};
