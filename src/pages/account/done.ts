/** The messages of the account page about a change made on a page below it. */
import type { HttpContext } from '../../http/hono-env.ts';
import { PATHS, withQuery } from '../../http/paths.ts';
import { goTo } from '../navigation.ts';

const DONE = {
  name: 'Your name was changed.',
  email:
    'A link is on its way to the new address. The address is yours once you have opened it and pressed the button.',
  verification: 'If your address is not confirmed yet, a link that confirms it is on its way to your mailbox.',
  password: 'Your password was changed. You are signed out everywhere else.',
  application: 'The application has no access to your account any more.',
} as const;

export function backToAccount(c: HttpContext, done: keyof typeof DONE): Response {
  return goTo(c, withQuery(PATHS.account, { done }));
}

export function readDone(c: HttpContext): string | undefined {
  const done = c.req.query('done') ?? '';
  return Object.hasOwn(DONE, done) ? DONE[done as keyof typeof DONE] : undefined;
}
