/** An organisation as its people see it, and the settings that its administrators change. */
import { AppError } from '../../errors.ts';
import { isSameJson } from '../../lib/json.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { NO_JSON } from '../../platform/database/no-json.ts';
import { required } from '../../platform/database/required-row.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { OrganisationStatus } from '../access/principals.ts';
import { evictOrigins } from '../clients/allowed-origins.ts';
import type { TokenLifetimePolicy } from '../clients/lifetime-policy.ts';
import { recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { ORGANISATION_TAKEN } from './founding.ts';

/** What administrators may change. Null removes a value. */
export interface OrganisationSettings {
  name: string;
  email: string;
  phone: string | null;
  website: string | null;
  allowedCallbackUrls: string[] | null;
  /** Where every client of the organisation may send browsers after a logout. */
  allowedLogoutUrls: string[] | null;
  /** Which web origins may call the API for the organisation (CORS). */
  allowedOrigins: string[] | null;
  /** Seconds that a session lives, and that it may stay unused. */
  sessionLifetime: number;
  sessionIdleTimeout: number;
  requireMfa: boolean;
  /** None means that every kind of factor is allowed. */
  allowedMfaMethods: string[] | null;
  passwordPolicy: Record<string, number | boolean> | null;
  tokenLifetimePolicy: TokenLifetimePolicy | null;
  branding: Record<string, string | null> | null;
  /** None means 365. Entries of the audit log go with their month, and nothing in the week after a change. */
  auditRetentionDays: number | null;
  metadata: Record<string, unknown> | null;
}

export interface Organisation extends OrganisationSettings {
  id: string;
  slug: string;
  status: OrganisationStatus;
  ownerId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export type SettingChanges = { [Setting in keyof OrganisationSettings]?: OrganisationSettings[Setting] | undefined };

const JSON_SETTINGS = {
  allowedCallbackUrls: true,
  allowedLogoutUrls: true,
  allowedOrigins: true,
  allowedMfaMethods: true,
  passwordPolicy: true,
  tokenLifetimePolicy: true,
  branding: true,
  metadata: true,
} as const satisfies Prisma.OrganisationSelect;

const ORGANISATION = {
  id: true,
  slug: true,
  name: true,
  email: true,
  phone: true,
  website: true,
  ownerId: true,
  status: true,
  sessionLifetime: true,
  sessionIdleTimeout: true,
  requireMfa: true,
  auditRetentionDays: true,
  ...JSON_SETTINGS,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.OrganisationSelect;

type OrganisationRow = Prisma.OrganisationGetPayload<{ select: typeof ORGANISATION }>;

/** The columns in JSON contain what this module stored. */
const toOrganisation = (row: OrganisationRow) => row as Organisation;

/** One round trip. @throws not_found */
export async function getOrganisation(tenant: Tenant): Promise<Organisation> {
  const found = await readOrganisation(tenant);
  if (!found) throw organisationNotFound();
  return toOrganisation(found);
}

function readOrganisation({ db, organisationId }: Tenant) {
  return db.prisma.organisation.findUnique({ where: { id: organisationId }, select: ORGANISATION });
}

/**
 * Changes what is given and differs; concurrent changes of other settings remain. The lifetime of sessions counts for
 * new ones, and so does the demand for a second factor. A lifetime that is shorter than the idle timeout shortens that
 * too. Two round trips, one when nothing differs.
 * @throws bad_request when the idle timeout is longer than the lifetime; conflict when the name or the address is taken
 */
export async function updateOrganisation(tenant: Tenant, given: SettingChanges): Promise<Organisation> {
  const current = await getOrganisation(tenant);
  const changes = differencesOf(current, given);
  if (Object.keys(changes).length === 0) return current;
  const changed = await write(tenant, changes, current);
  if (changes.allowedOrigins !== undefined) {
    evictOrigins([...(current.allowedOrigins ?? []), ...(changes.allowedOrigins ?? [])]);
  }
  return changed;
}

/** An empty list is the same as none. */
function differencesOf(current: Organisation, given: SettingChanges): SettingChanges {
  const plain = (value: unknown) => (Array.isArray(value) && value.length === 0 ? null : value);
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => {
      return value !== undefined && !isSameJson(plain(value), plain(current[name as keyof SettingChanges]));
    }),
  );
}

async function write(tenant: Tenant, changes: SettingChanges, current: Organisation): Promise<Organisation> {
  const { db, now, organisationId: id } = tenant;
  const { sessionLifetime: lifetime, sessionIdleTimeout: idle } = changes;
  if (lifetime !== undefined && idle !== undefined && idle > lifetime) throw idleTooLong();
  // In the statement: the lifetime may have become shorter since it was read.
  const fits = idle !== undefined && lifetime === undefined ? { sessionLifetime: { gte: idle } } : {};
  const data = { ...columnsOf(changes), updatedAt: now };
  try {
    const results = await db.flight(
      required(db.prisma.organisation.findUnique({ where: { id }, select: { id: true } }), organisationNotFound),
      required(db.prisma.organisation.update({ where: { id, ...fits }, data, select: { id: true } }), idleTooLong),
      ...shortenIdleTimeout(tenant, changes),
      recordEvent(tenant, { type: 'organisation.updated', resourceId: id, metadata: traceOf(changes, current) }),
      readOrganisation(tenant),
    );
    return toOrganisation(results.at(-1) as OrganisationRow);
  } catch (error) {
    throw isUniqueViolation(error) ? new AppError('conflict', ORGANISATION_TAKEN, { cause: error }) : error;
  }
}

function columnsOf(changes: SettingChanges): Prisma.OrganisationUpdateInput {
  const columns = Object.entries(changes).map(([name, value]) => {
    return [name, value === null && name in JSON_SETTINGS ? NO_JSON : value];
  });
  return Object.fromEntries(columns) as Prisma.OrganisationUpdateInput;
}

/** After the update, which locks the row. Forms of clients send the lifetime alone. */
function shortenIdleTimeout({ db, organisationId: id }: Tenant, changes: SettingChanges): FlightItem[] {
  const { sessionLifetime, sessionIdleTimeout } = changes;
  if (sessionLifetime === undefined || sessionIdleTimeout !== undefined) return [];
  const isLonger = { id, sessionIdleTimeout: { gt: sessionLifetime } };
  return [db.prisma.organisation.updateMany({ where: isLonger, data: { sessionIdleTimeout: sessionLifetime } })];
}

/**
 * For the audit log, of which nothing is taken back: no metadata, which may contain anything. The retention that was is
 * named too: what it let go is not missed by a check of the log (migrations-runner/audit).
 */
function traceOf({ metadata, ...changes }: SettingChanges, current: Organisation): Record<string, unknown> {
  const { auditRetentionDays } = current;
  return {
    changes: metadata === undefined ? changes : { ...changes, metadata: 'changed' },
    ...(changes.auditRetentionDays === undefined ? {} : { previous: { auditRetentionDays } }),
  };
}

function idleTooLong(): AppError {
  const message = 'The idle timeout is longer than a session lives';
  return new AppError('bad_request', message, { extensions: { errors: [{ path: ['sessionIdleTimeout'], message }] } });
}

function organisationNotFound(): AppError {
  return new AppError('not_found', 'Organisation not found');
}
