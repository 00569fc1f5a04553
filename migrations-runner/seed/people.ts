/** Seeds any number of people in one organisation, to test pages, searches and queries with many rows. */
import type { Client } from 'pg';
import { uuidv7 } from '../../src/lib/ids.ts';
import { createPasswordHasher } from '../../src/platform/passwords/hash.ts';
import { CommandError } from '../command-line/command-error.ts';
import type { Report } from '../command-line/progress.ts';
import { withClient } from '../database/connection.ts';
import { loadArgon2 } from './argon2-node.ts';
import { DEMO_OWNER } from './demo-data.ts';
import { refuseDemoInProduction } from './index.ts';

const BATCH = 5_000;
/** Milliseconds between the creation dates of two people: a hundred thousand span a year. */
const APART_MS = 300_000;

const FIRST_NAMES =
  'Ada Alan Amara Björn Chidi Chloé Dmitri Elif Fatima Grace Hans Ines Jun Kofi Lena Mateo Noor Oksana Priya Quentin Rosa Søren Tomás Ulla Viktor Wanjiru Yuki Zofia'.split(
    ' ',
  );
const LAST_NAMES =
  'Adeyemi Baker Castillo Dubois Eriksen Fischer García Haddad Ivanova Jansen Kowalski Lindqvist Müller Nakamura Okafor Pereira Quinn Rossi Schmidt Tanaka Ueda Virtanen Weber Xu Yılmaz Zhang Ó_Briain'.split(
    ' ',
  );

export interface PeopleOptions {
  count: number;
  /** The slug of their organisation. */
  organisation: string;
  report?: Report;
}

/** Idempotent: existing people stay as they are. @returns how many are new */
export async function seedPeople(
  url: string,
  { count, organisation, report = () => {} }: PeopleOptions,
): Promise<number> {
  refuseDemoInProduction();
  // One hash for all: separate ones for a hundred thousand people would take an hour, and the password is public.
  const password = await createPasswordHasher(loadArgon2).hash(DEMO_OWNER.password);
  return withClient(url, async (client) => {
    const organisationId = await findOrganisation(client, organisation);
    const now = Date.now();
    let made = 0;
    for (let first = 1; first <= count; first += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, count - first + 1) }, (_, index) => first + index);
      made += await insertBatch(client, { organisationId, organisation, password, now, numbers });
      report(`${Math.min(first + BATCH - 1, count)} of ${count}`);
    }
    await client.query('ANALYZE users, user_roles');
    return made;
  });
}

async function findOrganisation(client: Client, slug: string): Promise<string> {
  const { rows } = await client.query('SELECT id FROM organisations WHERE slug = $1', [slug]);
  if (rows.length > 0) return rows[0].id;
  throw new CommandError(
    `There is no organisation "${slug}": add --development for "demo", or name one with --organisation.`,
  );
}

interface Batch {
  organisationId: string;
  organisation: string;
  password: string;
  now: number;
  numbers: number[];
}

/** Inserts a batch of people and their default roles in one statement. */
async function insertBatch(
  client: Client,
  { organisationId, organisation, password, now, numbers }: Batch,
): Promise<number> {
  const createdAt = numbers.map((number) => new Date(now - number * APART_MS));
  const { rows } = await client.query(
    `WITH made AS (
       INSERT INTO users (id, organisation_id, first_name, last_name, name, email, email_verified_at, password, created_at, updated_at)
       SELECT person.id, $1, first_name, last_name, first_name || ' ' || last_name, email, created_at, $2, created_at, created_at
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
         AS person (id, first_name, last_name, email, created_at)
       ON CONFLICT (email) DO NOTHING RETURNING id, organisation_id
     ), joined AS (
       INSERT INTO user_roles (organisation_id, user_id, role_id)
       SELECT made.organisation_id, made.id, role.id FROM made
       JOIN roles role ON role.organisation_id = made.organisation_id AND role.is_default
     )
     SELECT count(*)::int AS count FROM made`,
    [
      organisationId,
      password,
      createdAt.map((moment) => uuidv7(moment)),
      numbers.map((number) => nameAt(FIRST_NAMES, number)),
      // The lengths of the lists have no common divisor, so that all pairs occur.
      numbers.map((number) => nameAt(LAST_NAMES, number)),
      numbers.map((number) => `person-${String(number).padStart(6, '0')}@${organisation}.example`),
      createdAt,
    ],
  );
  return rows[0].count;
}

function nameAt(names: readonly string[], number: number): string {
  return names[number % names.length]?.replace('_', ' ') ?? '';
}
