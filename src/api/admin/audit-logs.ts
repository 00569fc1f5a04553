/** What happened in the organisation. Nothing changes or removes an entry. */
import { getAuditEntry } from '../../domain/audit/entries.ts';
import { listAuditEntries } from '../../domain/audit/listing.ts';
import { invalidParameter } from '../../http/faults.ts';
import { cursorParameter, decodeIdCursor, encodeCursor, sortOf, sortParameters } from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { auditLogFilters, filtersOf } from './audit-log-filters.ts';
import { auditLogSchema, shownEntry } from './audit-log-schema.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

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
    ...auditLogFilters,
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
