/** Every place where a revocation must hold: how it is asked, and the bound that docs/provider.md states. */
import { STATUS_BOUND } from '../../../src/domain/status-lists/status-list-token.ts';
import type { Workerd } from '../workerd.ts';
import type { Organisation, SignedIn } from './organisation.ts';
import type { ResourceServer } from './resource-server.ts';

/** Seconds. 0: the next request is refused. */
export const BOUNDS = {
  session: 0,
  'opaque token': 0,
  'refresh token': 0,
  introspection: 0,
  'status list': STATUS_BOUND,
  'back-channel logout': 60,
  'security event': 60,
} as const;

export type Surface = keyof typeof BOUNDS;

export interface Asked {
  worker: Workerd;
  organisation: Organisation;
  resourceServer: ResourceServer;
}

/** Whether the surface still lets the person in. A refresh token is asked for once: asking consumes it. */
export const IS_OPEN = {
  session: async ({ worker }, { cookies }) => {
    const answer = await fetch(`${worker.url}/v1/me/profile`, { headers: { Cookie: cookies } });
    return decide(answer, 200, 401);
  },
  'opaque token': async ({ worker }, { opaque }) => {
    const answer = await fetch(`${worker.url}/oauth2/userinfo`, { headers: { Authorization: `Bearer ${opaque}` } });
    return decide(answer, 200, 401);
  },
  'refresh token': async ({ worker, organisation }, { refreshToken }) => {
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, ...organisation.introspection };
    return decide(await postForm(`${worker.url}/oauth2/token`, form), 200, 400);
  },
  introspection: async ({ worker, organisation }, { jwt }) => {
    const answer = await postForm(`${worker.url}/oauth2/introspect`, { token: jwt, ...organisation.introspection });
    return ((await answer.json()) as { active: boolean }).active;
  },
  'status list': ({ resourceServer }, { jwt }) => resourceServer.accepts(jwt),
} as const satisfies Partial<Record<Surface, (asked: Asked, person: SignedIn) => Promise<boolean>>>;

function postForm(url: string, form: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(form) });
}

function decide({ status }: Response, open: number, closed: number): boolean {
  if (status !== open && status !== closed) throw new Error(`Neither open nor refused: ${status}`);
  return status === open;
}
