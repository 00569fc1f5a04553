/** The person behind a session or an access token, with roles, teams and permissions, read by one statement. */
import { AppError } from '../../errors.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import { DETAIL_MEMBERS, type PersonalDetails } from '../people/personal-details.ts';

export interface Principal {
  user: PersonalDetails & {
    id: string;
    email: string;
    name: string;
    firstName: string;
    lastName: string;
    emailVerifiedAt: Date | null;
    phone: string | null;
    phoneVerifiedAt: Date | null;
    mfaEnabled: boolean;
    /** The kinds of second factor that are set up. */
    mfaMethods: string[];
    blockedAt: Date | null;
    /** When data in the claims of the person last changed. */
    profileUpdatedAt: Date;
  };
  /** The organisation in which they act: their own, or one where they are a guest. */
  organisation: { id: string; slug: string; name: string; status: OrganisationStatus };
  /** The membership of a guest; null for people of the organisation. */
  memberId: string | null;
  roles: { id: string; name: string; slug: string }[];
  teams: { id: string; name: string; slug: string }[];
  permissions: string[];
}

export type OrganisationStatus = 'trial' | 'active' | 'suspended' | 'cancelled';

/** Roles and teams of a person: queries of `organisation_id, role_id` and of `organisation_id, team_id`. */
interface Assignments {
  roles: Sql;
  teams: Sql;
}

/** Of a person of the organisation, for a query of `users u`. */
const OWN: Assignments = {
  roles: sql`SELECT organisation_id, role_id FROM user_roles WHERE organisation_id = u.organisation_id AND user_id = u.id`,
  teams: sql`SELECT organisation_id, team_id FROM team_members WHERE organisation_id = u.organisation_id AND user_id = u.id`,
};

/** In `organisations o`: for a guest only those of the membership, `organisation_members m`. */
const IN_CONTEXT: Assignments = {
  roles: sql`
    ${OWN.roles} AND m.id IS NULL
    UNION ALL
    SELECT organisation_id, role_id FROM organisation_member_roles
    WHERE organisation_id = m.organisation_id AND member_id = m.id`,
  teams: sql`
    ${OWN.teams} AND m.id IS NULL
    UNION ALL
    SELECT organisation_id, team_id FROM organisation_member_teams
    WHERE organisation_id = m.organisation_id AND member_id = m.id`,
};

function rolesColumn({ roles }: Assignments): Sql {
  return sql`
    COALESCE((
      SELECT json_agg(json_build_object('id', r.id, 'name', r.name, 'slug', r.slug) ORDER BY r.slug)
      FROM (${roles}) g JOIN roles r ON r.organisation_id = g.organisation_id AND r.id = g.role_id
    ), '[]') AS roles`;
}

function teamsColumn({ teams }: Assignments): Sql {
  return sql`
    COALESCE((
      SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'slug', t.slug) ORDER BY t.slug)
      FROM (${teams}) g JOIN teams t ON t.organisation_id = g.organisation_id AND t.id = g.team_id
    ), '[]') AS teams`;
}

function permissionsColumn({ roles }: Assignments): Sql {
  return sql`
    COALESCE((
      SELECT json_agg(DISTINCT p.slug ORDER BY p.slug)
      FROM (${roles}) g
      JOIN role_permissions rp ON rp.organisation_id = g.organisation_id AND rp.role_id = g.role_id
      JOIN permissions p ON p.id = rp.permission_id
    ), '[]') AS permissions`;
}

/** A person's roles, for a query of `users u`. */
export const ROLES_COLUMN = rolesColumn(OWN);

/** A person's teams, for a query of `users u`. */
export const TEAMS_COLUMN = teamsColumn(OWN);

/** A person's permissions, for a query of `users u`. */
export const PERMISSIONS_COLUMN = permissionsColumn(OWN);

function principalColumns(assignments: Assignments, { blockedAt, status, memberId }: Record<string, Sql>): Sql {
  return sql`
    json_build_object(
      'id', u.id, 'email', u.email, 'name', u.name, 'firstName', u.first_name, 'lastName', u.last_name,
      'emailVerifiedAt', u.email_verified_at, 'phone', u.phone, 'phoneVerifiedAt', u.phone_verified_at,
      'mfaEnabled', u.mfa_enabled, 'mfaMethods', COALESCE(u.mfa_methods, '[]'), 'blockedAt', ${blockedAt},
      'profileUpdatedAt', u.profile_updated_at, ${DETAIL_MEMBERS}
    ) AS "user",
    json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'status', ${status}) AS organisation,
    ${memberId} AS "memberId",
    ${rolesColumn(assignments)},
    ${teamsColumn(assignments)},
    ${permissionsColumn(assignments)}`;
}

/** The columns of a Principal in their own organisation, for a query that joins `users u` and `organisations o`. */
export const PRINCIPAL_COLUMNS = principalColumns(OWN, {
  blockedAt: sql`u.blocked_at`,
  status: sql`o.status`,
  memberId: sql`NULL::uuid`,
});

/**
 * The columns of a Principal in `organisations o`: their home `organisations h`, or a host where they are the guest
 * `organisation_members m`. Either organisation can block a guest, and both must be active.
 */
export const CONTEXT_PRINCIPAL_COLUMNS = principalColumns(IN_CONTEXT, {
  blockedAt: sql`COALESCE(u.blocked_at, m.blocked_at)`,
  status: sql`CASE WHEN h.status NOT IN ('trial', 'active') THEN h.status ELSE o.status END`,
  memberId: sql`m.id`,
});

/** A Principal in JSON: dates are strings. */
export type PrincipalRow = Omit<Principal, 'user'> & {
  user: { [K in keyof Principal['user']]: Date extends Principal['user'][K] ? string | null : Principal['user'][K] };
};

export function toPrincipal({ user, organisation, memberId, roles, teams, permissions }: PrincipalRow): Principal {
  const date = (text: string | null) => (text === null ? null : new Date(text));
  return {
    user: {
      ...user,
      emailVerifiedAt: date(user.emailVerifiedAt),
      phoneVerifiedAt: date(user.phoneVerifiedAt),
      blockedAt: date(user.blockedAt),
      profileUpdatedAt: date(user.profileUpdatedAt) as Date,
    },
    organisation,
    memberId,
    roles,
    teams,
    permissions,
  };
}

/** Whether people of an organisation with this status may sign in and use their tokens. */
export function isOpen(status: OrganisationStatus): boolean {
  return status === 'trial' || status === 'active';
}

/** Whether the account is not blocked and its organisation is active: both can change after a credential was issued. */
export function isUsable({ user, organisation }: Principal): boolean {
  return user.blockedAt === null && isOpen(organisation.status);
}

/**
 * @param principal null for a client that acts for itself
 * @throws unauthorized when the person is blocked or the organisation is not active
 */
export function assertUsable({
  principal,
  organisation,
}: Pick<Principal, 'organisation'> & { principal: Principal | null }) {
  if (principal?.user.blockedAt) throw new AppError('unauthorized', 'User account is blocked');
  if (!isOpen(organisation.status)) throw new AppError('unauthorized', 'Organisation is not active');
}
