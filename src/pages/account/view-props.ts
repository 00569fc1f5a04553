/** Props of the parts of the account page. */
import type { AccountSecurity } from '../../domain/account/security.ts';
import type { SessionAuthentication } from '../../http/hono-env.ts';

export type AccountViewProps = SessionAuthentication &
  AccountSecurity & {
    now: Date;
    isFresh: boolean;
    csrf: string;
    /** The message about a change made on a page below this one. */
    done: string | undefined;
  };
