import type { Context } from 'hono';
import type { RequestContext } from '../deps.ts';
import type { Principal } from '../domain/access/principals.ts';
import type { Caller } from '../domain/credentials/callers.ts';
import type { PlatformOperator } from '../domain/operators/keys.ts';
import type { Session } from '../domain/sessions/sessions.ts';
import type { Tenant } from '../domain/unit-of-work/unit-of-work.ts';
import type { Fence } from '../platform/database/fence.ts';

/** The person who is signed in with a browser, and their session. */
export interface SessionAuthentication {
  principal: Principal;
  session: Session;
}

export interface HonoEnv {
  Variables: {
    context: RequestContext;
    authentication: Caller | undefined;
    /** The platform operator of the request; they have no organisation. */
    operator: PlatformOperator | undefined;
    /** The organisation of the caller. */
    tenant: Tenant | undefined;
    /** What the transactions of the tenant that write must pass. */
    fences: readonly Fence[] | undefined;
    /** The origins whose scripts may read the answer; undefined until the client is known. */
    corsOrigins: readonly string[] | undefined;
    /** The code of the error that the answer tells of, for the access line. */
    outcome: string | undefined;
    /** Whether the request was counted for an authenticated client. */
    isClientProven: true | undefined;
  };
}

export type HttpContext = Context<HonoEnv>;
