/** Removes what has expired, by hand: the same batches as the Worker's job, beside which it may run. */
import type { Client } from 'pg';
import { type Backlog, countBacklog } from '../../src/domain/jobs/backlog.ts';
import { type InSweepContext, type Swept, sweepAll } from '../../src/domain/jobs/sweeping.ts';
import { dueRows, SWEEPS, type Sweep } from '../../src/domain/sweeps/expired-rows.ts';
import type { Statement } from '../../src/platform/database/statement.ts';
import { type Command, JSON_OPTION, listOf, printJson } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { type Report, withProgress } from '../command-line/progress.ts';
import { databaseUrl, withClient } from '../database/connection.ts';
import { isUpToDate, readStatus } from '../migrations/status.ts';

/** Milliseconds of a recorded run; what is left then is the next one's. */
const RUN_MS = 300_000;
/** A dry run counts no further: it would take as long as removing the rows. */
const COUNT_MAX = 1_000_000;

interface Outcome {
  name: string;
  removed: number;
  /** Null when it is not known. */
  left: number | null;
  oldestDueAt: Date | null;
  error: string | null;
}

export const sweep: Command = {
  name: 'sweep',
  summary: 'remove what has expired, as the Worker does every hour; safe beside it',
  options: {
    only: { type: 'string', multiple: true, value: 'name', meaning: 'one sweep; may be given several times' },
    'dry-run': { type: 'boolean', meaning: 'count what would be removed, and change nothing' },
    ...JSON_OPTION,
  },
  run: async ({ json, 'dry-run': isDryRun, ...values }) => {
    const sweeps = chosen(listOf(values, 'only'));
    const url = databaseUrl();
    await assertOurs(url);
    const work = isDryRun ? count : remove;
    const outcomes = await withProgress(isDryRun ? 'Counting' : 'Sweeping', (report) =>
      withClient(url, (client) => work(client, sweeps, report)),
    );
    if (outcomes.some(({ error }) => error !== null)) process.exitCode = 1;
    if (json) printJson({ dryRun: isDryRun === true, sweeps: outcomes });
    else for (const line of describe(outcomes, isDryRun === true)) console.log(line);
  },
};

function chosen(names: string[] | undefined): readonly Sweep[] {
  if (!names) return SWEEPS;
  const unknown = names.find((name) => !SWEEPS.some((one) => one.name === name));
  if (unknown === undefined) return SWEEPS.filter(({ name }) => names.includes(name));
  throw new CommandError(`There is no sweep "${unknown}"; there are ${SWEEPS.map(({ name }) => name).join(', ')}.`);
}

/**
 * Tables of another application may have the same names, and this checkout must know every rule of the database. The
 * Worker's role sees no row of a tenant, and would say that nothing has expired.
 */
async function assertOurs(url: string): Promise<void> {
  const owns = await withClient(url, async (client) => {
    const { rows } = await client.query<{ owns: boolean | null }>(
      `SELECT pg_has_role(relowner, 'USAGE') AS owns FROM pg_class WHERE oid = to_regclass('public.job_runs')`,
    );
    return rows[0]?.owns ?? null;
  });
  if (owns === false)
    throw new CommandError('Set DATABASE_URL to the role that owns the tables: others do not see every row.');
  if (owns && isUpToDate(await readStatus(url))) return;
  throw new CommandError(
    `The tables are not exactly those of this checkout, so nothing is removed. See ${PROGRAM} status; ${PROGRAM} deploy applies what is pending.`,
  );
}

async function remove(client: Client, sweeps: readonly Sweep[], report: Report): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  let before = 0;
  for (let pending = sweeps; pending.length > 0; ) {
    const onRound = (removed: number) => report(`${before + removed} rows removed`);
    const swept = await sweepAll(contextOn(client), pending, { timeBudget: RUN_MS, onRound });
    for (const one of swept) outcomes.set(one.name, added(outcomes.get(one.name), one));
    before += swept.reduce((sum, { removed }) => sum + removed, 0);
    pending = pending.filter(({ name }) => swept.some((one) => one.name === name && (one.backlog?.count ?? 0) > 0));
  }
  return sweeps.map(({ name }) => outcomes.get(name) ?? { ...NOTHING, name, error: 'It did not run.' });
}

const NOTHING = { removed: 0, left: null, oldestDueAt: null };

function added(earlier: Outcome | undefined, { name, removed, backlog, error }: Swept): Outcome {
  const left = { left: backlog?.count ?? null, oldestDueAt: backlog?.oldest ?? null };
  return { name, removed: (earlier?.removed ?? 0) + removed, ...left, error };
}

const SILENT = { isEnabled: () => false, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Each batch is a transaction of its own. */
function contextOn(client: Client): InSweepContext {
  const send = async <Row>({ text, values }: Statement<Row>) => (await client.query({ text, values })).rows as Row[];
  return (work) => work({ now: new Date(), log: SILENT, send, release: async () => {} });
}

async function count(client: Client, sweeps: readonly Sweep[], report: Report): Promise<Outcome[]> {
  const now = new Date();
  const outcomes: Outcome[] = [];
  for (const one of sweeps) {
    report(one.name);
    const { text, values } = countBacklog({ due: (clock) => dueRows(one, clock) }, { now }, COUNT_MAX) as Statement;
    const { rows } = await client.query<Backlog>({ text, values });
    outcomes.push({
      ...NOTHING,
      name: one.name,
      left: rows[0]?.count ?? 0,
      oldestDueAt: rows[0]?.oldest ?? null,
      error: null,
    });
  }
  return outcomes;
}

function describe(outcomes: readonly Outcome[], isDryRun: boolean): string[] {
  const lines = outcomes.flatMap((outcome) => lineOf(outcome, isDryRun));
  return lines.length > 0 ? lines : ['Nothing has expired.'];
}

function lineOf({ name, removed, left, oldestDueAt, error }: Outcome, isDryRun: boolean): string[] {
  if (error !== null) return [`${name}: ${removed} removed, then it failed: ${error}`];
  if (!isDryRun) return removed > 0 ? [`${name}: ${removed} removed, ${left} left`] : [];
  if (!left) return [];
  const more = left === COUNT_MAX ? ' or more' : '';
  return [`${name}: ${left}${more} would be removed; the oldest has been due since ${oldestDueAt?.toISOString()}`];
}
