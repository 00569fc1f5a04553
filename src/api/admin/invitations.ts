import type { Caller } from '../../domain/credentials/callers.ts';
import {
  cancelInvitation as cancel,
  getInvitation as get,
  type Invitation,
  type InvitationQuery,
  type InvitationStatus,
  listInvitations as list,
} from '../../domain/invitations/invitations.ts';
import {
  INVITATION_DAYS_DEFAULT,
  type InvitationEmail,
  type Inviter,
  invite,
  resendInvitation as resend,
} from '../../domain/invitations/inviting.ts';
import { invitationEmail } from '../../emails/invitation.ts';
import { AppError } from '../../errors.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { invitationLink } from '../../http/links.ts';
import type { Versioned } from '../../http/middleware/preconditions.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { emailSchema, idParams, messageSchema, PROBLEM } from '../auth/schemas.ts';
import { invitationSchema, listedInvitationSchema } from './invitation-schema.ts';

const STATUSES = ['pending', 'accepted', 'expired', 'revoked'] as const satisfies InvitationStatus[];

const query = z.object({
  ...pageParameters,
  search: optional(z.string().max(254)),
  status: optional(z.enum(STATUSES)),
  sort: optional(z.enum(['createdAt', 'email', 'expiresAt'])),
  order: optional(z.enum(['asc', 'desc'])),
  /** `nextCursor` of the previous page; sorted by createdAt. */
  cursor: optional(z.uuid()),
});

const DENIED = { 401: PROBLEM, 403: PROBLEM };

export const listInvitations = defineRoute({
  method: 'get',
  path: '/admin/invitations',
  operationId: 'listInvitations',
  tag: 'Invitations',
  summary: 'The invitations of the organisation',
  permission: 'invitations:read',
  query,
  responses: { 200: { description: 'A page', schema: envelopeSchema(listedInvitationSchema) }, ...DENIED },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const { search, status, cursor, order = 'desc' } = query;
    const sort = cursor === undefined ? (query.sort ?? 'createdAt') : 'createdAt';
    const filters: InvitationQuery = { search, status, sort, order, cursor, ...page };
    const { invitations, nextCursor, ...total } = await list(tenant, filters);
    return c.json({ ...envelope(invitations.map(presentInList), total, page), nextCursor });
  },
});

const VERSION: Versioned<{ id: string }> = {
  resource: 'invitation',
  read: async (tenant, { id }) => present(await get(tenant, id)),
};

export const getInvitation = defineRoute({
  method: 'get',
  path: '/admin/invitations/{id}',
  operationId: 'getInvitation',
  tag: 'Invitations',
  summary: 'An invitation, without its link',
  permission: 'invitations:read',
  params: idParams,
  versioned: VERSION,
  responses: { 200: { description: 'The invitation', schema: invitationSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(present(await get(tenant, id))),
});

const body = z.object({
  email: emailSchema,
  roleId: z.string().min(1).max(255),
  teamIds: z.array(z.string().max(255)).max(100).nullish(),
  expiresInDays: z.number().int().min(1).max(30).default(INVITATION_DAYS_DEFAULT),
});

export const createInvitation = defineRoute({
  method: 'post',
  path: '/admin/invitations',
  operationId: 'createInvitation',
  tag: 'Invitations',
  summary: 'Invite somebody',
  permission: 'invitations:create',
  body,
  responses: {
    201: { description: 'Invited; the link is in the message', schema: invitationSchema },
    400: PROBLEM,
    404: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, body: input, tenant, authentication }) => {
    const { system } = c.var.context;
    const settings = { ...input, teamIds: input.teamIds ?? [] };
    const invitation = await invite(system, tenant, inviterOf(authentication), settings, writeInvitation(c));
    return c.json(present(invitation), 201);
  },
});

export const resendInvitation = defineRoute({
  method: 'post',
  path: '/admin/invitations/{id}/resend',
  operationId: 'resendInvitation',
  tag: 'Invitations',
  summary: 'Send an invitation again, with another link',
  permission: 'invitations:create',
  params: idParams,
  responses: {
    200: {
      description: 'Sent; the earlier link is void',
      schema: messageSchema.extend({ invitation: invitationSchema }),
    },
    400: PROBLEM,
    404: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, tenant, authentication }) => {
    const { system } = c.var.context;
    const invitation = await resend(system, tenant, inviterOf(authentication), id, writeInvitation(c));
    return c.json({ message: 'Invitation resent successfully', invitation: present(invitation) });
  },
});

export const cancelInvitation = defineRoute({
  method: 'delete',
  path: '/admin/invitations/{id}',
  operationId: 'cancelInvitation',
  tag: 'Invitations',
  summary: 'Take an invitation back',
  permission: 'invitations:delete',
  params: idParams,
  versioned: VERSION,
  responses: { 204: { description: 'The link is void' }, 400: PROBLEM, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => {
    await cancel(tenant, id);
    return c.body(null, 204);
  },
});

/** An invitation is valid as long as its inviter may invite, so the organisation must see who that is: no guests. */
function inviterOf({ principal, token, apiKey, permissions }: Caller): Inviter {
  if (principal && principal.memberId !== null) throw new AppError('forbidden', 'Guests cannot invite others');
  if (principal) return { userId: principal.user.id, clientId: null, name: principal.user.name, permissions };
  // An API key is worth as much as its maker, and so is its invitation.
  if (apiKey) return { userId: apiKey.createdById, clientId: apiKey.createdByClientId, name: '', permissions };
  return { userId: null, clientId: token?.client.id ?? null, name: token?.client.name ?? '', permissions };
}

function writeInvitation(c: HttpContext): InvitationEmail {
  return ({ token, ...invitation }) =>
    invitationEmail({ ...invitation, acceptUrl: invitationLink(c.var.context.config, token) });
}

/** Clients read the inviter's name without a null check. */
const SYSTEM = { id: 'system', email: '', name: 'System' };

function present({ invitedBy, ...invitation }: Invitation) {
  return { ...invitation, invitedBy: invitedBy ?? SYSTEM };
}

/** The administration's table prints `role` as it is, and fails when `role` is an object. */
function presentInList({ role, ...invitation }: Invitation) {
  return { ...present({ role, ...invitation }), role: role.name, roleDetails: role };
}
