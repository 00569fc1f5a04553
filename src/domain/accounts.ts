/** Finding the account behind an e-mail address, whichever organisation it belongs to. */
import { sql } from '../platform/statement.ts';
import type { OrganisationStatus } from './principals.ts';
import type { System } from './unit-of-work.ts';

export interface Account {
  id: string;
  organisationId: string;
  email: string;
  name: string;
  /** PHC string; null when the account has no password. */
  password: string | null;
  blockedAt: Date | null;
  mfaEnabled: boolean;
  organisation: {
    id: string;
    slug: string;
    name: string;
    status: OrganisationStatus;
    sessionLifetime: number;
    requireMfa: boolean;
  };
}

/** The form in which addresses are stored and compared. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** One round trip. Deleted people and people of deleted organisations have no account. */
export async function findAccountByEmail(system: System, email: string): Promise<Account | null> {
  const [[account]] = await system.db.flight(
    sql<Account>`
      SELECT u.id, u.organisation_id AS "organisationId", u.email, u.name, u.password, u.blocked_at AS "blockedAt",
             u.mfa_enabled AS "mfaEnabled",
             json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'status', o.status,
               'sessionLifetime', o.session_lifetime, 'requireMfa', o.require_mfa) AS organisation
      FROM users u JOIN organisations o ON o.id = u.organisation_id
      WHERE u.email = ${normaliseEmail(email)} AND u.deleted_at IS NULL AND o.deleted_at IS NULL`,
  );
  return account ?? null;
}
