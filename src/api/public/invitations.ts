import { type InvitationLink, lookUpInvitation } from '../../domain/invitations/links.ts';
import { AppError } from '../../errors.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { rateLimited } from '../../http/middleware/rate-limit.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { networkOf } from '../../lib/networks.ts';
import { organisationSummarySchema, PROBLEM, roleSummarySchema, userSummarySchema } from '../auth/schemas.ts';

export const NOT_FOUND = 'Invitation not found or has expired';
export const tokenParams = z.object({ token: z.string().max(255) });

const linkSchema = z
  .object({
    email: z.string(),
    organisationName: z.string(),
    organisation: organisationSummarySchema,
    role: roleSummarySchema,
    invitedBy: userSummarySchema.optional(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'PendingInvitation' });

export const showInvitation = defineRoute({
  method: 'get',
  path: '/public/invitations/{token}',
  operationId: 'getInvitationByToken',
  tag: 'Joining',
  summary: 'What an invitation is for',
  permission: 'none',
  rateClass: 'general',
  params: tokenParams,
  responses: { 200: { description: 'A pending invitation', schema: linkSchema }, 404: PROBLEM },
  handler: async ({ c, params }) => c.json(presentLink(await getPendingLink(c, params.token))),
});

export const validateInvitation = defineRoute({
  method: 'get',
  path: '/auth/invitations/validate',
  operationId: 'validateInvitation',
  tag: 'Joining',
  summary: 'Whether an invitation is still good',
  permission: 'none',
  query: z.object({ token: z.string().max(255).default('') }),
  responses: {
    200: {
      description: 'A pending invitation',
      schema: linkSchema.extend({ valid: z.literal(true), invitation: linkSchema }),
    },
    404: PROBLEM,
  },
  handler: async ({ c, query }) => {
    const invitation = presentLink(await getPendingLink(c, query.token));
    return c.json({ valid: true, ...invitation, invitation });
  },
});

async function getPendingLink(c: HttpContext, token: string): Promise<InvitationLink> {
  const { system, origin } = c.var.context;
  const seen = await lookUpInvitation(system, token, networkOf(origin.ipAddress));
  if ('retryAfter' in seen) throw rateLimited(seen.retryAfter);
  if (seen.link?.status !== 'pending') throw new AppError('not_found', NOT_FOUND);
  return seen.link;
}

function presentLink({ email, organisation: { id, slug, name }, role, invitedBy, expiresAt }: InvitationLink) {
  const inviter = invitedBy ? { invitedBy } : {};
  return { email, organisationName: name, organisation: { id, slug, name }, role, ...inviter, expiresAt };
}
