/** The operator's unit of work: runs domain functions on a connection of the owner of the tables. */
import '../schema/wasm-modules.ts';
import type { Client, QueryConfig, QueryResult } from 'pg';
import type { OrganisationStatus } from '../../src/domain/access/principals.ts';
import type { Actor, System, Tenant } from '../../src/domain/unit-of-work/unit-of-work.ts';
import type { TenantTransaction } from '../../src/platform/database/db.ts';
import { DeferredFlight, type Flight, flightOver } from '../../src/platform/database/flight.ts';
import type { Query } from '../../src/platform/database/flight-parts.ts';
import { refusedBecauseOf } from '../../src/platform/database/pipeline.ts';
import type { Runner } from '../../src/platform/database/prisma-client.ts';
import type { SystemPrisma } from '../../src/platform/database/system-prisma.ts';
import { SystemUnit } from '../../src/platform/database/system-unit.ts';
import { TenantUnit } from '../../src/platform/database/tenant-unit.ts';
import { CommandError } from '../command-line/command-error.ts';
import { inTransaction } from '../database/connection.ts';

export interface Organisation {
  id: string;
  slug: string;
  name: string;
  status: OrganisationStatus;
}

/** What is made for it would not work until it is reactivated. @throws CommandError */
export function assertOpen({ slug, status }: Organisation): void {
  if (status !== 'suspended') return;
  throw new CommandError(`${slug} is suspended: organisation reactivate ends that. Nothing was made.`);
}

export interface Operator {
  now: Date;
  flight: Flight;
  /** Across organisations. */
  prisma: SystemPrisma;
  /** The actor of events: this program. */
  actor: Partial<Actor>;
  system: System;
  /** The unit of work of an organisation; events name this program as the actor. */
  tenant(organisationId: string): Tenant;
  /** Found by its slug, or the only one when none is given. @throws CommandError that lists the organisations */
  organisation(slug: string | undefined): Promise<Organisation>;
}

const ACTOR: Actor = {
  userId: null,
  memberId: null,
  clientId: null,
  apiKeyId: null,
  operator: 'operator (command line)',
  ipAddress: '0.0.0.0',
  userAgent: 'npm run admin',
};
const SLUGS_SHOWN = 10;

/**
 * A tenant for the owner of the tables, in the open transaction. Row-level security does not apply to the owner: the
 * tenant's Prisma and each statement filter by the organisation.
 */
export function operatorTenant(client: Client, now: Date, organisationId: string, actor: Partial<Actor> = {}): Tenant {
  const { prisma } = new TenantUnit(runnerOn(client), organisationId);
  const db = { prisma, flight: flightOn(client) };
  // What is queued is sent by the Worker's jobs.
  const outbox = { emails: new Set(), logouts: new Set(), events: new Set(), securityEvents: new Set() };
  return { kind: 'tenant', organisationId, actor: { ...ACTOR, ...actor }, db, outbox, now } as unknown as Tenant;
}

export function createOperator(client: Client): Operator {
  const now = new Date();
  const flight = flightOver((queries) => inTransaction(client, () => runInOrder(client, queries)));
  const { prisma } = new SystemUnit(runnerOn(client));
  const tenant = (organisationId: string): Tenant => {
    const { db, ...opened } = operatorTenant(client, now, organisationId);
    const inside = <T>(work: () => Promise<T>) => inOrganisation(client, organisationId, work);
    const flight = flightOver((queries) => inside(() => runInOrder(client, queries)));
    const transaction = <T>(work: (transaction: TenantTransaction) => Promise<T>) =>
      inside(() => transact(client, db, work));
    return { ...opened, db: { ...db, flight, transaction } };
  };
  return {
    now,
    flight,
    prisma,
    actor: ACTOR,
    system: { kind: 'system', db: { prisma, flight }, now, openTenant: tenant } as unknown as System,
    tenant,
    organisation: (slug) => findOrganisation(client, slug),
  };
}

/** Triggers and functions of the database read the organisation there, as they do for the Worker. */
function inOrganisation<T>(client: Client, organisationId: string, work: () => Promise<T>): Promise<T> {
  return inTransaction(client, async () => {
    await client.query(`SELECT set_config('app.organisation_id', $1, true)`, [organisationId]);
    return work();
  });
}

/** In the open transaction. */
async function transact<T>(
  client: Client,
  { prisma, flight }: Pick<TenantTransaction, 'prisma' | 'flight'>,
  work: (transaction: TenantTransaction) => Promise<T>,
): Promise<T> {
  const deferred = new DeferredFlight();
  try {
    const result = await work({ prisma, flight, defer: (...items) => deferred.add(items) });
    await deferred.send((queries) => runInOrder(client, queries));
    return result;
  } catch (error) {
    deferred.abandon();
    throw error;
  }
}

function runnerOn(client: Client): Runner {
  return { run: (_, queries) => runInOrder(client, queries), begin: refuse };
}

/** Runs flights in the open transaction. */
export function flightOn(client: Client): Flight {
  return flightOver((queries) => runInOrder(client, queries));
}

async function runInOrder(client: Client, queries: readonly Query[]): Promise<QueryResult[]> {
  const results: QueryResult[] = [];
  for (const query of queries) results.push(await runQuery(client, query));
  return results;
}

/** A statement computes its text; the driver needs plain fields. */
async function runQuery(client: Client, query: Query): Promise<QueryResult> {
  const { text, values } = query;
  const config: QueryConfig = 'rowMode' in query ? query : { text, values: values ?? [] };
  return client.query(config).catch((error) => {
    throw refusedBecauseOf(error, query);
  });
}

async function refuse(): Promise<never> {
  throw new Error('A command opens its transactions itself');
}

async function findOrganisation(client: Client, slug: string | undefined): Promise<Organisation> {
  const { rows } = await client.query<Organisation>(
    `SELECT id, slug, name, status FROM organisations WHERE deleted_at IS NULL AND ($1::text IS NULL OR slug = $1)
     ORDER BY created_at, id LIMIT $2`,
    [slug ?? null, SLUGS_SHOWN + 1],
  );
  const [organisation] = rows;
  if (organisation && rows.length === 1) return organisation;
  if (slug !== undefined) throw await organisationMissing(client, slug);
  if (!organisation) throw new CommandError('There is no organisation yet: make one with organisation create.');
  const names = rows.slice(0, SLUGS_SHOWN).map((row) => row.slug);
  const more = rows.length > SLUGS_SHOWN ? ', …' : '';
  throw new CommandError(`--organisation: say which one it is for: ${names.join(', ')}${more}.`);
}

async function organisationMissing(client: Client, slug: string): Promise<CommandError> {
  const { rowCount } = await client.query(
    `SELECT FROM organisations WHERE slug = $1 AND deleted_at IS NOT NULL AND erased_at IS NULL`,
    [slug],
  );
  if (!rowCount) return new CommandError(`--organisation: there is no organisation "${slug}".`);
  return new CommandError(`--organisation: "${slug}" is deleted: organisation restore takes that back.`);
}
