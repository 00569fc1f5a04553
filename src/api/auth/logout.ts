import { logOutByToken } from '../../domain/sessions/logout.ts';
import { clearSessionCookies, readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { defineRoute } from '../../http/openapi.ts';
import { newSecret } from '../../lib/secrets.ts';
import { messageSchema } from './schemas.ts';

/** Idempotent: without a session it succeeds too. */
export const logout = defineRoute({
  method: 'post',
  path: '/auth/logout',
  operationId: 'signOut',
  tag: 'Sign-in',
  summary: 'Sign out',
  permission: 'none',
  rateClass: 'general',
  responses: { 200: { description: 'Signed out', schema: messageSchema } },
  handler: async ({ c }) => {
    await signOut(c);
    return c.json({ message: 'Logged out successfully' });
  },
});

export const endSession = defineRoute({
  method: 'delete',
  path: '/auth/session',
  operationId: 'endCurrentSession',
  tag: 'Sign-in',
  summary: 'End the current session',
  permission: 'none',
  rateClass: 'general',
  responses: { 204: { description: 'Signed out' } },
  handler: async ({ c }) => {
    await signOut(c);
    return c.body(null, 204);
  },
});

async function signOut(c: HttpContext): Promise<void> {
  await logOutByToken(c.var.context.system, readSessionCookie(c) ?? '');
  clearSessionCookies(c);
  // A random value: `csrfToken` would set the cookie that was just cleared, and the next session has its own token.
  c.header('X-CSRF-Token', newSecret('csrf'));
}
