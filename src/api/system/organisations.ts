/** The organisations of the platform, for its operators. Their status: status.ts. */
import { createOrganisation as create } from '../../domain/organisations/creating.ts';
import {
  getOrganisation as get,
  isCursorOf,
  listOrganisations as list,
  type OrganisationOrder,
} from '../../domain/organisations/directory.ts';
import { ownerWelcomeEmail } from '../../emails/owner-welcome.ts';
import { accountLinks } from '../../http/links.ts';
import {
  cursorParameter,
  decodeCursor,
  encodeCursor,
  filterOf,
  filterParameters,
  notACursor,
  searchParameter,
  sortOf,
  sortParameters,
} from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import {
  emailSchema,
  idParams,
  nameSchema,
  organisationSummarySchema,
  PROBLEM,
  userSummarySchema,
} from '../auth/schemas.ts';

const STATUSES = ['trial', 'active', 'suspended', 'cancelled'] as const;
const date = z.iso.datetime();

const listedSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    slug: z.string(),
    email: z.string(),
    status: z.enum(STATUSES),
    statusReason: z.string().nullable(),
    suspendedAt: date.nullable(),
    cancelledAt: date.nullable(),
    erasedFrom: date.nullable().meta({ description: 'When the data of a cancelled organisation is erased' }),
    createdAt: date,
    updatedAt: date,
  })
  .meta({ id: 'PlatformOrganisation' });

export const organisationSchema = listedSchema.extend({ owner: userSummarySchema.nullable() });

export const createPlatformOrganisation = defineRoute({
  method: 'post',
  path: '/system/organisations',
  operationId: 'createPlatformOrganisation',
  tag: 'Platform',
  summary: 'Create an organisation; its owner gets a link by mail, and chooses a password',
  permission: 'operator',
  body: z.object({
    name: nameSchema,
    ownerEmail: emailSchema,
    ownerFirstName: nameSchema,
    ownerLastName: nameSchema.optional(),
  }),
  responses: {
    201: {
      description: 'Created',
      schema: z.object({ organisation: organisationSummarySchema, owner: userSummarySchema }),
    },
    400: PROBLEM,
    401: PROBLEM,
    409: PROBLEM,
  },
  handler: async ({ c, body, operator }) => {
    const { system, config } = c.var.context;
    const links = accountLinks(config);
    const { ownerEmail: email, ownerFirstName: firstName, ownerLastName: lastName = '' } = body;
    const input = { name: body.name, email, firstName, lastName };
    const { organisation, owner } = await create(system, { operator: operator.name }, input, ({ token, ...mail }) =>
      ownerWelcomeEmail({ ...mail, passwordUrl: links.passwordReset(token) }),
    );
    return c.json({ organisation, owner }, 201);
  },
});

export const listPlatformOrganisations = defineRoute({
  method: 'get',
  path: '/system/organisations',
  operationId: 'listPlatformOrganisations',
  tag: 'Platform',
  summary: 'The organisations of the platform',
  permission: 'operator',
  query: z.object({
    ...pageParameters,
    ...searchParameter,
    ...sortParameters(['createdAt', 'name', 'slug']),
    ...filterParameters({ status: optional(z.enum(STATUSES)) }),
    ...cursorParameter,
  }),
  responses: {
    200: { description: 'A page, newest first unless it is sorted', schema: envelopeSchema(listedSchema) },
    400: PROBLEM,
    401: PROBLEM,
  },
  handler: async ({ c, query }) => {
    const page = pageOf(query);
    const sorted = sortOf(query, { sort: 'createdAt', order: 'desc' });
    const cursor = query.cursor === undefined ? undefined : positionOf(query.cursor, sorted.sort);
    const wanted = { ...page, ...sorted, search: query.search, status: filterOf(query, 'status'), cursor };
    const { organisations, next, ...total } = await list(c.var.context.system, wanted);
    const nextCursor = next === null ? null : encodeCursor([sorted.sort, next]);
    return c.json({ ...envelope(organisations, total, page), nextCursor });
  },
});

/** @throws bad_request for the cursor of another order */
function positionOf(cursor: string, sort: OrganisationOrder): string {
  const [of, value = ''] = decodeCursor(cursor, 2);
  if (of !== sort || !isCursorOf(sort, value)) throw notACursor();
  return value;
}

export const getPlatformOrganisation = defineRoute({
  method: 'get',
  path: '/system/organisations/{id}',
  operationId: 'getPlatformOrganisation',
  tag: 'Platform',
  summary: 'An organisation and its owner',
  permission: 'operator',
  params: idParams,
  responses: { 200: { description: 'The organisation', schema: organisationSchema }, 401: PROBLEM, 404: PROBLEM },
  handler: async ({ c, params: { id } }) => c.json(await get(c.var.context.system, id)),
});
