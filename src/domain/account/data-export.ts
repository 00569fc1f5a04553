/**
 * Everything that is stored about a person, for the person or for whoever answers them (GDPR articles 15 and 20).
 * Without secrets, and without other people's data. docs/privacy.md: what each table holds.
 */
import { AppError } from '../../errors.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import { DETAILS, detailsOf } from '../people/personal-details.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { ACCOUNT, RECORDS, RECORDS_MAX, SIGN_INS, toRecords, withClientId } from './export-records.ts';

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
  /** Everything else: the account, and lists by what they are about. */
  records: Record<string, unknown>;
}

/** One round trip. @throws not_found */
export async function exportData(tenant: Tenant, userId: string): Promise<DataExport> {
  const { prisma } = tenant.db;
  const [person, auditLogs, [guest], consentsAsGuest, emails, signIns] = await tenant.db.flight(
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
    sql<{ memberships: unknown[]; tokens: unknown[] }>`
      SELECT guest_memberships(${userId}::uuid) AS memberships, guest_tokens(${userId}::uuid) AS tokens`,
    // SQL: a function reads the rows of host organisations
    sql<ExportedConsent>`
      SELECT id, client->>'clientId' AS "clientId", scopes, granted_at AS "grantedAt"
      FROM guest_consents(${userId}::uuid)`,
    emailsTo(userId),
    prisma.sessionClient.findMany({
      where: { session: { userId }, client: { deletedAt: {} } },
      select: SIGN_INS,
      orderBy: { createdAt: 'desc' },
      take: RECORDS_MAX,
    }),
    recordEvent(tenant, { type: 'user.data_exported', resourceId: userId }),
  );
  const { user, organisation, roles, teams, sessions, consents, apiTokens } = toExport(person, consentsAsGuest);
  const memberships = guest?.memberships ?? [];
  const asGuest = { accessTokensAsGuest: guest?.tokens ?? [] };
  const records = { ...toRecords(person), ...asGuest, applications: signIns.map(withClientId), emails };
  return { user, organisation, roles, teams, sessions, auditLogs, consents, memberships, apiTokens, records };
}

interface ExportedEmail {
  id: string;
  template: string;
  subject: string;
  sentAt: Date | null;
  createdAt: Date;
}

// SQL: compares with the stored address, without reading it first
function emailsTo(userId: string) {
  return sql<ExportedEmail>`
    SELECT id, template, subject, sent_at AS "sentAt", created_at AS "createdAt" FROM outbound_emails
    WHERE recipient = (SELECT email FROM users WHERE id = ${userId} AND deleted_at IS NULL)
    ORDER BY id DESC LIMIT ${RECORDS_MAX}`;
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
  ...ACCOUNT,
  ...RECORDS,
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
