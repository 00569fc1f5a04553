/** Errors for authorization requests that were consumed or have expired, with a link back to the application. */
import { AppError, type NextLink } from '../../errors.ts';
import { isolated } from '../../lib/names.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { type OpenedRequest, openAnyHandle } from './requests.ts';

interface SpentRequest {
  clientName: string;
  /** Whether the client still has the redirect URI of the request. */
  isRegistered: boolean;
  isCompleted: boolean;
}

/**
 * The error for a request that no longer waits. It names the application and links to it, if the client is still
 * usable. One round trip.
 */
export async function spentRequestError(
  { system, box }: { system: System; box: SecretBox },
  handle: string,
): Promise<AppError> {
  const opened = await openAnyHandle(box, handle);
  const spent = opened && (await findSpentRequest(system, opened));
  if (!spent) {
    const detail = 'This sign-in has expired or was completed already. Go back to the application and start again.';
    return new AppError('bad_request', detail, { log: 'no request waits under this handle' });
  }
  const { clientName, isRegistered, isCompleted } = spent;
  const redirectUri = isRegistered ? opened.request.redirectUri : null;
  if (isCompleted) return completedError(clientName, redirectUri);
  const detail = `This sign-in to ${isolated(clientName)} has expired. Go back to the application and start again.`;
  return new AppError('bad_request', detail, {
    log: 'the request is too old',
    nextLink: homePageOf(clientName, redirectUri),
  });
}

/** For a request that was answered before. The application may or may not have received the answer. */
export function completedError(clientName: string, redirectUri: string | null): AppError {
  const detail = `This sign-in to ${isolated(clientName)} was completed already. Go back to the application to use it, or to start again.`;
  return new AppError('bad_request', detail, { nextLink: homePageOf(clientName, redirectUri) });
}

async function findSpentRequest(
  system: System,
  { clientId, organisationId, request }: OpenedRequest,
): Promise<SpentRequest | null> {
  const { prisma } = system.db;
  const [client, answer] = await system.db.flight(
    prisma.client.findFirst({
      where: {
        organisationId,
        id: clientId,
        isActive: true,
        revoked: false,
        organisation: { status: { in: ['trial', 'active'] } },
      },
      select: { name: true, redirectUris: true },
    }),
    prisma.authorizationRequest.findFirst({
      where: { organisationId, id: request.id },
      select: { consumedAt: true },
    }),
  );
  if (!client) return null;
  const isRegistered = (client.redirectUris as string[]).includes(request.redirectUri);
  return { clientName: client.name, isRegistered, isCompleted: answer?.consumedAt != null };
}

/**
 * The home page of a client: the origin of its registered redirect URI. A native application has none (RFC 8252 section
 * 7): its scheme or port only accepts the response of a request.
 */
export function homePageOf(clientName: string, redirectUri: string | null): NextLink | undefined {
  if (redirectUri === null) return undefined;
  const { protocol, hostname, origin } = new URL(redirectUri);
  const isWebsite = protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost');
  return isWebsite ? { href: `${origin}/`, label: `Go to ${isolated(clientName)}` } : undefined;
}
