/** Everything that is stored about a person, for the person (GDPR article 15). Without secrets. */
import { AppError } from '../../errors.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import { DETAILS, detailsOf } from '../people/personal-details.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** Seconds of the audit log that are exported. */
const TRAIL_SPAN = 90 * 86_400;
const TRAIL_ROWS_MAX = 10_000;

export interface DataExport {
  user: Record<string, unknown>;
  organisation: Record<string, unknown>;
  roles: unknown[];
  teams: unknown[];
  sessions: unknown[];
  auditLogs: unknown[];
  consents: unknown[];
  /** Organisations where they are a guest; consents given there are in `consents`. */
  memberships: unknown[];
  apiTokens: unknown[];
}

/** One round trip. @throws not_found */
export async function exportData(tenant: Tenant, userId: string): Promise<DataExport> {
  const { prisma } = tenant.db;
  const [person, auditLogs, [guest], consentsAsGuest] = await tenant.db.flight(
    required(
      prisma.user.findFirstOrThrow({ where: { id: userId }, select: OWN_DATA }),
      () => new AppError('not_found', 'User not found'),
    ),
    prisma.auditLog.findMany({
      where: { userId, createdAt: { gt: after(tenant.now, -TRAIL_SPAN) } },
      orderBy: { createdAt: 'desc' },
      take: TRAIL_ROWS_MAX,
      select: TRAIL,
    }),
    // SQL: a function reads the rows of host organisations
    sql<{ memberships: unknown[] }>`SELECT guest_memberships(${userId}::uuid) AS memberships`,
    // SQL: a function reads the rows of host organisations
    sql<ExportedConsent>`
      SELECT id, client->>'clientId' AS "clientId", scopes, granted_at AS "grantedAt"
      FROM guest_consents(${userId}::uuid)`,
    recordEvent(tenant, { type: 'user.data_exported', resourceId: userId }),
  );
  const { user, organisation, roles, teams, sessions, consents, apiTokens } = toExport(person, consentsAsGuest);
  const memberships = guest?.memberships ?? [];
  return { user, organisation, roles, teams, sessions, auditLogs, consents, memberships, apiTokens };
}

const OWN_DATA = {
  id: true,
  email: true,
  firstName: true,
  lastName: true,
  name: true,
  phone: true,
  emailVerifiedAt: true,
  mfaEnabled: true,
  createdAt: true,
  updatedAt: true,
  ...DETAILS,
  organisation: { select: { id: true, slug: true, name: true, email: true } },
  roles: {
    select: { role: { select: { id: true, name: true, slug: true, description: true } } },
    orderBy: { role: { slug: 'asc' } },
  },
  teams: {
    select: { team: { select: { id: true, name: true, slug: true, description: true } } },
    orderBy: { team: { slug: 'asc' } },
  },
  sessions: {
    select: { id: true, ipAddress: true, userAgent: true, createdAt: true, lastActivityAt: true, expiresAt: true },
    orderBy: { lastActivityAt: 'desc' },
  },
  consents: {
    // Also of deleted clients: their consents are still stored.
    where: { revokedAt: null, client: { deletedAt: {} } },
    select: { id: true, client: { select: { clientId: true } }, scopes: true, grantedAt: true },
  },
  apiKeys: {
    select: { id: true, name: true, scopes: true, lastUsedAt: true, expiresAt: true, createdAt: true },
    orderBy: { createdAt: 'desc' },
  },
} as const satisfies Prisma.UserSelect;

type OwnData = Prisma.UserGetPayload<{ select: typeof OWN_DATA }>;

const TRAIL = {
  id: true,
  eventType: true,
  eventCategory: true,
  action: true,
  ipAddress: true,
  userAgent: true,
  success: true,
  createdAt: true,
} as const satisfies Prisma.AuditLogSelect;

interface ExportedConsent {
  id: string;
  clientId: string;
  scopes: unknown;
  grantedAt: Date;
}

/** @param consentsAsGuest merged with the others, newest first */
function toExport(person: OwnData, consentsAsGuest: ExportedConsent[]) {
  const { organisation, roles, teams, sessions, consents, apiKeys } = person;
  const given = consents.map(({ client, ...consent }) => ({ ...consent, clientId: client.clientId }));
  return {
    user: toExportedUser(person),
    organisation,
    roles: roles.map(({ role }) => role),
    teams: teams.map(({ team }) => team),
    sessions,
    consents: [...given, ...consentsAsGuest].sort((a, b) => b.grantedAt.getTime() - a.grantedAt.getTime()),
    apiTokens: apiKeys,
  };
}

function toExportedUser(person: OwnData): Record<string, unknown> {
  const { id, email, firstName, lastName, name, phone, emailVerifiedAt, mfaEnabled, createdAt, updatedAt } = person;
  const names = { id, email, firstName, lastName, name, phone };
  const states = { emailVerified: emailVerifiedAt !== null, emailVerifiedAt, mfaEnabled, createdAt, updatedAt };
  return { ...names, ...states, ...detailsOf(person) };
}
