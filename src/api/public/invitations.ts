import { type Accepted, acceptInvitation as accept, type Refusal } from '../../domain/invitation-acceptance.ts';
import { type InvitationLink, lookAtInvitation } from '../../domain/invitation-links.ts';
import { networkOf } from '../../domain/networks.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { rateLimited } from '../../http/middleware/rate-limit.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { keepSession, originOf } from '../../http/sign-in.ts';
import { accountTokenSchema, emailSchema, nameSchema, PROBLEM, passwordSchema } from '../auth/schemas.ts';

const NOT_FOUND = 'Invitation not found or has expired';

/** What each refusal is called, by route: the routes are older than their agreement. */
type Refusals = Readonly<Record<Refusal, readonly [ErrorCode, string]>>;

const REFUSALS: Refusals = {
  unknown: ['not_found', NOT_FOUND],
  expired: ['not_found', NOT_FOUND],
  accepted: ['bad_request', 'Invitation has already been accepted'],
  revoked: ['bad_request', 'Invitation has been cancelled'],
  email_mismatch: ['bad_request', 'Email does not match invitation'],
  email_taken: ['conflict', 'Email already registered'],
};

const REGISTER_REFUSALS: Refusals = {
  unknown: ['bad_request', 'Invalid invitation token'],
  expired: ['bad_request', 'Invitation has expired'],
  accepted: ['conflict', 'Invitation has already been accepted'],
  revoked: ['bad_request', 'Invalid invitation token'],
  email_mismatch: ['conflict', 'Email is not associated with this invitation'],
  email_taken: ['conflict', 'Email already registered'],
};

const token = z.object({ token: z.string().max(255) });
const person = z.object({ firstName: nameSchema, lastName: nameSchema, password: passwordSchema });
const RESPONSES = { 201: { description: 'Joined' }, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM };

export const showInvitation = defineRoute({
  method: 'get',
  path: '/public/invitations/{token}',
  summary: 'What an invitation is for',
  permission: 'none',
  rateClass: 'general',
  params: token,
  responses: { 200: { description: 'A pending invitation' }, 404: PROBLEM, 429: PROBLEM },
  handler: async ({ c, params }) => c.json(presentLink(await look(c, params.token))),
});

export const validateInvitation = defineRoute({
  method: 'get',
  path: '/auth/invitations/validate',
  summary: 'Whether an invitation is still good',
  permission: 'none',
  query: z.object({ token: z.string().max(255).default('') }),
  responses: { 200: { description: 'A pending invitation' }, 404: PROBLEM, 429: PROBLEM },
  handler: async ({ c, query }) => {
    const invitation = presentLink(await look(c, query.token));
    return c.json({ valid: true, ...invitation, invitation });
  },
});

async function look(c: HttpContext, token: string): Promise<InvitationLink> {
  const { system, origin, config } = c.var.context;
  const network = config.ENVIRONMENT === 'development' ? null : networkOf(origin.ipAddress);
  const seen = await lookAtInvitation(system, token, network);
  if ('retryAfter' in seen) throw rateLimited(seen.retryAfter);
  if (seen.link?.status !== 'pending') throw new AppError('not_found', NOT_FOUND);
  return seen.link;
}

function presentLink({ email, organisation: { id, slug, name }, role, invitedBy, expiresAt }: InvitationLink) {
  const inviter = invitedBy ? { invitedBy } : {};
  return { email, organisationName: name, organisation: { id, slug, name }, role, ...inviter, expiresAt };
}

/** The person is signed in by the answer. */
export const acceptInvitation = defineRoute({
  method: 'post',
  path: '/public/invitations/{token}/accept',
  summary: 'Join an organisation',
  permission: 'none',
  rateClass: 'inviteAccept',
  params: token,
  body: person.extend({ email: emailSchema }),
  responses: RESPONSES,
  handler: async ({ c, params, body }) => {
    const accepted = await join(c, { ...params, ...body }, { opensSession: true, refusals: REFUSALS });
    return c.json(present(accepted, 'Invitation accepted successfully'), 201);
  },
});

/** The route before it: the link says whose invitation it is. */
export const acceptInvitationByBody = defineRoute({
  method: 'post',
  path: '/auth/invitations/accept',
  summary: 'Join an organisation',
  permission: 'none',
  rateClass: 'inviteAccept',
  body: person.extend({ token: accountTokenSchema, email: emailSchema.optional() }),
  responses: RESPONSES,
  handler: async ({ c, body: { email, ...body } }) => {
    const input = { ...body, ...(email === undefined ? {} : { email }) };
    const accepted = await join(c, input, { opensSession: true, refusals: REFUSALS });
    return c.json(present(accepted, 'Invitation accepted successfully'), 201);
  },
});

/** Without a session: the person signs in next. */
export const register = defineRoute({
  method: 'post',
  path: '/auth/register',
  summary: 'Join an organisation, and sign in later',
  permission: 'none',
  body: person.extend({ token: accountTokenSchema, email: emailSchema }),
  responses: RESPONSES,
  handler: async ({ c, body }) => {
    const accepted = await join(c, body, { opensSession: false, refusals: REGISTER_REFUSALS });
    return c.json(present(accepted, 'Account created successfully'), 201);
  },
});

async function join(
  c: HttpContext,
  input: Parameters<typeof accept>[2],
  { opensSession, refusals }: { opensSession: boolean; refusals: Refusals },
): Promise<Accepted> {
  const { system, isBreached } = c.var.context;
  const outcome = await accept(system, originOf(c), input, { isBreached, opensSession });
  if (typeof outcome === 'string') throw new AppError(...refusals[outcome]);
  if (outcome.session) await keepSession(c, outcome.session);
  return outcome;
}

function present({ user, link: { organisation, role } }: Accepted, message: string) {
  const { id, slug, name } = organisation;
  return { message, user, organisation: { id, slug, name }, role };
}
