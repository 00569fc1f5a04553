/** The teams of the organisation. Who is in them: team-members.ts. */
import {
  createTeam as create,
  getTeam as get,
  listTeams as list,
  deleteTeam as remove,
  type Team,
  updateTeam as update,
} from '../../domain/teams/teams.ts';
import type { Versioned } from '../../http/middleware/preconditions.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { descriptionSchema, idParams, ignoredSchema, nameSchema, PROBLEM, slugSchema } from '../auth/schemas.ts';
import { presentMember, teamMemberSchema } from './team-members.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

const teamSchema = z
  .object({
    id: z.uuid(),
    organisationId: z.uuid(),
    name: z.string(),
    slug: z.string(),
    description: z.string().nullable(),
    memberCount: z.number().int(),
    memberCountIsEstimate: z.literal(true).optional().meta({ description: 'There are more than were counted' }),
    members: z.array(teamMemberSchema).meta({
      description: 'The first hundred; ten in a list of teams. `/admin/teams/{id}/members` has all of them',
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Team' });

function present({ members, memberCount: { total, isEstimate }, ...team }: Team) {
  const marked = isEstimate ? { memberCountIsEstimate: true } : {};
  return { ...team, memberCount: total, ...marked, members: members.map(presentMember) };
}

const VERSION: Versioned<{ id: string }> = {
  resource: 'team',
  read: async (tenant, { id }) => present(await get(tenant, id)),
};

export const listTeams = defineRoute({
  method: 'get',
  path: '/admin/teams',
  operationId: 'listTeams',
  tag: 'Teams',
  summary: 'The teams of the organisation',
  permission: 'teams:read',
  query: z.object({
    ...pageParameters,
    search: optional(z.string().max(100)),
    /** `nextCursor` of the page before. */
    cursor: optional(slugSchema),
  }),
  responses: {
    200: { description: 'A page, in the order of slugs', schema: envelopeSchema(teamSchema) },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const { teams, nextCursor, ...total } = await list(tenant, { ...query, ...page });
    return c.json({ ...envelope(teams.map(present), total, page), nextCursor });
  },
});

export const getTeam = defineRoute({
  method: 'get',
  path: '/admin/teams/{id}',
  operationId: 'getTeam',
  tag: 'Teams',
  summary: 'A team and its members',
  permission: 'teams:read',
  params: idParams,
  versioned: VERSION,
  responses: { 200: { description: 'The team', schema: teamSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(present(await get(tenant, id))),
});

export const createTeam = defineRoute({
  method: 'post',
  path: '/admin/teams',
  operationId: 'createTeam',
  tag: 'Teams',
  summary: 'Create a team',
  permission: 'teams:create',
  body: z.object({ name: nameSchema, slug: slugSchema, description: descriptionSchema }),
  responses: { 201: { description: 'Created', schema: teamSchema }, 400: PROBLEM, 409: PROBLEM, ...DENIED },
  handler: async ({ c, body: { description = null, ...body }, tenant }) =>
    c.json(present(await create(tenant, { ...body, description })), 201),
});

export const updateTeam = defineRoute({
  method: 'patch',
  path: '/admin/teams/{id}',
  operationId: 'updateTeam',
  tag: 'Teams',
  summary: 'Change the name or the description of a team; its slug stays',
  permission: 'teams:update',
  params: idParams,
  versioned: VERSION,
  body: z.object({ name: nameSchema.optional(), description: descriptionSchema, slug: ignoredSchema }),
  responses: { 200: { description: 'Changed', schema: teamSchema }, 400: PROBLEM, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, body, tenant }) => c.json(present(await update(tenant, id, body))),
});

export const deleteTeam = defineRoute({
  method: 'delete',
  path: '/admin/teams/{id}',
  operationId: 'deleteTeam',
  tag: 'Teams',
  summary: 'Delete a team; its members keep their roles',
  permission: 'teams:delete',
  params: idParams,
  versioned: VERSION,
  responses: { 204: { description: 'Deleted' }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => {
    await remove(tenant, id);
    return c.body(null, 204);
  },
});
