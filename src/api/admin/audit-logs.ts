/** What happened in the organisation. Nothing changes or removes an entry. */
import { getAuditEntry } from '../../domain/audit/entries.ts';
import type { AuditFilters } from '../../domain/audit/filters.ts';
import { listAuditEntries } from '../../domain/audit/listing.ts';
import { invalidParameter } from '../../http/faults.ts';
import {
  cursorParameter,
  decodeIdCursor,
  encodeCursor,
  filterOf,
  filterParameters,
  sortOf,
  sortParameters,
} from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { ACTIONS, auditLogSchema, CATEGORIES, shownEntry } from './audit-log-schema.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };
const text = optional(z.string().max(254));
/** Form fields of dates send days, which are days of UTC. */
const moment = optional(z.union([z.iso.datetime({ offset: true }), z.iso.date()]));

const filters = filterParameters({
  userId: text,
  clientId: text,
  eventType: text,
  eventCategory: optional(z.enum(CATEGORIES)),
  action: optional(z.enum(ACTIONS)),
  resourceType: text,
  resourceId: text,
  success: optional(z.enum(['true', 'false'])),
  startDate: moment,
  endDate: moment,
});

const DAY_MS = 86_400_000;
const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** Both ends are included: a day to its last moment. */
function filtersOf(query: z.infer<z.ZodObject<typeof filters>>): AuditFilters {
  const [success, start, end] = [filterOf(query, 'success'), filterOf(query, 'startDate'), filterOf(query, 'endDate')];
  const span = end?.length === DAY_LENGTH ? DAY_MS : 1;
  return {
    userId: filterOf(query, 'userId'),
    clientId: filterOf(query, 'clientId'),
    eventType: filterOf(query, 'eventType'),
    eventCategory: filterOf(query, 'eventCategory'),
    action: filterOf(query, 'action'),
    resourceType: filterOf(query, 'resourceType'),
    resourceId: filterOf(query, 'resourceId'),
    success: success === undefined ? undefined : success === 'true',
    from: start === undefined ? undefined : new Date(start),
    until: end === undefined ? undefined : new Date(new Date(end).getTime() + span),
  };
}

export const listAuditLogs = defineRoute({
  method: 'get',
  path: '/admin/audit-logs',
  operationId: 'listAuditLogs',
  tag: 'Audit logs',
  summary: 'What happened in the organisation',
  permission: 'audit:read',
  query: z.object({
    ...pageParameters,
    ...cursorParameter,
    ...sortParameters(['timestamp', 'eventCategory', 'action']),
    ...filters,
  }),
  refusal: 'Invalid query parameters',
  responses: {
    200: {
      description:
        'A page; newest first. With several filters it may have fewer entries than asked for: follow `nextCursor` until it is null',
      schema: envelopeSchema(auditLogSchema).extend({
        auditLogs: z.array(auditLogSchema).meta({ description: 'The same as `data`' }),
      }),
    },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const order = sortOf(query, { sort: 'timestamp', order: 'desc' });
    if (query.cursor !== undefined && order.sort !== 'timestamp') {
      throw invalidParameter('cursor', 'A cursor is for lists by timestamp');
    }
    const cursor = query.cursor === undefined ? undefined : decodeIdCursor(query.cursor);
    const { entries, nextCursor, ...total } = await listAuditEntries(tenant, {
      ...{ ...filtersOf(query), ...order, ...page, cursor },
    });
    const data = entries.map(shownEntry);
    const next = nextCursor === null ? null : encodeCursor([nextCursor]);
    return c.json({ ...envelope(data, total, page), auditLogs: data, nextCursor: next });
  },
});

export const getAuditLog = defineRoute({
  method: 'get',
  path: '/admin/audit-logs/{id}',
  operationId: 'getAuditLog',
  tag: 'Audit logs',
  summary: 'An entry of the audit log',
  permission: 'audit:read',
  params: idParams,
  responses: { 200: { description: 'The entry', schema: auditLogSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(shownEntry(await getAuditEntry(tenant, id))),
});
