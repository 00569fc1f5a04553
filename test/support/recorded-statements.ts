/** Every statement that goes to the database, seen where the driver sends it: Prisma's and our own alike. */
import { Client, type QueryConfig } from 'pg';

export interface RecordedStatement {
  text: string;
  values: unknown[];
  /** The statement that opened its transaction: BEGIN with the scope. */
  opening: string;
}

/** Records while the work runs. */
export async function recordStatements(work: () => Promise<void>): Promise<RecordedStatement[]> {
  const recorded: RecordedStatement[] = [];
  const openings = new WeakMap<object, string>();
  const original = Client.prototype.query;
  Client.prototype.query = function (this: Client, ...args: unknown[]) {
    const config = (typeof args[0] === 'string' ? { text: args[0] } : args[0]) as QueryConfig;
    if (config.text.startsWith('BEGIN')) openings.set(this, config.text);
    const opening = openings.get(this);
    if (opening && !/^(BEGIN|COMMIT|ROLLBACK)/.test(config.text)) {
      recorded.push({ text: config.text, values: (config.values as unknown[]) ?? [], opening });
    }
    return (original as (...all: unknown[]) => unknown).apply(this, args);
  } as typeof original;
  try {
    await work();
  } finally {
    Client.prototype.query = original;
  }
  return recorded;
}

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

/** The tables that PostgreSQL would read from end to end for this statement, in the scope it was sent in. */
export async function sequentialScansOf(client: Client, statement: RecordedStatement): Promise<string[]> {
  await client.query(statement.opening);
  try {
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${statement.text}`, statement.values as never);
    return scansIn(rows[0]['QUERY PLAN'][0].Plan as Plan);
  } finally {
    await client.query('ROLLBACK');
  }
}

/** The same of the plan for any values, which PostgreSQL may keep for a statement that is prepared under a name. */
export async function genericScansOf(client: Client, { text, values, opening }: RecordedStatement): Promise<string[]> {
  if (values.length === 0) return [];
  await client.query(opening);
  try {
    await client.query(`SET LOCAL plan_cache_mode = force_generic_plan; PREPARE any_values AS ${text}`);
    const { rows } = await client.query(
      `EXPLAIN (FORMAT JSON) EXECUTE any_values (${values.map(() => 'NULL').join()})`,
    );
    return scansIn(rows[0]['QUERY PLAN'][0].Plan as Plan);
  } finally {
    await client.query('ROLLBACK; DEALLOCATE ALL');
  }
}

function scansIn(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(scansIn)];
}
