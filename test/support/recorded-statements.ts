/** Records every statement that a connection sends, Prisma's and our own. */
import type { Client, QueryConfig } from 'pg';
import { Connection } from '../../src/platform/database/connection.ts';

export interface RecordedStatement {
  text: string;
  values: unknown[];
  /** The statement that began its transaction: BEGIN with the scope. */
  opening: string;
}

/** Records while the work runs. @throws when it sent nothing */
export async function recordStatements(work: () => Promise<void>): Promise<RecordedStatement[]> {
  const recorded: RecordedStatement[] = [];
  const openings = new WeakMap<object, string>();
  const { sendFirst, send } = Connection.prototype;
  const recording = (original: typeof send): typeof send =>
    function (this: Connection, session, queries) {
      for (const { text, values } of queries as readonly QueryConfig[]) {
        if (text.startsWith('BEGIN')) openings.set(session, text);
        const opening = openings.get(session);
        if (opening && !/^(BEGIN|COMMIT|ROLLBACK)/.test(text)) recorded.push({ text, values: values ?? [], opening });
      }
      return original.call(this, session, queries);
    };
  Object.assign(Connection.prototype, { sendFirst: recording(sendFirst), send: recording(send) });
  try {
    await work();
  } finally {
    Object.assign(Connection.prototype, { sendFirst, send });
  }
  if (recorded.length === 0) throw new Error('Nothing was sent to the database, or elsewhere than it is recorded');
  return recorded;
}

const ORGANISATION = /app\.organisation_id\s*=\s*'([^']+)'/;

/** The same statement for another organisation, since the number of its rows influences the plan. */
export function askedBy(organisationId: string, { text, values, opening }: RecordedStatement): RecordedStatement {
  const own = ORGANISATION.exec(opening)?.[1];
  if (own === undefined) return { text, values, opening };
  return {
    text,
    values: values.map((value) => (value === own ? organisationId : value)),
    opening: opening.replace(own, organisationId),
  };
}

export interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Plan[];
}

/** PostgreSQL's plan of the statement, in the scope in which it was sent. */
export async function planOf(client: Client, statement: RecordedStatement): Promise<Plan> {
  await client.query(statement.opening);
  try {
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${statement.text}`, statement.values as never);
    return rows[0]['QUERY PLAN'][0].Plan as Plan;
  } finally {
    await client.query('ROLLBACK');
  }
}

/** The generic plan, which PostgreSQL may use for a prepared statement. */
export async function genericPlanOf(client: Client, { text, values, opening }: RecordedStatement): Promise<Plan> {
  await client.query(opening);
  try {
    await client.query(`SET LOCAL plan_cache_mode = force_generic_plan; PREPARE any_values AS ${text}`);
    const nulls = values.length === 0 ? '' : `(${values.map(() => 'NULL').join()})`;
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) EXECUTE any_values ${nulls}`);
    return rows[0]['QUERY PLAN'][0].Plan as Plan;
  } finally {
    await client.query('ROLLBACK; DEALLOCATE ALL');
  }
}

/** The tables that the plan reads with sequential scans. */
export function sequentialScansOf(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(sequentialScansOf)];
}

/** The indexes that the plan uses. */
export function indexesOf(plan: Plan): string[] {
  const own = plan['Index Name'] === undefined ? [] : [plan['Index Name']];
  return [...own, ...(plan.Plans ?? []).flatMap(indexesOf)];
}
