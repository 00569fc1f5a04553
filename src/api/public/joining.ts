import { type Accepted, acceptInvitation as accept, type Refusal } from '../../domain/invitations/acceptance.ts';
import { type JoinRefusal, joinOrganisation } from '../../domain/invitations/memberships.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { authenticateSession, readBearerToken } from '../../http/middleware/authentication.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { originOf, replaceSession } from '../../http/sign-in.ts';
import {
  accountTokenSchema,
  emailSchema,
  messageSchema,
  nameSchema,
  organisationSummarySchema,
  PROBLEM,
  passwordSchema,
  roleSummarySchema,
  userSummarySchema,
} from '../auth/schemas.ts';
import { assertOwnRequest } from '../guard.ts';
import { NOT_FOUND, tokenParams } from './invitations.ts';

/** The error of each refusal. The routes differ, as clients rely on the errors that each always had. */
type Refusals<R extends string> = Readonly<Record<R, readonly [ErrorCode, string]>>;

const REFUSALS: Refusals<Refusal | JoinRefusal> = {
  unknown: ['not_found', NOT_FOUND],
  expired: ['not_found', NOT_FOUND],
  accepted: ['bad_request', 'Invitation has already been accepted'],
  revoked: ['bad_request', 'Invitation has been cancelled'],
  email_mismatch: ['bad_request', 'Email does not match invitation'],
  email_taken: ['conflict', 'Email already registered'],
  already_member: ['conflict', 'You are a member of this organisation already'],
};

const REGISTER_REFUSALS: Refusals<Refusal> = {
  unknown: ['bad_request', 'Invalid invitation token'],
  expired: ['bad_request', 'Invitation has expired'],
  accepted: ['conflict', 'Invitation has already been accepted'],
  revoked: ['bad_request', 'Invalid invitation token'],
  email_mismatch: ['conflict', 'Email is not associated with this invitation'],
  email_taken: ['conflict', 'Email already registered'],
  already_member: ['conflict', 'You are a member of this organisation already'],
};

const person = z.object({ firstName: nameSchema, lastName: nameSchema, password: passwordSchema });
type Person = z.infer<typeof person>;
const joinedSchema = messageSchema
  .extend({ user: userSummarySchema, organisation: organisationSummarySchema, role: roleSummarySchema })
  .meta({ id: 'Joined' });
const RESPONSES = { 201: { description: 'Joined', schema: joinedSchema }, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM };

/** Creates an account and signs the person in. */
export const acceptInvitation = defineRoute({
  method: 'post',
  path: '/public/invitations/{token}/accept',
  operationId: 'acceptInvitation',
  tag: 'Joining',
  summary: 'Join an organisation',
  permission: 'none',
  rateClass: 'inviteAccept',
  params: tokenParams,
  body: person.extend({ email: emailSchema }),
  responses: RESPONSES,
  handler: async ({ c, params, body }) => {
    const accepted = await join(c, { ...params, ...body }, { opensSession: true, refusals: REFUSALS });
    return c.json(present(accepted, 'Invitation accepted successfully'), 201);
  },
});

const PERSON_FIELDS = ['firstName', 'lastName', 'password'] as const satisfies (keyof Person)[];

/** A signed-in person sends the token alone. A new person sends every field. */
const acceptBody = person
  .partial()
  .extend({ token: accountTokenSchema, email: emailSchema.optional() })
  .superRefine((body, { addIssue }) => {
    const missing = PERSON_FIELDS.filter((field) => body[field] === undefined);
    if (missing.length === PERSON_FIELDS.length) return;
    for (const field of missing) addIssue({ code: 'custom', path: [field], message: 'Required' });
  });

function isPerson<Body extends { [Field in keyof Person]?: Person[Field] | undefined }>(
  body: Body,
): body is Body & Person {
  return PERSON_FIELDS.every((field) => body[field] !== undefined);
}

/** A person with an account joins with it; for a new person it does the same as the route above. */
export const acceptInvitationByBody = defineRoute({
  method: 'post',
  path: '/auth/invitations/accept',
  operationId: 'acceptInvitationByBody',
  tag: 'Joining',
  summary: 'Join an organisation: as somebody new, or with your account when you send the token alone',
  permission: 'none',
  rateClass: 'inviteAccept',
  body: acceptBody,
  responses: { ...RESPONSES, 401: PROBLEM, 403: PROBLEM },
  handler: async ({ c, body: { email, ...body } }) => {
    const input = { ...body, ...(email === undefined ? {} : { email }) };
    const accepted = isPerson(input)
      ? await join(c, input, { opensSession: true, refusals: REFUSALS })
      : await joinWithAccount(c, body.token);
    return c.json(present(accepted, 'Invitation accepted successfully'), 201);
  },
});

/** By a browser's session alone: applications may not join an organisation for a person. */
async function joinWithAccount(c: HttpContext, token: string): Promise<Pick<Accepted, 'user' | 'link'>> {
  if (readSessionCookie(c) === undefined || readBearerToken(c) !== undefined) {
    throw new AppError('unauthorized', 'Please sign in to accept this invitation with your account');
  }
  await assertOwnRequest(c);
  const { principal } = await authenticateSession(c);
  const { system, origin } = c.var.context;
  const outcome = await joinOrganisation(system, origin, principal, token);
  if (typeof outcome === 'string') throw new AppError(...REFUSALS[outcome]);
  return { user: principal.user, link: outcome };
}

/** Creates an account without a session: the person signs in next. */
export const register = defineRoute({
  method: 'post',
  path: '/auth/register',
  operationId: 'register',
  tag: 'Joining',
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
  { opensSession, refusals }: { opensSession: boolean; refusals: Refusals<Refusal> },
): Promise<Accepted> {
  const { system, isBreached } = c.var.context;
  const outcome = await accept(system, originOf(c), input, { isBreached, opensSession });
  if (typeof outcome === 'string') throw new AppError(...refusals[outcome]);
  if (outcome.session) await replaceSession(c, outcome.session);
  return outcome;
}

function present({ user, link: { organisation, role } }: Pick<Accepted, 'user' | 'link'>, message: string) {
  const { id, slug, name } = organisation;
  return {
    message,
    user: { id: user.id, email: user.email, name: user.name },
    organisation: { id, slug, name },
    role,
  };
}
