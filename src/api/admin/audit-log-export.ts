/** The audit log as a file that streams. */
import { exportAuditEntries } from '../../domain/audit/export.ts';
import { csvFormat, jsonLinesFormat, streamFile } from '../../http/exported-file.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { optional } from '../../http/pagination.ts';
import { PROBLEM } from '../auth/schemas.ts';
import { auditLogFilters, filtersOf } from './audit-log-filters.ts';
import { shownEntry } from './audit-log-schema.ts';

type Entry = ReturnType<typeof shownEntry>;

const COLUMNS = [
  'id',
  'timestamp',
  'eventType',
  'eventCategory',
  'action',
  'success',
  'reason',
  'actorId',
  'actorEmail',
  'actorName',
  'clientId',
  'clientName',
  'resourceType',
  'resourceId',
  'ipAddress',
  'userAgent',
  'metadata',
] as const;

const cells = csvFormat<ReturnType<typeof cellsOf>, (typeof COLUMNS)[number]>(COLUMNS);

const FORMATS = {
  csv: { ...cells, line: (entry: Entry) => cells.line(cellsOf(entry)) },
  jsonl: jsonLinesFormat<Entry>(),
};

function cellsOf({ actor, user, client, metadata: { ipAddress, userAgent, ...metadata }, ...entry }: Entry) {
  return {
    ...entry,
    reason: entry.errorMessage,
    actorId: entry.userId,
    actorEmail: user?.email ?? null,
    actorName: actor.name,
    clientName: client?.name ?? null,
    ipAddress,
    userAgent,
    metadata: JSON.stringify(metadata),
  };
}

async function* shown(pages: ReturnType<typeof exportAuditEntries>): AsyncGenerator<Entry[], void> {
  for await (const entries of pages) yield entries.map(shownEntry);
}

export const exportAuditLogs = defineRoute({
  method: 'get',
  path: '/admin/audit-logs/export',
  operationId: 'exportAuditLogs',
  tag: 'Audit logs',
  summary: 'The audit log as CSV or JSON Lines, oldest first',
  description:
    'The filters are those of the list. A file whose export failed ends within a line, with the words "This file is not whole".',
  permission: 'audit:read',
  query: z.object({ format: optional(z.enum(['csv', 'jsonl'])), ...auditLogFilters }),
  refusal: 'Invalid query parameters',
  responses: {
    200: { description: 'The file', files: ['text/csv', 'application/jsonl'] },
    400: PROBLEM,
    401: PROBLEM,
    403: PROBLEM,
  },
  handler: ({ c, query: { format = 'csv', ...query }, tenant }) =>
    streamFile(c, shown(exportAuditEntries(tenant, filtersOf(query))), { name: 'audit-log', format: FORMATS[format] }),
});
