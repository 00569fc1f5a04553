/** The caller of a request, and the permissions of their credential: a session or an access token. */
import { AppError } from '../../errors.ts';
import { intersection, type Permission, permits } from '../access/permissions.ts';
import type { Principal } from '../access/principals.ts';
import type { Session } from '../sessions/sessions.ts';
import type { FoundAccessToken } from '../tokens/access-tokens.ts';

export interface Caller {
  /** Null when a client acts for itself. */
  principal: Principal | null;
  organisation: Principal['organisation'];
  /** Null for access tokens. */
  session: Session | null;
  /** Null for sessions. */
  token: FoundAccessToken | null;
  /** The permissions of this credential: never more than those of the person or client. */
  permissions: readonly string[];
}

export function callerBySession({ session, principal }: { session: Session; principal: Principal }) {
  return { principal, organisation: principal.organisation, session, token: null, permissions: principal.permissions };
}

/**
 * The permissions of a client are among its registered scopes. A token of a third party has those permissions of its
 * person, or of its client, that its scopes name. A token of a first-party application has all of them
 * (docs/decisions/0021).
 */
export function callerByToken(token: FoundAccessToken): Caller {
  const { client, principal, organisation, scopes } = token;
  const held = principal ? principal.permissions : client.scopes;
  const permissions = client.isFirstParty ? held : intersection(held, scopes);
  return { principal, organisation, session: null, token, permissions };
}

/** @throws forbidden, or insufficient_scope for an access token */
export function assertPermitted({ permissions, token }: Caller, permission: Permission): void {
  if (permits(permissions, permission)) return;
  const detail = `Missing required permission: ${permission}`;
  throw token ? insufficientScope(detail, permission) : new AppError('forbidden', detail);
}

/**
 * For operations of people on their own account: allowed with a session, for first-party applications, and for third
 * parties only with a scope.
 * @param scope the scope that a third party's token needs; null when third parties are not allowed
 * @throws insufficient_scope
 */
export function assertSelf({ principal, token }: Caller, scope: string | null): void {
  if (!principal) throw insufficientScope('A person is needed: this token was issued to a client for itself');
  if (!token || token.client.isFirstParty) return;
  if (scope === null) throw insufficientScope('Not for applications of third parties');
  if (!token.scopes.includes(scope)) throw insufficientScope(`Missing required scope: ${scope}`, scope);
}

/** RFC 6750 section 3.1: "The request requires higher privileges than provided by the access token." */
function insufficientScope(detail: string, scope?: string): AppError {
  return new AppError('insufficient_scope', detail, { extensions: scope === undefined ? {} : { scope } });
}
