/** Reads and makes handles with the Worker's key. */
import { env } from 'cloudflare:workers';
import {
  openAuthorizationRequest,
  sealAuthorizationRequest,
  type WaitingRequest,
} from '../../src/domain/authorization/requests.ts';
import type { Client } from '../../src/domain/clients/clients.ts';
import { createSecretBox } from '../../src/platform/keys/secret-box.ts';

const { SECRET_ENCRYPTION_KEY } = env as unknown as { SECRET_ENCRYPTION_KEY: string };
const box = createSecretBox(SECRET_ENCRYPTION_KEY);

/** The authorization request in a handle. */
export async function requestOf(handle: string): Promise<WaitingRequest> {
  return (await open(handle)).request;
}

/** The handle of the same request, but made the given number of seconds earlier. */
export async function agedHandle(handle: string, seconds: number): Promise<string> {
  const { clientId, organisationId, request } = await open(handle);
  const createdAt = new Date(request.createdAt.getTime() - seconds * 1000);
  const client = { id: clientId, organisationId } as Client;
  return (await sealAuthorizationRequest(box, client, { ...request, createdAt })) ?? '';
}

async function open(handle: string) {
  const opened = await openAuthorizationRequest({ box, now: new Date() }, handle);
  if (!opened) throw new Error('Not a handle of ours');
  return opened;
}
