/**
 * The token endpoint (RFC 6749 section 3.2). Two round trips, one for client_credentials; one more for an assertion.
 */
import { type Client, clientByClientId } from '../../domain/clients/clients.ts';
import { NO_FACTS } from '../../domain/explanations/steps.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { countClient } from '../../http/middleware/rate-limit.ts';
import { readClientForm } from '../client-auth/client-form.ts';
import {
  authenticateCachedClient,
  authenticateClient,
  type Credentials,
  readCredentials,
} from '../client-auth/index.ts';
import { allowClientOrigin } from '../cors.ts';
import { OAuthError } from '../errors.ts';
import type { Grant, TokenResponse } from '../grants/grant.ts';
import { GRANTS } from '../grants/index.ts';
import { missingParameters, type Parameters, printable } from '../params.ts';

export async function token(c: HttpContext): Promise<Response> {
  const { steps } = c.var.context;
  const parameters = await readClientForm(c);
  const requested = () => ({ requested: parameters.get('grant_type') });
  const grant = steps.check('grant_type', requested, () => grantOf(parameters));
  const credentials = steps.check('credentials', NO_FACTS, () => readCredentials(c, parameters));
  const response = await exchange(c, grant, parameters, credentials);
  // RFC 6749 section 5.1: "MUST include the HTTP Cache-Control response header field with a value of no-store".
  c.header('Cache-Control', 'no-store');
  c.header('Pragma', 'no-cache');
  return c.json(response);
}

/** @throws OAuthError unsupported_grant_type (RFC 6749 section 5.2) */
function grantOf(parameters: Parameters): Grant {
  const type = parameters.get('grant_type');
  if (type === undefined) throw missingParameters('grant_type');
  const grant = GRANTS.find((candidate) => candidate.type === type);
  if (!grant) throw new OAuthError('unsupported_grant_type', `Unsupported grant_type: ${printable(type)}`);
  return grant;
}

async function exchange(
  c: HttpContext,
  grant: Grant,
  parameters: Parameters,
  credentials: Credentials,
): Promise<TokenResponse> {
  const { context } = c.var;
  const { client, artefact } = await identify(c, grant, parameters, credentials);
  allowClientOrigin(c, client);
  await countClient(c, client);
  const facts = () => ({ requested: grant.type, registered: client.grantTypes });
  context.steps.check('grant_allowed', facts, () => assertGrantAllowed(client, grant));
  // Before the code or token is consumed: without a signing key the request fails, and the client must be able to
  // retry.
  await context.keys.prepare(context.system.db);
  return grant.exchange({ context, client, parameters, artefact });
}

/**
 * The client and its code or token, in one flight. A grant without either may use the client that the isolate has
 * cached for some seconds, because the issuing statement checks it in the database again.
 */
async function identify(c: HttpContext, grant: Grant, parameters: Parameters, credentials: Credentials) {
  const { context } = c.var;
  const find = context.steps.check('client_request', NO_FACTS, () => grant.find?.(parameters));
  if (!find) return { client: await authenticateCachedClient(context, credentials), artefact: undefined };
  const [[row], [artefact]] = await context.system.db.flight(clientByClientId(credentials.clientId), await find);
  return { client: await authenticateClient(context, row?.client, credentials), artefact };
}

/** RFC 6749 section 5.2, unauthorized_client. */
function assertGrantAllowed(client: Client, grant: Grant): void {
  if (!client.grantTypes.includes(grant.type)) {
    throw new OAuthError('unauthorized_client', `The client may not use ${grant.type}`);
  }
}
