/** The members of a team. */
import type { TeamMember } from '../../domain/teams/member-lists.ts';
import { addMembers, listMembers, removeMembers } from '../../domain/teams/members.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, messageSchema, PROBLEM } from '../auth/schemas.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

export const teamMemberSchema = z
  .object({
    id: z.uuid(),
    memberId: z.uuid().nullable().meta({ description: 'The membership of a guest; null for your own people' }),
    email: z.string(),
    name: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    joinedAt: z.iso.datetime(),
    addedAt: z.iso.datetime(),
  })
  .meta({ id: 'TeamMember' });

/**
 * Clients expect these members to be texts. Of a guest the host learns only what the guest consents to, so they say
 * nothing.
 */
const GUEST = { email: '', name: 'Guest', firstName: 'Guest', lastName: '' };

/** `joinedAt` and `addedAt` are the same moment: clients know it by either name. */
export function presentMember({ id, memberId, person, joinedAt }: TeamMember) {
  return { id, memberId, ...(person ?? GUEST), joinedAt, addedAt: joinedAt };
}

const { limit, per_page } = pageParameters;

export const listTeamMembers = defineRoute({
  method: 'get',
  path: '/admin/teams/{id}/members',
  operationId: 'listTeamMembers',
  tag: 'Teams',
  summary: 'All members of a team',
  permission: 'teams:read',
  params: idParams,
  query: z.object({ limit, per_page, cursor: optional(z.uuid()) }),
  responses: {
    200: {
      description: 'A page; give `nextCursor` as `cursor` for the one that follows',
      schema: envelopeSchema(teamMemberSchema).omit({ offset: true, page: true, pages: true, pagination: true }),
    },
    400: PROBLEM,
    404: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, query, tenant }) => {
    const page = pageOf(query);
    const { members, total, isEstimate, nextCursor } = await listMembers(tenant, id, { ...query, limit: page.limit });
    const marked = isEstimate ? { totalIsEstimate: true } : {};
    return c.json({ data: members.map(presentMember), total, ...marked, limit: page.limit, nextCursor });
  },
});

const AT_ONCE_MAX = 50;
const userId = z.string().min(1).max(255);

/** Clients send one id or a list. Ids are opaque, as in paths. */
const bodySchema = z
  .object({ userId: userId.optional(), userIds: z.array(userId).min(1).max(AT_ONCE_MAX).optional() })
  .refine((body) => (body.userId === undefined) !== (body.userIds === undefined), {
    path: ['userId'],
    error: 'Give either userId or userIds',
  });

type MembersBody = z.infer<typeof bodySchema>;

const userIdsOf = ({ userId: one, userIds: several }: MembersBody): string[] =>
  one === undefined ? (several ?? []) : [one];

/** The answer names the people as the request did: by one id or by a list. */
function answerOf(what: string, teamId: string, { userId: one, userIds }: MembersBody) {
  const subject = one === undefined ? 'Users' : 'User';
  return { message: `${subject} ${what} successfully`, teamId, ...(one === undefined ? { userIds } : { userId: one }) };
}

const answerSchema = messageSchema.extend({
  teamId: z.uuid(),
  userId: z.uuid().optional(),
  userIds: z.array(z.uuid()).optional(),
});
const REMOVED = { description: 'None of them is in the team any more', schema: answerSchema };

export const addTeamMembers = defineRoute({
  method: 'post',
  path: '/admin/teams/{id}/members',
  operationId: 'addTeamMembers',
  tag: 'Teams',
  summary: 'Add somebody to a team, or up to fifty together: all of them or nobody',
  permission: 'teams:update',
  params: idParams,
  body: bodySchema,
  responses: {
    201: { description: 'Added', schema: answerSchema },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, body, tenant }) => {
    await addMembers(tenant, id, userIdsOf(body));
    return c.json(answerOf('added to team', id, body), 201);
  },
});

export const removeTeamMembers = defineRoute({
  method: 'delete',
  path: '/admin/teams/{id}/members',
  operationId: 'removeTeamMembers',
  tag: 'Teams',
  summary: 'Take somebody out of a team, or up to fifty together: all of them or nobody',
  permission: 'teams:update',
  params: idParams,
  body: bodySchema,
  responses: { 200: REMOVED, 400: PROBLEM, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, body, tenant }) => {
    await removeMembers(tenant, id, userIdsOf(body));
    return c.json(answerOf('removed from team', id, body));
  },
});

export const removeTeamMember = defineRoute({
  method: 'delete',
  path: '/admin/teams/{id}/members/{userId}',
  operationId: 'removeTeamMember',
  tag: 'Teams',
  summary: 'Take somebody out of a team',
  permission: 'teams:update',
  params: idParams.extend({ userId }),
  responses: { 200: REMOVED, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params, tenant }) => {
    await removeMembers(tenant, params.id, [params.userId]);
    return c.json(answerOf('removed from team', params.id, params));
  },
});
