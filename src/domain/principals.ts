/** The person behind a session or an access token, with everything a request needs to know, from one statement. */
import { AppError } from '../errors.ts';
import { sql } from '../platform/statement.ts';
import { DETAIL_MEMBERS, type PersonalDetails } from './personal-details.ts';

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
    /** When what claims tell of the person last changed. */
    profileUpdatedAt: Date;
  };
  organisation: { id: string; slug: string; name: string; status: OrganisationStatus };
  roles: { id: string; name: string; slug: string }[];
  teams: { id: string; name: string; slug: string }[];
  permissions: string[];
}

export type OrganisationStatus = 'trial' | 'active' | 'suspended' | 'cancelled';

/** A person's roles, for a query of `users u`. */
export const ROLES_COLUMN = sql`
  COALESCE((
    SELECT json_agg(json_build_object('id', r.id, 'name', r.name, 'slug', r.slug) ORDER BY r.slug)
    FROM user_roles ur JOIN roles r ON r.organisation_id = ur.organisation_id AND r.id = ur.role_id
    WHERE ur.organisation_id = u.organisation_id AND ur.user_id = u.id
  ), '[]') AS roles`;

/** A person's teams, for a query of `users u`. */
export const TEAMS_COLUMN = sql`
  COALESCE((
    SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'slug', t.slug) ORDER BY t.slug)
    FROM team_members tm JOIN teams t ON t.organisation_id = tm.organisation_id AND t.id = tm.team_id
    WHERE tm.organisation_id = u.organisation_id AND tm.user_id = u.id
  ), '[]') AS teams`;

/** The columns of a Principal, for a query that joins `users u` and `organisations o`. */
export const PRINCIPAL_COLUMNS = sql`
  json_build_object(
    'id', u.id, 'email', u.email, 'name', u.name, 'firstName', u.first_name, 'lastName', u.last_name,
    'emailVerifiedAt', u.email_verified_at, 'phone', u.phone, 'phoneVerifiedAt', u.phone_verified_at,
    'mfaEnabled', u.mfa_enabled, 'mfaMethods', COALESCE(u.mfa_methods, '[]'), 'blockedAt', u.blocked_at,
    'profileUpdatedAt', u.profile_updated_at, ${DETAIL_MEMBERS}
  ) AS "user",
  json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'status', o.status) AS organisation,
  ${ROLES_COLUMN},
  ${TEAMS_COLUMN},
  COALESCE((
    SELECT json_agg(DISTINCT p.slug ORDER BY p.slug)
    FROM user_roles ur
    JOIN role_permissions rp ON rp.organisation_id = ur.organisation_id AND rp.role_id = ur.role_id
    JOIN permissions p ON p.id = rp.permission_id
    WHERE ur.organisation_id = u.organisation_id AND ur.user_id = u.id
  ), '[]') AS permissions`;

/** A Principal as JSON carries it: dates are still text. */
export type PrincipalRow = Omit<Principal, 'user'> & {
  user: { [K in keyof Principal['user']]: Date extends Principal['user'][K] ? string | null : Principal['user'][K] };
};

export function toPrincipal({ user, organisation, roles, teams, permissions }: PrincipalRow): Principal {
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
    roles,
    teams,
    permissions,
  };
}

/** Whether people of an organisation in this state may sign in and use what they hold. */
export function isOpen(status: OrganisationStatus): boolean {
  return status === 'trial' || status === 'active';
}

/** Whether the account and its organisation are still open: either can be closed after a credential was given out. */
export function isUsable({ user, organisation }: Principal): boolean {
  return user.blockedAt === null && isOpen(organisation.status);
}

/**
 * @param principal null for a client that acts for itself
 * @throws unauthorized unless person and organisation may still be acted for, in words that say why
 */
export function assertUsable({
  principal,
  organisation,
}: Pick<Principal, 'organisation'> & { principal: Principal | null }) {
  if (principal?.user.blockedAt) throw new AppError('unauthorized', 'User account is blocked');
  if (!isOpen(organisation.status)) throw new AppError('unauthorized', 'Organisation is not active');
}
