/** Registers clients, for the API and for the command line. */
import { uuidv7 } from '../../lib/ids.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { assertMayRegister } from './authority.ts';
import { createClient, newClientId, newClientSecret } from './records.ts';
import type { RegisteredClient } from './registered.ts';
import { hasSecret, validateRegistration } from './registration.ts';
import type { ClientFault, RegistrationContext, RequestedSettings } from './settings.ts';

export interface RegistrationTools {
  /** Whether the server may call addresses on this machine: for development only. */
  loopback: boolean;
  /** Seals secrets for client_secret_jwt. */
  box(): Promise<SecretBox>;
}

export type Registration = { faults: ClientFault[] } | { client: RegisteredClient; secret: string | null };

/**
 * Two round trips.
 * @param held the permissions of the registrar
 * @throws forbidden when the client could do more than its registrar
 */
export async function registerClient(
  tenant: Tenant,
  requested: RequestedSettings,
  { held, ...tools }: RegistrationTools & { held: readonly string[] },
): Promise<Registration> {
  const [scopes, resources] = await tenant.db.flight(...readOwn(tenant, requested));
  const outcome = validateRegistration(requested, contextOf(scopes, resources, tools));
  if ('faults' in outcome) return outcome;
  const { settings } = outcome;
  assertMayRegister(held, settings);
  const id = uuidv7(tenant.now);
  const method = settings.tokenEndpointAuthMethod;
  const box = method === 'client_secret_jwt' ? await tools.box() : null;
  const secret = hasSecret(settings) ? await newClientSecret(tenant, { id, method }, box) : null;
  const client = await createClient(tenant, { id, clientId: newClientId(), settings, secret });
  return { client, secret: secret?.secret ?? null };
}

/** What the organisation has of the scopes and resources that are requested: for `contextOf`. */
export function readOwn({ db: { prisma } }: Tenant, { scopes, resources }: RequestedSettings) {
  return [
    prisma.organisationScope.findMany({ where: { name: { in: textsOf(scopes) } }, select: { name: true } }),
    prisma.resource.findMany({ where: { indicator: { in: textsOf(resources) } }, select: { indicator: true } }),
  ] as const;
}

export function contextOf(
  scopes: readonly { name: string }[],
  resources: readonly { indicator: string }[],
  { loopback }: Pick<RegistrationTools, 'loopback'>,
): RegistrationContext {
  const organisationScopes = scopes.map(({ name }) => name);
  return { organisationScopes, organisationResources: resources.map(({ indicator }) => indicator), loopback };
}

/** The settings are not validated yet. */
function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}
