/** Who owns the organisation. */
import { transferOwnership as transfer } from '../../domain/organisations/ownership.ts';
import { ownershipTransferredEmail } from '../../emails/ownership-transferred.ts';
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
