import type { Context } from 'hono';
import type { RequestContext } from '../deps.ts';
import type { Principal } from '../domain/principals.ts';
import type { Session } from '../domain/sessions.ts';

/** Who is signed in, and by what. */
export interface Authentication {
  principal: Principal;
  /** Null for bearer tokens. */
  session: Session | null;
}

export interface HonoEnv {
  Variables: {
    context: RequestContext;
    authentication: Authentication | undefined;
  };
}

export type HttpContext = Context<HonoEnv>;
