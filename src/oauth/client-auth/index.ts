/** Client authentication. Adding a method: its file, and a row in the table. */
import type { RequestContext } from '../../deps.ts';
import { cacheClient, cachedClient } from '../../domain/clients/cache.ts';
import { type Client, findClient, hasPreviousSecret } from '../../domain/clients/clients.ts';
import { NO_FACTS } from '../../domain/explanations/steps.ts';
import { consumeOnce } from '../../domain/tokens/replay-ledger.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { OAuthError } from '../errors.ts';
import { foundClient } from '../found-client.ts';
import type { Parameters } from '../params.ts';
import { explainSecret } from './client-secret.ts';
import { clientSecretBasic } from './client-secret-basic.ts';
import { clientSecretJwt } from './client-secret-jwt.ts';
import { clientSecretPost } from './client-secret-post.ts';
import type { ClientAuthMethod, Presented } from './method.ts';
import { none } from './none.ts';
import { privateKeyJwt } from './private-key-jwt.ts';

/** From the most explicit to the least: `none` applies when the request has only a client_id. */
export const CLIENT_AUTH_METHODS: readonly ClientAuthMethod[] = [
  clientSecretBasic,
  clientSecretPost,
  clientSecretJwt,
  privateKeyJwt,
  none,
];

/** The methods that authenticate a client. */
export const CONFIDENTIAL_METHODS = CLIENT_AUTH_METHODS.filter((method) => method !== none);

/** The signing algorithms of assertions. */
export const ASSERTION_ALGORITHMS = CLIENT_AUTH_METHODS.flatMap(({ algorithms = [] }) => algorithms);

export type Credentials = Presented & { method: ClientAuthMethod };

/** @throws OAuthError invalid_request when there are two, invalid_client when there is none */
export function readCredentials(c: HttpContext, parameters: Parameters): Credentials {
  const credentials = readAnyCredentials(c, parameters);
  if (credentials) return credentials;
  // The client is not known yet, so a precise description tells nothing about it.
  const description = 'No client: send client_id in the form, or authenticate the client';
  throw new OAuthError('invalid_client', description, { log: 'no credentials' });
}

/**
 * RFC 6749 section 2.3: "The client MUST NOT use more than one authentication method in each request." A client_id in
 * the form beside a Basic header or an assertion names the same client and is no second method.
 * @returns null when there is nothing, not even a client_id
 * @throws OAuthError invalid_request
 */
export function readAnyCredentials(c: HttpContext, parameters: Parameters): Credentials | null {
  const presented = CLIENT_AUTH_METHODS.flatMap((method) => {
    const read = method.read(c, parameters);
    return read ? [{ method, ...read }] : [];
  });
  const proofs = presented.filter(({ method }) => method !== none);
  if (proofs.length > 1) throw new OAuthError('invalid_request', 'Use one client authentication method only');
  const [credentials] = presented;
  if (!credentials) return null;
  const named = [...presented.map(({ clientId }) => clientId), parameters.get('client_id')];
  if (named.some((clientId) => clientId !== undefined && clientId !== credentials.clientId)) {
    throw new OAuthError('invalid_request', 'client_id does not match the client authentication');
  }
  return credentials;
}

/**
 * No round trip; one for an assertion, to consume it.
 * @throws OAuthError invalid_client, the same for an unknown client and a wrong proof
 */
export async function authenticateClient(
  context: RequestContext,
  client: Client | undefined,
  credentials: Credentials,
): Promise<Client> {
  const { clientId, method, proof } = credentials;
  const known = foundClient(context, client, { clientId, unknown: () => invalidClient('unknown client') });
  const fault = await faultOf(context, known, credentials);
  if (fault !== null) {
    if (!method.singleUse) await explainSecret(context, known, proof);
    throw invalidClient(fault);
  }
  await consumeProof(context, known, credentials);
  return known;
}

/**
 * Authenticates against the client that the isolate has cached for some seconds. When that fails, the cached client may
 * be out of date, so the database is asked.
 */
export async function authenticateCachedClient(context: RequestContext, credentials: Credentials): Promise<Client> {
  const { system, now } = context;
  const cached = cachedClient(credentials.clientId, now);
  const accepted = cached && (await acceptedBy(context, cached, credentials));
  if (accepted) {
    const { clientId } = credentials;
    foundClient(context, accepted, { clientId, unknown: () => invalidClient('unknown client') });
    await consumeProof(context, accepted, credentials);
    return accepted;
  }
  const client = await findClient(system, credentials.clientId);
  if (client) cacheClient(client, now);
  return authenticateClient(context, client ?? undefined, credentials);
}

/**
 * The client whose proof it is, without its previous secret when the present one does: the statement that issues
 * requires that every secret of this client is still accepted.
 */
async function acceptedBy(context: RequestContext, client: Client, credentials: Credentials): Promise<Client | null> {
  const present = { ...client, previousSecretExpiresAt: null };
  const candidates = hasPreviousSecret(client, context.now) ? [present, client] : [client];
  for (const one of candidates) if ((await faultOf(context, one, credentials)) === null) return one;
  return null;
}

/** RFC 7591 section 2: a client is registered for a method. Secrets are accepted in the header and in the form. */
async function faultOf(
  context: RequestContext,
  client: Client,
  { method, proof }: Credentials,
): Promise<string | null> {
  const fault = context.steps.fault(
    'client_authentication_method',
    () => ({ used: method.name, registered: client.tokenEndpointAuthMethod }),
    () => (method.registeredAs.includes(client.tokenEndpointAuthMethod) ? null : `not registered for ${method.name}`),
  );
  return fault ?? method.fault(context, client, proof);
}

/**
 * RFC 7523 section 3: "The authorization server MAY ensure that JWTs are not replayed". Runs before anything is issued.
 */
async function consumeProof(context: RequestContext, client: Client, { method, proof }: Credentials): Promise<void> {
  if (!method.singleUse || proof === null) return;
  const tenant = context.openTenant(client.organisationId, { clientId: client.id });
  const use = { namespace: `client_assertion ${client.id}`, ...method.singleUse(proof) };
  await context.steps.check('assertion_unused', NO_FACTS, async () => {
    if (!(await consumeOnce(tenant, use))) throw invalidClient('assertion used before');
  });
}

export function invalidClient(log: string): OAuthError {
  return new OAuthError('invalid_client', 'Invalid client credentials', { log });
}
