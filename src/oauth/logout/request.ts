/** What a logout request says (OpenID Connect RP-Initiated Logout 1.0 section 2). */
import type { RequestContext } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { readIdTokenHint } from '../id-token-hint.ts';
import type { Parameters } from '../params.ts';

export interface LogoutRequest {
  /** Who asks: as their ID token says, or they themselves. */
  clientId: string | null;
  /** What is known from a valid ID token. */
  hint: { sessionId: string | null } | null;
  /** It is still to be compared with those of the client. */
  redirectUri: string | null;
  state: string | null;
}

const SEAL_PURPOSE = 'logout_request';

/**
 * `logout_hint` says what the page asks the person anyway, and there is one of the `ui_locales`: both are ignored.
 * @throws bad_request, which is told to the person: nobody is certain to be at the other end of a redirect
 */
export async function readLogoutRequest(context: RequestContext, parameters: Parameters): Promise<LogoutRequest> {
  const hint = await readHint(context, parameters.get('id_token_hint'));
  const clientId = parameters.get('client_id') ?? hint?.clientId ?? null;
  // "When both client_id and id_token_hint are present, the OP MUST verify that the Client Identifier matches the one
  // used as the client_id when issuing the ID Token."
  if (hint && hint.clientId !== clientId) {
    throw new AppError('bad_request', 'The client_id is not the one that the ID token (id_token_hint) was issued to.');
  }
  return {
    clientId,
    hint: hint && { sessionId: hint.sessionId },
    redirectUri: parameters.get('post_logout_redirect_uri') ?? null,
    state: parameters.get('state') ?? null,
  };
}

/** "When an id_token_hint parameter is present, the OP MUST validate that it was the issuer of the ID Token." */
async function readHint(context: RequestContext, jwt: string | undefined) {
  if (jwt === undefined) return null;
  const claims = await readIdTokenHint(context, jwt);
  if (typeof claims?.aud !== 'string')
    throw new AppError('bad_request', 'The id_token_hint is not an ID token of ours.');
  return { clientId: claims.aud, sessionId: typeof claims.sid === 'string' ? claims.sid : null };
}

/** For a browser to carry: it can neither read nor change what was checked. */
export function sealLogoutRequest({ box }: RequestContext, request: LogoutRequest): Promise<string> {
  return box.seal(JSON.stringify(request), SEAL_PURPOSE);
}

/** @throws bad_request */
export async function openLogoutRequest({ box }: RequestContext, sealed: string): Promise<LogoutRequest> {
  try {
    return JSON.parse(await box.open(sealed, SEAL_PURPOSE));
  } catch (cause) {
    throw new AppError('bad_request', 'This page is out of date. Go back to the application and start again.', {
      cause,
    });
  }
}
