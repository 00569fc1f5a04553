/** Seeds the demo organisation. Later changes of a developer are kept. */
import type { Client } from 'pg';
import { createClient, newClientSecret } from '../../src/domain/clients/records.ts';
import { hasSecret, validateRegistration } from '../../src/domain/clients/registration.ts';
import { createResource } from '../../src/domain/clients/resources.ts';
import { roleItems } from '../../src/domain/organisations/founding.ts';
import type { Tenant } from '../../src/domain/unit-of-work/unit-of-work.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { createPasswordHasher } from '../../src/platform/passwords/hash.ts';
import { CLIENT_KINDS } from '../admin/client-kinds.ts';
import { operatorTenant } from '../admin/operator.ts';
import { loadArgon2 } from './argon2-node.ts';
import { DEMO_CLIENTS, DEMO_ORGANISATION, DEMO_OWNER, DEMO_RESOURCE, type DemoClient } from './demo-data.ts';

export interface DemoSecret {
  /** In the clear, when this run created it; null when the client already had a secret. */
  newSecret: string | null;
  /** The hash in the database. */
  hash: string;
}

/** The confidential clients' secrets, by client_id. */
export type DemoSeed = Readonly<Record<string, DemoSecret>>;

export async function seedDemo(client: Client): Promise<DemoSeed> {
  const tenant = operatorTenant(client, new Date(), await seedOrganisation(client), {
    userAgent: 'seed',
    operator: null,
  });
  await tenant.db.flight(...roleItems(tenant));
  await seedOwner(client, tenant);
  await seedResource(client, tenant);
  const secrets: Record<string, DemoSecret> = {};
  for (const definition of DEMO_CLIENTS) {
    const secret = await seedClient(client, tenant, definition);
    if (secret) secrets[definition.clientId] = secret;
  }
  return secrets;
}

async function seedOrganisation(client: Client): Promise<string> {
  const { slug, name, email } = DEMO_ORGANISATION;
  await client.query(
    `INSERT INTO organisations (id, slug, name, email, status) VALUES ($1, $2, $3, $4, 'active')
     ON CONFLICT DO NOTHING`,
    [uuidv7(), slug, name, email],
  );
  const { rows } = await client.query('SELECT id FROM organisations WHERE slug = $1', [slug]);
  return rows[0].id;
}

async function seedOwner(client: Client, tenant: Tenant): Promise<void> {
  const { organisationId } = tenant;
  const { email, password, firstName, lastName } = DEMO_OWNER;
  const existing = await client.query('SELECT FROM users WHERE email = $1', [email]);
  if (existing.rowCount === 0) {
    const hash = await createPasswordHasher(loadArgon2).hash(password);
    await client.query(
      `INSERT INTO users (id, organisation_id, first_name, last_name, name, email, email_verified_at, password)
       VALUES ($1, $2, $3, $4, $5, $6, now(), $7) ON CONFLICT (email) DO NOTHING`,
      [uuidv7(), organisationId, firstName, lastName, `${firstName} ${lastName}`, email, hash],
    );
  }
  await giveOwnerRole(tenant, email);
  await client.query(
    `UPDATE organisations SET owner_id = owner.id, updated_at = now() FROM users owner
     WHERE organisations.id = $1 AND owner_id IS NULL AND owner.organisation_id = $1 AND owner.email = $2`,
    [organisationId, email],
  );
}

async function giveOwnerRole({ db, organisationId }: Tenant, email: string): Promise<void> {
  const owner = await db.prisma.user.findFirst({ where: { email, deletedAt: {} }, select: { id: true } });
  const role = await db.prisma.role.findFirst({ where: { slug: 'owner' }, select: { id: true } });
  if (!owner || !role) return;
  const data = { organisationId, userId: owner.id, roleId: role.id };
  await db.prisma.userRole.createMany({ data, skipDuplicates: true });
}

/** Creates it unless some organisation has it. Seeds run one after the other, so there is no race. */
async function seedResource(client: Client, tenant: Tenant): Promise<void> {
  const existing = await client.query('SELECT FROM resources WHERE indicator = $1', [DEMO_RESOURCE]);
  if (existing.rowCount === 0) await createResource(tenant, { indicator: DEMO_RESOURCE, signingAlg: null });
}

/** @returns null for a client without a secret */
async function seedClient(
  client: Client,
  tenant: Tenant,
  { clientId, kind, settings: own }: DemoClient,
): Promise<DemoSecret | null> {
  const existing = await client.query<{ hash: string | null }>(
    'SELECT client_secret AS hash FROM clients WHERE client_id = $1',
    [clientId],
  );
  const [stored] = existing.rows;
  if (stored) return stored.hash === null ? null : { newSecret: null, hash: stored.hash };
  const outcome = validateRegistration(
    { ...CLIENT_KINDS[kind].settings, ...own },
    { organisationScopes: [], organisationResources: [DEMO_RESOURCE], loopback: true },
  );
  if ('faults' in outcome) throw new Error(`${clientId}: ${JSON.stringify(outcome.faults)}`);
  const { settings } = outcome;
  const id = uuidv7();
  const { tokenEndpointAuthMethod: method } = settings;
  const secret = hasSecret(settings) ? await newClientSecret(tenant, { id, method }, null) : null;
  await createClient(tenant, { id, clientId, settings, secret });
  return secret && { newSecret: secret.secret, hash: secret.hash };
}
