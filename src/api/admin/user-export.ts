/** All people of the organisation as a file that streams. */
import { type ExportedPerson, exportPeople } from '../../domain/user-imports/export.ts';
import { csvFormat, jsonLinesFormat, streamFile } from '../../http/exported-file.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { optional } from '../../http/pagination.ts';
import { PROBLEM } from '../auth/schemas.ts';

const COLUMNS = [
  'id',
  'email',
  'firstName',
  'lastName',
  'phone',
  'externalId',
  'locale',
  'zoneinfo',
  'roles',
  'teams',
  'emailVerifiedAt',
  'mfaEnabled',
  'blockedAt',
  'lastLoginAt',
  'createdAt',
] as const satisfies (keyof ExportedPerson)[];

const FORMATS = {
  csv: csvFormat<ExportedPerson, (typeof COLUMNS)[number]>(COLUMNS),
  jsonl: jsonLinesFormat<ExportedPerson>(),
};

export const exportUsers = defineRoute({
  method: 'get',
  path: '/admin/user-export',
  operationId: 'exportUsers',
  tag: 'Users',
  summary: 'Everybody in the organisation as CSV or JSON Lines, oldest first; never password hashes',
  permission: 'users:read',
  query: z.object({ format: optional(z.enum(['csv', 'jsonl'])) }),
  responses: {
    200: { description: 'The file', files: ['text/csv', 'application/jsonl'] },
    400: PROBLEM,
    401: PROBLEM,
    403: PROBLEM,
  },
  handler: ({ c, query: { format = 'csv' }, tenant }) =>
    streamFile(c, exportPeople(tenant), { name: 'people', format: FORMATS[format] }),
});
