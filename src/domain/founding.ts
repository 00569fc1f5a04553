/** What every new organisation is made of, whoever founds it: the rows, and the events that tell of them. */
import { normaliseEmail } from '../lib/email-address.ts';
import { uuidv7 } from '../lib/ids.ts';
import type { FlightItem } from '../platform/flight-parts.ts';
import { json, type Statement, sql } from '../platform/statement.ts';
import { recordEvent } from './events/emit.ts';
import { DEFAULT_ROLES } from './permissions.ts';
import type { Tenant } from './unit-of-work.ts';

export interface NewOrganisation {
  id: string;
  name: string;
  slug: string;
  /** By which it is founded, where that takes one. */
  invitationId: string | null;
  metadata?: Record<string, unknown> | undefined;
}

export interface NewOwner {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  name: string;
  /** Argon2id; null for somebody who has yet to choose one. */
  password: string | null;
  /** Where from, for who is signed in with it. */
  signedInFrom: string | null;
}

export function ownerOf(
  { email, firstName, lastName }: { email: string; firstName: string; lastName: string },
  now: Date,
): Pick<NewOwner, 'id' | 'email' | 'firstName' | 'lastName' | 'name'> {
  const names = { firstName: firstName.trim(), lastName: lastName.trim() };
  const name = `${names.firstName} ${names.lastName}`.trim();
  return { id: uuidv7(now), email: normaliseEmail(email), ...names, name };
}

/**
 * A friendly look before the unique indexes refuse: whether the name or the address is taken, and the slugs that look like
 * the one wished for. The indexes decide.
 */
export function findTaken(wish: { name: string; email: string; slug: string }) {
  return [
    sql`SELECT 1 FROM organisations WHERE name = ${wish.name} OR email = ${wish.email}
        UNION ALL SELECT 1 FROM users WHERE email = ${wish.email} LIMIT 1`,
    sql<{ slug: string }>`SELECT slug FROM organisations WHERE slug = ${wish.slug} OR slug LIKE ${`${wish.slug}-%`}`,
  ] as const;
}

/** Every statement names the organisation: they also run where no row-level security adds it. */
export function foundingStatements(tenant: Tenant, organisation: NewOrganisation, owner: NewOwner): FlightItem[] {
  const { now } = tenant;
  return [
    sql`
      INSERT INTO organisations (id, name, slug, email, metadata, onboarding_invitation_id, created_at, updated_at)
      VALUES (${organisation.id}, ${organisation.name}, ${organisation.slug}, ${owner.email},
              ${json(organisation.metadata)}, ${organisation.invitationId}, ${now}, ${now})`,
    insertOwner(tenant, owner),
    sql`UPDATE organisations SET owner_id = ${owner.id} WHERE id = ${organisation.id}`,
    ...roleStatements(tenant),
    givingOwnerRole(tenant, owner.email),
    recordEvent(tenant, { type: 'organisation.created', resourceId: organisation.id }),
    recordEvent(tenant, { type: 'user.created', resourceId: owner.id }),
  ];
}

function insertOwner({ organisationId, now }: Tenant, owner: NewOwner): Statement {
  const isSignedIn = owner.signedInFrom !== null;
  return sql`
    INSERT INTO users (id, organisation_id, email, first_name, last_name, name, password,
                       last_login_at, last_login_ip, login_count, created_at, updated_at)
    VALUES (${owner.id}, ${organisationId}, ${owner.email}, ${owner.firstName}, ${owner.lastName}, ${owner.name},
            ${owner.password}, ${isSignedIn ? now : null}, ${owner.signedInFrom}, ${isSignedIn ? 1 : 0}, ${now}, ${now})`;
}

/** The default roles and their permissions; a role that is there already is left as it is. */
export function roleStatements({ organisationId, now }: Pick<Tenant, 'organisationId' | 'now'>): Statement[] {
  const roles = DEFAULT_ROLES.map((role) => ({ id: uuidv7(now), ...role }));
  const recordset = sql`jsonb_to_recordset(${json(roles)}::jsonb)
    AS r(id uuid, name text, slug text, description text, "isDefault" boolean, permissions jsonb)`;
  return [
    sql`
      INSERT INTO roles (id, organisation_id, name, slug, description, is_default, created_at, updated_at)
      SELECT r.id, ${organisationId}::uuid, r.name, r.slug, r.description, r."isDefault",
             ${now}::timestamptz, ${now}::timestamptz
      FROM ${recordset} ON CONFLICT (organisation_id, slug) DO NOTHING`,
    sql`
      INSERT INTO role_permissions (organisation_id, role_id, permission_id)
      SELECT role.organisation_id, role.id, p.id
      FROM ${recordset} JOIN roles role ON role.organisation_id = ${organisationId}::uuid AND role.slug = r.slug
      JOIN permissions p ON r.permissions ? p.slug ON CONFLICT DO NOTHING`,
  ];
}

export function givingOwnerRole({ organisationId }: Pick<Tenant, 'organisationId'>, email: string): Statement {
  return sql`
    INSERT INTO user_roles (organisation_id, user_id, role_id)
    SELECT owner.organisation_id, owner.id, role.id
    FROM users owner JOIN roles role ON role.organisation_id = owner.organisation_id AND role.slug = 'owner'
    WHERE owner.organisation_id = ${organisationId} AND owner.email = ${email} ON CONFLICT DO NOTHING`;
}
