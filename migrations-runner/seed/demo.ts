/** Writes the demo organisation; every step leaves alone what a developer has changed since. */
import type { Client } from 'pg';
import { DEFAULT_ROLES } from '../../src/domain/permissions.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { newSecret, sha256 } from '../../src/lib/secrets.ts';
import { createPasswordHasher } from '../../src/platform/password-hash.ts';
import { loadArgon2 } from '../argon2-node.ts';
import { DEMO_CLIENTS, DEMO_ORGANISATION, DEMO_OWNER, type DemoClient } from './demo-data.ts';

export interface DemoSeed {
  /** In the clear only when this run stored it; null when the service already has a secret. */
  newServiceSecret: string | null;
  /** What the database holds. */
  serviceSecretHash: string;
}

export async function seedDemo(client: Client): Promise<DemoSeed> {
  const organisationId = await seedOrganisation(client);
  await seedRoles(client, organisationId);
  await seedOwner(client, organisationId);
  let newServiceSecret: string | null = null;
  let serviceSecretHash = '';
  for (const definition of DEMO_CLIENTS) {
    const seeded = await seedClient(client, organisationId, definition);
    newServiceSecret ??= seeded.newSecret;
    serviceSecretHash = seeded.secretHash ?? serviceSecretHash;
  }
  return { newServiceSecret, serviceSecretHash };
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

async function seedRoles(client: Client, organisationId: string): Promise<void> {
  for (const role of DEFAULT_ROLES) {
    await client.query(
      `INSERT INTO roles (id, organisation_id, slug, name, description, is_default) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (organisation_id, slug) DO NOTHING`,
      [uuidv7(), organisationId, role.slug, role.name, role.description, role.isDefault],
    );
    await client.query(
      `INSERT INTO role_permissions (organisation_id, role_id, permission_id)
       SELECT role.organisation_id, role.id, permission.id
       FROM roles role JOIN permissions permission ON permission.slug = ANY ($3)
       WHERE role.organisation_id = $1 AND role.slug = $2
       ON CONFLICT DO NOTHING`,
      [organisationId, role.slug, role.permissions],
    );
  }
}

async function seedOwner(client: Client, organisationId: string): Promise<void> {
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
  await client.query(
    `INSERT INTO user_roles (organisation_id, user_id, role_id)
     SELECT owner.organisation_id, owner.id, role.id
     FROM users owner JOIN roles role ON role.organisation_id = owner.organisation_id AND role.slug = 'owner'
     WHERE owner.organisation_id = $1 AND owner.email = $2
     ON CONFLICT DO NOTHING`,
    [organisationId, email],
  );
  await client.query(
    `UPDATE organisations SET owner_id = owner.id, updated_at = now() FROM users owner
     WHERE organisations.id = $1 AND owner_id IS NULL AND owner.organisation_id = $1 AND owner.email = $2`,
    [organisationId, email],
  );
}

async function seedClient(client: Client, organisationId: string, definition: DemoClient) {
  const secret = definition.type === 'confidential' ? newSecret('clientSecret') : null;
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const { rowCount } = await client.query(
    `INSERT INTO clients (id, organisation_id, client_id, name, client_type, token_endpoint_auth_method, client_secret,
       grant_types, redirect_uris, allowed_origins, scopes, is_first_party, require_consent, require_pkce)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, true) ON CONFLICT (client_id) DO NOTHING`,
    [
      uuidv7(),
      organisationId,
      definition.clientId,
      definition.name,
      definition.type,
      definition.authMethod,
      secret && (await sha256(secret)),
      json(definition.grantTypes),
      json(definition.redirectUris),
      json(definition.allowedOrigins),
      json(definition.scopes),
      definition.isFirstParty,
      definition.requireConsent,
    ],
  );
  const { rows } = await client.query('SELECT client_secret FROM clients WHERE client_id = $1', [definition.clientId]);
  return { newSecret: rowCount === 1 ? secret : null, secretHash: rows[0].client_secret as string | null };
}
