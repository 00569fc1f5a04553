/** What only the owner of the organisation may do: hand it over, and delete it. */
import { assertPermitted } from '../../domain/credentials/callers.ts';
import { closeOrganisation } from '../../domain/organisations/closing.ts';
import { transferOwnership as transfer } from '../../domain/organisations/ownership.ts';
import { assertMayAddFactor } from '../../domain/proof/step-up.ts';
import { organisationClosedEmail } from '../../emails/organisation-closed.ts';
import { ownershipTransferredEmail } from '../../emails/ownership-transferred.ts';
import { clearSessionCookies } from '../../http/cookies.ts';
import { accountLinks } from '../../http/links.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { originOf } from '../../http/sign-in.ts';
import { messageSchema, PROBLEM, passwordAttemptSchema } from '../auth/schemas.ts';

export const transferOwnership = defineRoute({
  method: 'post',
  path: '/admin/organisation/transfer-ownership',
  operationId: 'transferOwnership',
  tag: 'Organisation',
  summary: 'Hand your organisation over to another of its people; you stay as an administrator',
  permission: 'session',
  rateClass: 'auth',
  body: z.object({
    userId: z.string().max(255),
    /** Required when the sign-in is not recent; whoever has a second factor checks it instead. */
    password: passwordAttemptSchema.optional(),
  }),
  responses: {
    200: { description: 'Handed over', schema: messageSchema },
    400: PROBLEM,
    401: PROBLEM,
    403: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    429: PROBLEM,
  },
  handler: async ({ c, body: { userId, password }, tenant, authentication: { principal, session } }) => {
    const { system, config } = c.var.context;
    const { id, email } = principal.user;
    const claimant = { system, tenant, origin: originOf(c), user: { id, email }, session };
    const { account: accountUrl, password: passwordUrl } = accountLinks(config);
    await transfer(claimant, principal.user, { newOwnerId: userId, password }, (notice) =>
      ownershipTransferredEmail({ ...notice, accountUrl, passwordUrl }),
    );
    return c.json({ message: 'The organisation was handed over' });
  },
});

export const deleteOwnOrganisation = defineRoute({
  method: 'delete',
  path: '/admin/organisation',
  operationId: 'deleteOwnOrganisation',
  tag: 'Organisation',
  summary: 'Delete your organisation; its owner needs the permission organisation:delete and a recent sign-in',
  permission: 'session',
  rateClass: 'auth',
  body: z.object({ confirmDomain: z.string().max(255).optional() }),
  responses: {
    204: { description: 'Deleted; everybody is signed out. The operator of the platform can restore it for a time' },
    400: PROBLEM,
    401: PROBLEM,
    403: PROBLEM,
    429: PROBLEM,
  },
  handler: async ({ c, body: { confirmDomain }, tenant, authentication }) => {
    assertPermitted(authentication, 'organisation:delete');
    const { principal, session } = authentication;
    // The same proof as for another second factor: with the present one, if there is one.
    assertMayAddFactor(session, principal.user, tenant.now);
    await closeOrganisation(tenant, principal.user.id, confirmDomain, organisationClosedEmail);
    clearSessionCookies(c);
    return c.body(null, 204);
  },
});
