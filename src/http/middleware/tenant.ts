/** X-Org-Domain, the slug of the organisation that an administrator means: optional, and never a way to another one. */
import { organisationExists } from '../../domain/organisations.ts';
import { AppError } from '../../errors.ts';
import { clearSessionCookies, readSessionCookie } from '../cookies.ts';
import type { Authentication, HttpContext } from '../hono-env.ts';

const HEADER = 'X-Org-Domain';

/**
 * No round trip unless the header names another organisation than the caller's.
 * @throws forbidden, or not_found when nobody has this slug
 */
export async function assertOrganisationContext(c: HttpContext, { principal, session }: Authentication): Promise<void> {
  const slug = c.req.header(HEADER);
  if (!slug || slug === principal.organisation.slug) return;
  const { system } = c.var.context;
  if (!(await organisationExists(system, slug))) throw new AppError('not_found', `Organisation '${slug}' not found`);
  if (session) clearSessionCookies(c);
  throw new AppError('forbidden', 'Session does not match organisation context');
}

/**
 * Whether there is anything that says which organisation is meant. Strangers are not told which ones exist: whoever
 * names one without a credential is asked for the credential.
 * @throws bad_request
 */
export function assertOrganisationKnowable(c: HttpContext): void {
  const isNamed = c.req.header(HEADER) !== undefined;
  const hasCredential = c.req.header('Authorization') !== undefined || readSessionCookie(c) !== undefined;
  if (!isNamed && !hasCredential) throw new AppError('bad_request', `Missing ${HEADER} header`);
}
