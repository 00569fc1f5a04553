/** X-Org-Domain, the slug of the organisation that an administrator means: optional, and never a way to another one. */
import type { Caller } from '../../domain/credentials/callers.ts';
import { AppError } from '../../errors.ts';
import { clearSessionCookies } from '../cookies.ts';
import type { HttpContext } from '../hono-env.ts';

/**
 * Whether there is an organisation of that name is nobody's business but its own, so nothing is looked up.
 * @throws forbidden when the header names another organisation than the caller's, or none
 */
export function assertOrganisationContext(c: HttpContext, { organisation, session }: Caller): void {
  const slug = c.req.header('X-Org-Domain');
  if (!slug || slug === organisation.slug) return;
  if (session) clearSessionCookies(c);
  throw new AppError('forbidden', 'Session does not match organisation context');
}
