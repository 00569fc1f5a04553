/** What the parts of the account page show. */
import type { AccountSecurity } from '../../domain/account/security.ts';
import type { SessionAuthentication } from '../../http/hono-env.ts';

export type AccountViewProps = SessionAuthentication &
  AccountSecurity & {
    now: Date;
    isFresh: boolean;
    csrf: string;
    /** What was done on a page below this one. */
    done: string | undefined;
  };
