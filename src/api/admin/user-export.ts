/** All people of the organisation as a file that streams. */
import { type ExportedPerson, exportPeople } from '../../domain/user-imports/export.ts';
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

interface Format {
  contentType: string;
  header: string;
  line(person: ExportedPerson): string;
}

const FORMATS: Readonly<Record<'csv' | 'jsonl', Format>> = {
  csv: {
    contentType: 'text/csv; charset=utf-8; header=present',
    header: `${COLUMNS.join(',')}\r\n`,
    line: (person) => `${COLUMNS.map((column) => csvCell(person[column])).join(',')}\r\n`,
  },
  jsonl: {
    contentType: 'application/jsonl; charset=utf-8',
    header: '',
    line: (person) => `${JSON.stringify(person)}\n`,
  },
};

/** Spreadsheets run cells that begin like a formula. A telephone number is none. */
const FORMULA = /^[=+\-@\t\r]/;
const TELEPHONE = /^\+[\d ()./-]*$/;

/** RFC 4180; lists are separated by spaces, and a formula gets an apostrophe in front. */
function csvCell(value: ExportedPerson[(typeof COLUMNS)[number]]): string {
  if (value === null) return '';
  const given = Array.isArray(value) ? value.join(' ') : value instanceof Date ? value.toISOString() : String(value);
  const text = FORMULA.test(given) && !TELEPHONE.test(given) ? `'${given}` : given;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function fileOf(pages: AsyncIterable<ExportedPerson[]>, { header, line }: Format): AsyncIterable<string> {
  return (async function* () {
    if (header !== '') yield header;
    for await (const people of pages) yield people.map(line).join('');
  })();
}

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
  handler: async ({ c, query: { format = 'csv' }, tenant }) => {
    const { contentType } = FORMATS[format];
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    // The connection to the database is kept until the file is written, or its reader is gone.
    c.var.context.background(write(fileOf(exportPeople(tenant), FORMATS[format]), writable));
    const disposition = `attachment; filename="people.${format}"`;
    return c.body(readable, 200, { 'Content-Type': contentType, 'Content-Disposition': disposition });
  },
});

/** A reader who goes away ends the export; one who is slow slows it down. */
async function write(file: AsyncIterable<string>, writable: WritableStream<Uint8Array>): Promise<void> {
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  try {
    for await (const text of file) await writer.write(encoder.encode(text));
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
  }
}
