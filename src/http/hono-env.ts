import type { Context } from 'hono';
import type { RequestContext } from '../deps.ts';
import type { Principal } from '../domain/principals.ts';
import type { Session } from '../domain/sessions.ts';
import type { Tenant } from '../domain/unit-of-work.ts';

/** Who is signed in, and by what. */
export interface Authentication {
  principal: Principal;
  /** Null for bearer tokens. */
  session: Session | null;
}

export type SessionAuthentication = Authentication & { session: Session };

export interface HonoEnv {
  Variables: {
    context: RequestContext;
    authentication: Authentication | undefined;
    /** The organisation of whoever is signed in. */
    tenant: Tenant | undefined;
    /** Whether the request was counted as that of a client which has proved who it is. */
    isClientProven: true | undefined;
  };
}

export type HttpContext = Context<HonoEnv>;
