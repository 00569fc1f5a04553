/** The rows and events of a new organisation, whether it is founded on the page or by the operator. */
import { normaliseEmail } from '../../lib/email-address.ts';
import { uuidv7 } from '../../lib/ids.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { json, sql } from '../../platform/database/statement.ts';
import type { SystemPrisma } from '../../platform/database/system-prisma.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { DEFAULT_ROLES } from '../access/permissions.ts';
import { recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface NewOrganisation {
  id: string;
  name: string;
  slug: string;
  /** The onboarding invitation that it is founded with, if any. */
  invitationId: string | null;
  metadata?: Record<string, unknown> | undefined;
}

export interface NewOwner {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  name: string;
  /** Argon2id; null when the owner has not chosen one yet. */
  password: string | null;
  /** The IP address of the owner's first sign-in; null when the owner is not signed in. */
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

/** The answer to a name or an address that is taken: it does not tell which of them. */
export const ORGANISATION_TAKEN = 'An organisation with this name or email already exists';

/**
 * Looks up whether the name or the address is taken, and which similar slugs exist, for a helpful error. Values of
 * deleted rows stay reserved. The unique indexes decide.
 */
export function findTaken(
  { organisation, user }: SystemPrisma,
  requested: { name: string; email: string; slug: string },
) {
  return [
    organisation.findFirst({
      where: { OR: [{ name: requested.name }, { email: requested.email }], ...INCLUDING_DELETED },
      select: ID,
    }),
    user.findFirst({ where: { email: requested.email, ...INCLUDING_DELETED }, select: ID }),
    organisation.findMany({
      where: { OR: [{ slug: requested.slug }, { slug: { startsWith: `${requested.slug}-` } }], ...INCLUDING_DELETED },
      select: { slug: true },
    }),
  ] as const;
}

const ID = { id: true } as const;
/** A filter with `deletedAt` also returns deleted rows. */
const INCLUDING_DELETED = { deletedAt: {} } as const;

export function foundingItems(tenant: Tenant, organisation: NewOrganisation, owner: NewOwner): FlightItem[] {
  const { now, organisationId } = tenant;
  const { prisma } = tenant.db;
  const roles = defaultRoles(now);
  const ownerRole = roles.find(({ slug }) => slug === 'owner') as DefaultRole;
  return [
    insertOrganisation(tenant, organisation, owner.email),
    insertOwner(tenant, owner),
    prisma.organisation.update({
      where: { id: organisation.id },
      data: { ownerId: owner.id, updatedAt: now },
      select: ID,
    }),
    ...roleItems(tenant, roles),
    prisma.userRole.createMany({ data: { organisationId, userId: owner.id, roleId: ownerRole.id } }),
    recordEvent(tenant, { type: 'organisation.created', resourceId: organisation.id }),
    recordEvent(tenant, { type: 'user.created', resourceId: owner.id }),
  ];
}

function insertOrganisation({ db, now }: Tenant, organisation: NewOrganisation, email: string) {
  const { id, name, slug, invitationId: onboardingInvitationId } = organisation;
  const metadata = organisation.metadata as Prisma.InputJsonObject | undefined;
  const data = { id, name, slug, email, onboardingInvitationId, createdAt: now, updatedAt: now };
  return db.prisma.organisation.create({ data: metadata === undefined ? data : { ...data, metadata }, select: ID });
}

function insertOwner({ db, organisationId, now }: Tenant, { signedInFrom, ...owner }: NewOwner) {
  const signIn = signedInFrom === null ? {} : { lastLoginAt: now, lastLoginIp: signedInFrom, loginCount: 1 };
  return db.prisma.user.create({
    data: { ...owner, organisationId, ...signIn, createdAt: now, updatedAt: now },
    select: ID,
  });
}

type DefaultRole = ReturnType<typeof defaultRoles>[number];

function defaultRoles(now: Date) {
  return DEFAULT_ROLES.map((role) => ({ id: uuidv7(now), ...role }));
}

/** The default roles and their permissions; of existing roles only those that no administrator has changed. */
export function roleItems({ db, organisationId, now }: Tenant, roles = defaultRoles(now)): FlightItem[] {
  const data = roles.map(({ permissions, ...role }) => ({ ...role, organisationId, createdAt: now, updatedAt: now }));
  return [
    db.prisma.role.createMany({ data, skipDuplicates: true }),
    // SQL: reads the ids of permissions and of existing roles in the database
    sql`
      INSERT INTO role_permissions (organisation_id, role_id, permission_id)
      SELECT role.organisation_id, role.id, p.id
      FROM jsonb_to_recordset(${json(roles)}::jsonb) AS r(slug text, permissions jsonb)
      JOIN roles role ON role.organisation_id = ${organisationId}::uuid AND role.slug = r.slug
        AND role.permissions_chosen_at IS NULL
      JOIN permissions p ON r.permissions ? p.slug ON CONFLICT DO NOTHING`,
  ];
}
