/** The parameters of a logout request (OpenID Connect RP-Initiated Logout 1.0 section 2). */
import type { RequestContext } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { readIdTokenHint } from '../id-token-hint.ts';
import type { Parameters } from '../params.ts';

export interface LogoutRequest {
  /** The client that makes the request, from client_id or from the ID token. */
  clientId: string | null;
  /** From a valid ID token. */
  hint: { sessionId: string | null } | null;
  /** Not yet compared with the registered URIs of the client. */
  redirectUri: string | null;
  state: string | null;
  /** What is wrong with the request. The person sees it, may sign out all the same, and is not redirected. */
  fault: string | null;
}

const SEAL = { purpose: 'logout_request' } as const;

/** `logout_hint` and `ui_locales` are ignored: the page asks the person, and has one language. */
export async function readLogoutRequest(context: RequestContext, parameters: Parameters): Promise<LogoutRequest> {
  const { hint, fault: hintFault } = await readHint(context, parameters);
  const clientId = parameters.get('client_id') ?? hint?.clientId ?? null;
  const redirectUri = parameters.get('post_logout_redirect_uri') ?? null;
  const isTooLong = redirectUri !== null && redirectUri.length > REDIRECT_URI_LENGTH_MAX;
  const hasNoClient = redirectUri !== null && clientId === null;
  return {
    clientId,
    hint: hint && { sessionId: hint.sessionId },
    redirectUri: isTooLong ? null : redirectUri,
    state: parameters.get('state') ?? null,
    fault: hintFault ?? (hasNoClient ? NO_CLIENT : isTooLong ? TOO_LONG : null),
  };
}

/** Characters: the sealed request must fit into a URL. */
const REDIRECT_URI_LENGTH_MAX = 2048;
const TOO_LONG = `The post_logout_redirect_uri is longer than ${REDIRECT_URI_LENGTH_MAX} characters.`;
const NO_CLIENT =
  'A post_logout_redirect_uri needs an id_token_hint or a client_id beside it: nobody said which application asks.';

interface Hint {
  clientId: string;
  sessionId: string | null;
}

/**
 * "When an id_token_hint parameter is present, the OP MUST validate that it was the issuer of the ID Token. […] When
 * both client_id and id_token_hint are present, the OP MUST verify that the Client Identifier matches the one used as
 * the client_id when issuing the ID Token." An invalid hint is not used.
 */
async function readHint(
  context: RequestContext,
  parameters: Parameters,
): Promise<{ hint: Hint | null; fault: string | null }> {
  const jwt = parameters.get('id_token_hint');
  if (jwt === undefined) return { hint: null, fault: null };
  const claims = await readIdTokenHint(context, jwt);
  if (typeof claims?.aud !== 'string') {
    return { hint: null, fault: 'The id_token_hint is not an ID token of ours.' };
  }
  if ((parameters.get('client_id') ?? claims.aud) !== claims.aud) {
    return { hint: null, fault: 'The client_id is not the one that the ID token (id_token_hint) was issued to.' };
  }
  return { hint: { clientId: claims.aud, sessionId: typeof claims.sid === 'string' ? claims.sid : null }, fault: null };
}

/** Sealed for the browser to carry: it can neither read nor change the validated request. */
export function sealLogoutRequest({ box }: RequestContext, request: LogoutRequest): Promise<string> {
  return box.seal(JSON.stringify(request), SEAL);
}

/** @throws bad_request */
export async function openLogoutRequest({ box }: RequestContext, sealed: string): Promise<LogoutRequest> {
  try {
    return JSON.parse(await box.open(sealed, SEAL));
  } catch (cause) {
    throw new AppError('bad_request', 'This page is out of date. Go back to the application and start again.', {
      cause,
    });
  }
}
