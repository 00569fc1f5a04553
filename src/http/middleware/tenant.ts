/** X-Org-Domain: the slug of the organisation that an administrator means. Optional; it never selects another one. */
import type { Caller } from '../../domain/credentials/callers.ts';
import { AppError } from '../../errors.ts';
import { clearSessionCookies } from '../cookies.ts';
import type { HttpContext } from '../hono-env.ts';

/**
 * The slug is compared, not looked up: the answer must not tell whether another organisation exists (enumeration).
 * @throws forbidden when the header is not the slug of the caller's organisation
 */
export function assertOrganisationContext(c: HttpContext, { organisation, session }: Caller): void {
  const slug = c.req.header('X-Org-Domain');
  if (!slug || slug === organisation.slug) return;
  if (session) clearSessionCookies(c);
  throw new AppError('forbidden', 'Session does not match organisation context');
}
