/** Imports of people: begin one, send its file in one or more uploads, read what failed. */
import { assertPermitted } from '../../domain/credentials/callers.ts';
import { importRows, UPLOAD_ROWS_MAX } from '../../domain/user-imports/rows.ts';
import {
  beginImport,
  getImport,
  IMPORT_FORMATS,
  listImports as list,
  listImportFaults as listFaults,
  ON_EXISTING,
} from '../../domain/user-imports/user-imports.ts';
import { AppError } from '../../errors.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { readCsv, readJsonLines } from './import-files.ts';
import { IMPORT_FIELDS, toImportRows } from './import-rows.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };
const COMMON = { tag: 'Users' } as const;

const count = z.number().int();
const importSchema = z
  .object({
    id: z.uuid(),
    format: z.enum(IMPORT_FORMATS),
    onExisting: z.enum(ON_EXISTING),
    processedRows: count.meta({ description: 'Rows of the file from its beginning; the next upload continues there' }),
    createdRows: count,
    updatedRows: count,
    skippedRows: count,
    failedRows: count,
    expiresAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'UserImport' });

export const createUserImport = defineRoute({
  ...COMMON,
  method: 'post',
  path: '/admin/user-imports',
  operationId: 'createUserImport',
  summary: 'Begin an import of people',
  permission: 'users:create',
  body: z.object({ format: z.enum(IMPORT_FORMATS), onExisting: z.enum(ON_EXISTING).default('skip') }),
  responses: { 201: { description: 'Begun; send the rows next', schema: importSchema }, 400: PROBLEM, ...DENIED },
  handler: async ({ c, body, tenant, authentication }) => {
    if (body.onExisting === 'update') assertPermitted(authentication, 'users:update');
    return c.json(await beginImport(tenant, body), 201);
  },
});

export const listUserImports = defineRoute({
  ...COMMON,
  method: 'get',
  path: '/admin/user-imports',
  operationId: 'listUserImports',
  summary: 'The imports of the last thirty days, newest first',
  permission: 'users:read',
  query: z.object({ ...pageParameters, cursor: optional(z.uuid()) }),
  responses: { 200: { description: 'A page', schema: envelopeSchema(importSchema) }, 400: PROBLEM, ...DENIED },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const { imports, nextCursor, ...total } = await list(tenant, { cursor: query.cursor, ...page });
    return c.json({ ...envelope(imports, total, page), nextCursor });
  },
});

export const getUserImport = defineRoute({
  ...COMMON,
  method: 'get',
  path: '/admin/user-imports/{id}',
  operationId: 'getUserImport',
  summary: 'How far an import is',
  permission: 'users:read',
  params: idParams,
  responses: { 200: { description: 'The import', schema: importSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(await getImport(tenant, id)),
});

const faultSchema = z
  .object({
    row: count.meta({ description: 'Counted from 1, without the header of a CSV file' }),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
  })
  .meta({ id: 'UserImportFault' });

const { limit, per_page } = pageParameters;

export const listUserImportFaults = defineRoute({
  ...COMMON,
  method: 'get',
  path: '/admin/user-imports/{id}/faults',
  operationId: 'listUserImportFaults',
  summary: 'The rows that were not imported, and why',
  permission: 'users:read',
  params: idParams,
  query: z.object({ limit, per_page, cursor: optional(z.coerce.number().int().nonnegative()) }),
  responses: {
    200: {
      description: 'A page; give `nextCursor` as `cursor` for the one that follows',
      schema: z.object({
        data: z.array(faultSchema),
        total: count,
        limit: count,
        nextCursor: z.string().nullable(),
      }),
    },
    400: PROBLEM,
    404: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, query, tenant }) => {
    const page = pageOf(query);
    const { faults, total, nextRow } = await listFaults(tenant, id, { after: query.cursor, limit: page.limit });
    return c.json({ data: faults, total, limit: page.limit, nextCursor: nextRow === null ? null : String(nextRow) });
  },
});

/** Bytes of one upload. */
const UPLOAD_BYTES_MAX = 64 * 1024 * 1024;

export const uploadUserImportRows = defineRoute({
  ...COMMON,
  method: 'post',
  path: '/admin/user-imports/{id}/rows',
  operationId: 'uploadUserImportRows',
  summary: `Send rows of an import: the file, or a part of it; up to ${UPLOAD_ROWS_MAX} new rows at a time`,
  permission: 'users:create',
  params: idParams,
  query: z.object({
    from: optional(z.coerce.number().int().nonnegative()).meta({
      description: 'Rows of the file before the first one of this body; 0 for the whole file',
    }),
  }),
  files: ['text/csv', 'application/jsonl'],
  responses: {
    200: { description: 'Processed, up to `processedRows`; rows that were before are skipped', schema: importSchema },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    413: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, query: { from = 0 }, tenant, authentication }) => {
    const { format, onExisting } = await getImport(tenant, id);
    if (onExisting === 'update') assertPermitted(authentication, 'users:update');
    const { body } = c.req.raw;
    if (!body) throw new AppError('bad_request', 'The body is empty: send the rows');
    const bounded = body.pipeThrough(boundedBytes());
    const rows = format === 'csv' ? readCsv(bounded, IMPORT_FIELDS, from) : readJsonLines(bounded, from);
    return c.json(await importRows(tenant, { id, held: authentication.permissions }, toImportRows(rows)));
  },
});

function boundedBytes(): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  return new TransformStream({
    transform: (chunk, controller) => {
      length += chunk.length;
      if (length > UPLOAD_BYTES_MAX) {
        controller.error(new AppError('payload_too_large', `An upload has at most ${UPLOAD_BYTES_MAX} bytes`));
      } else controller.enqueue(chunk);
    },
  });
}
