/** A consent or sign-in form that the same person sends again. */
import { reopenAuthorizationRequest } from '../../domain/authorization/repeated-answers.ts';
import { openAuthorizationRequest } from '../../domain/authorization/requests.ts';
import { spentRequestError } from '../../domain/authorization/spent-requests.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { findSignedIn } from '../account/signed-in.ts';
import { destinationPath } from '../destination.ts';
import { goTo } from '../navigation.ts';

/**
 * Continues like the first click: with the same answer, or, when the application has it already, at the application's
 * start. To anybody else the authorization endpoint answers that the request is used up. Three round trips at most.
 */
export async function repeatAnswer(c: HttpContext, handle: string, { isDenial = false } = {}): Promise<Response> {
  const { context } = c.var;
  const opened = await openAuthorizationRequest(context, handle);
  const signedIn = opened && (await findSignedIn(c));
  if (signedIn) {
    const tenant = context.openTenant(opened.organisationId, { clientId: opened.clientId });
    const { request } = opened;
    const outcome = await reopenAuthorizationRequest(tenant, { request, session: signedIn.session, isDenial });
    if (outcome === 'redeemed') {
      const spent = await spentRequestError(context, handle);
      if (!spent.nextLink) throw spent;
      return goTo(c, spent.nextLink.href);
    }
  }
  return goTo(c, destinationPath({ handle, back: undefined }));
}
