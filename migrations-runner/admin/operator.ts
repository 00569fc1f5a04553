/** The operator's own unit of work: the domain's statements on the connection of whoever owns the tables. */
import type { Client } from 'pg';
import type { Actor, Tenant } from '../../src/domain/unit-of-work.ts';
import type { RowsOf, Statement } from '../../src/platform/statement.ts';
import { CommandError } from '../command-error.ts';
import { inTransaction } from '../connection.ts';

export interface Organisation {
  id: string;
  slug: string;
  name: string;
}

/** Row-level security does not hold for the owner: each statement names its organisation. */
type Flight = <const S extends readonly Statement[]>(...statements: S) => Promise<{ [I in keyof S]: RowsOf<S[I]> }>;

export interface Operator {
  now: Date;
  flight: Flight;
  /** What statements of an organisation are written for; events name this program as what acted. */
  tenant(organisationId: string): Tenant;
  /** By its slug; the only one when none is given. @throws CommandError that says which there are */
  organisation(slug: string | undefined): Promise<Organisation>;
}

const ACTOR: Actor = { userId: null, memberId: null, clientId: null, ipAddress: '0.0.0.0', userAgent: 'npm run admin' };
const SLUGS_SHOWN = 10;

/** The unit of work of whoever owns the tables. Prisma and logging are the Worker's; no statement asks for them. */
export function operatorTenant(flight: Flight, now: Date, organisationId: string, actor: Partial<Actor> = {}): Tenant {
  return { kind: 'tenant', organisationId, actor: { ...ACTOR, ...actor }, db: { flight }, now } as Tenant;
}

export function createOperator(client: Client): Operator {
  const now = new Date();
  const run = flightOn(client) as (...statements: Statement[]) => Promise<unknown>;
  const flight = ((...statements: Statement[]) => inTransaction(client, () => run(...statements))) as Flight;
  return {
    now,
    flight,
    tenant: (organisationId) => operatorTenant(flight, now, organisationId),
    organisation: (slug) => findOrganisation(client, slug),
  };
}

/** One statement after another, in the transaction that is open. */
export function flightOn(client: Client): Flight {
  return async (...statements: readonly Statement[]) => {
    const results: unknown[][] = [];
    for (const { text, values } of statements) results.push((await client.query(text, values)).rows);
    return results as never;
  };
}

async function findOrganisation(client: Client, slug: string | undefined): Promise<Organisation> {
  const { rows } = await client.query<Organisation>(
    `SELECT id, slug, name FROM organisations WHERE deleted_at IS NULL AND ($1::text IS NULL OR slug = $1)
     ORDER BY created_at, id LIMIT $2`,
    [slug ?? null, SLUGS_SHOWN + 1],
  );
  const [organisation] = rows;
  if (organisation && rows.length === 1) return organisation;
  if (slug !== undefined) throw new CommandError(`--organisation: there is no organisation "${slug}".`);
  if (!organisation) throw new CommandError('There is no organisation yet: make one with organisation create.');
  const names = rows.slice(0, SLUGS_SHOWN).map((row) => row.slug);
  const more = rows.length > SLUGS_SHOWN ? ', …' : '';
  throw new CommandError(`--organisation: say which one it is for: ${names.join(', ')}${more}.`);
}
