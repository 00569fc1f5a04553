/** Runs all checks of a database, in read-only transactions. */
import { CommandError } from '../command-line/command-error.ts';
import { withClient } from '../database/connection.ts';
import { type Check, type Context, type Finding, THRESHOLDS, type Thresholds } from './check.ts';
import { CONNECTION_CHECKS } from './connection.ts';
import { HYPERDRIVE_CHECKS } from './hyperdrive.ts';
import { INDEX_CHECKS } from './indexes.ts';
import { JOB_CHECKS } from './jobs.ts';
import { KEY_CHECKS } from './keys.ts';
import { LOAD_CHECKS } from './load.ts';
import { LOGIN_CHECKS } from './logins.ts';
import { MIGRATION_CHECKS } from './migrations.ts';
import { PARTITION_CHECKS } from './partitions.ts';
import { POOLER_CHECKS } from './pooler.ts';
import { ROW_CHECKS } from './rows.ts';
import { SEALED_FORM_CHECKS } from './sealed-form.ts';
import { TENANCY_CHECKS } from './tenancy.ts';

export const CHECKS: readonly Check[] = [
  ...CONNECTION_CHECKS,
  ...MIGRATION_CHECKS,
  ...TENANCY_CHECKS,
  ...LOGIN_CHECKS,
  ...KEY_CHECKS,
  ...SEALED_FORM_CHECKS,
  ...LOAD_CHECKS,
  ...INDEX_CHECKS,
  ...ROW_CHECKS,
  ...PARTITION_CHECKS,
  ...JOB_CHECKS,
  ...HYPERDRIVE_CHECKS,
  ...POOLER_CHECKS,
];

export interface Diagnosis extends Finding {
  check: string;
}

export interface DoctorOptions {
  environment?: NodeJS.ProcessEnv;
  instances?: number | null;
  thresholds?: Partial<Thresholds>;
  /** The name of the one check to run. */
  only?: string | undefined;
}

/**
 * Read-only, with timeouts, so that no check slows down a database that has problems already. The settings end with the
 * transaction: a pooler may give the connection to another client.
 */
const BEGIN = `BEGIN READ ONLY; SET LOCAL statement_timeout = '20s'; SET LOCAL lock_timeout = '2s'`;

export async function examine(url: string, options: DoctorOptions = {}): Promise<Diagnosis[]> {
  const { environment = process.env, instances = null, thresholds = {}, only } = options;
  const checks = CHECKS.filter(({ name }) => only === undefined || name === only);
  try {
    return await withClient(url, async (client) => {
      const context = {
        client,
        url,
        environment,
        instances,
        now: new Date(),
        thresholds: { ...THRESHOLDS, ...thresholds },
      };
      return runChecks(checks, context);
    });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [unreachable(error)];
  }
}

async function runChecks(checks: readonly Check[], context: Context): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  for (const check of checks) {
    const findings = await runCheck(check, context).catch((error: Error) => [couldNotLook(error)]);
    diagnoses.push(...findings.map((finding) => ({ check: check.name, ...finding })));
  }
  return diagnoses;
}

/** Each check has its own transaction, so that a failed check does not affect the next ones. */
async function runCheck(check: Check, context: Context): Promise<Finding[]> {
  await context.client.query(BEGIN);
  try {
    return await check.run(context);
  } finally {
    await context.client.query('ROLLBACK');
  }
}

/** A check failed. In a database without tables most do, and another check reports that. */
function couldNotLook(error: Error): Finding {
  return {
    level: 'warning',
    what: `This could not be looked at: ${error.message}.`,
    why: 'What is not looked at may be wrong.',
    mend: 'Mend the errors above first, or use the role that owns the database.',
  };
}

function unreachable({ message }: CommandError): Diagnosis {
  return {
    check: 'reachable',
    level: 'error',
    what: message,
    why: 'Without a connection there is no sign-in and no token.',
    mend: 'pg_isready -d "$DATABASE_URL" tells whether the server answers; then check host, port, firewall, role and password.',
  };
}
