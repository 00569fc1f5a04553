/** Revoking an application's access to the own account. */
import { revokeOwnConsent } from '../../domain/consents/given.ts';
import { readForm } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { PATHS } from '../../http/paths.ts';
import { goTo } from '../navigation.ts';
import { backToAccount } from './done.ts';
import { findSignedIn, tenantOf } from './signed-in.ts';

/** Two round trips. An application that has no access, or does not exist, gets the same answer. */
export async function submitConsentRevocation(c: HttpContext): Promise<Response> {
  await readForm(c);
  const signedIn = await findSignedIn(c);
  if (!signedIn) return goTo(c, PATHS.signIn);
  await revokeOwnConsent(tenantOf(c, signedIn), signedIn.principal.user.id, c.req.param('clientId') ?? '');
  return backToAccount(c, 'application');
}
