/** The caller of a request, and the permissions of their credential: a session, an access token or an API key. */
import { AppError } from '../../errors.ts';
import { intersection, type Permission, permits } from '../access/permissions.ts';
import type { Principal } from '../access/principals.ts';
import type { PresentedApiKey } from '../api-keys/presented-keys.ts';
import type { Session } from '../sessions/sessions.ts';
import type { FoundAccessToken } from '../tokens/access-tokens.ts';

export interface Caller {
  /** Null when a client acts for itself, and for API keys. */
  principal: Principal | null;
  organisation: Principal['organisation'];
  /** One of these three is set. */
  session: Session | null;
  token: FoundAccessToken | null;
  apiKey: PresentedApiKey | null;
  /** The permissions of this credential: never more than those of the person or client. */
  permissions: readonly string[];
}

export function callerBySession({ session, principal }: { session: Session; principal: Principal }) {
  const { organisation, permissions } = principal;
  return { principal, organisation, session, token: null, apiKey: null, permissions };
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
  return { principal, organisation, session: null, token, apiKey: null, permissions };
}

export function callerByApiKey(apiKey: PresentedApiKey): Caller {
  const { organisation, permissions } = apiKey;
  return { principal: null, organisation, session: null, token: null, apiKey, permissions };
}

/** @throws forbidden, or insufficient_scope for an access token or API key */
export function assertPermitted({ permissions, token, apiKey }: Caller, permission: Permission): void {
  if (permits(permissions, permission)) return;
  if (apiKey) throw insufficientScope(`API key lacks required scope: ${permission}`, permission);
  const detail = `Missing required permission: ${permission}`;
  throw token ? insufficientScope(detail, permission) : new AppError('forbidden', detail);
}

/**
 * For operations of people on their own account: allowed with a session, for first-party applications, and for third
 * parties only with a scope.
 * @param scope the scope that a third party's token needs; null when third parties are not allowed
 * @throws insufficient_scope
 */
export function assertSelf({ principal, token, apiKey }: Caller, scope: string | null): void {
  if (apiKey) throw insufficientScope('A person is needed: an API key acts for none');
  if (!principal) throw insufficientScope('A person is needed: this token was issued to a client for itself');
  if (!token || token.client.isFirstParty) return;
  if (scope === null) throw insufficientScope('Not for applications of third parties');
  if (!token.scopes.includes(scope)) throw insufficientScope(`Missing required scope: ${scope}`, scope);
}

/**
 * For what every person of the organisation may read: with a session or their organisation's own application. Machines
 * and third parties need the permission.
 * @throws forbidden, or insufficient_scope for an access token
 */
export function assertMember(caller: Caller, permission: Permission): void {
  const { principal, session, token } = caller;
  if (session || (principal && token?.client.isFirstParty)) return;
  assertPermitted(caller, permission);
}

/** RFC 6750 section 3.1: "The request requires higher privileges than provided by the access token." */
function insufficientScope(detail: string, scope?: string): AppError {
  return new AppError('insufficient_scope', detail, { extensions: scope === undefined ? {} : { scope } });
}
