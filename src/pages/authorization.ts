/** The authorization request that sent a person here: found by its handle, and where they return to. */
import { findAuthorizationRequest, type WaitingRequest } from '../domain/authorization-requests.ts';
import type { Client } from '../domain/clients.ts';
import { AppError } from '../errors.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { PATHS, withQuery } from '../http/paths.ts';
import { goTo } from './navigation.ts';

const HANDLE = 'handle';

export interface Waiting {
  handle: string;
  client: Client;
  request: WaitingRequest;
}

export function readHandle(c: HttpContext): string | undefined {
  return c.req.query(HANDLE);
}

export function withHandle(path: string, handle: string | undefined): string {
  return withQuery(path, { [HANDLE]: handle });
}

/**
 * One round trip.
 * @throws bad_request when nothing waits under the handle
 */
export async function getWaiting(c: HttpContext, handle: string): Promise<Waiting> {
  const { system, box } = c.var.context;
  const found = await findAuthorizationRequest(system, box, handle);
  return found ? { handle, ...found } : refuseHandle();
}

export function refuseHandle(): never {
  const detail = 'This sign-in has expired or was completed already. Go back to the application and start again.';
  throw new AppError('bad_request', detail, { log: 'no request waits under this handle' });
}

/** Back to the authorization endpoint, which decides from what is stored now. */
export function resume(c: HttpContext, handle: string): Response {
  return goTo(c, withHandle(PATHS.authorize, handle));
}

/** Where a person goes who is done here: back to what sent them, or to their account. */
export function nextOf(handle: string | undefined): string {
  return handle === undefined ? PATHS.account : withHandle(PATHS.authorize, handle);
}
