/**
 * What runs by schedule: the jobs, and the sweeps of one of them. `doctor`, the operators' endpoint and the surface that
 * runs them (src/jobs) read this table. A job has one row here, and one in src/jobs/index.ts that says what runs.
 */
import { type Sql, sql } from '../../platform/database/statement.ts';
import { erasableAccounts } from '../account/erasure.ts';
import { endingOrganisations } from '../organisations/access-end.ts';
import { erasableOrganisations } from '../organisations/erasure.ts';
import { duePushes } from '../streams/push.ts';
import { dueRows, SWEEPS } from '../sweeps/expired-rows.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { dueDeliveries as dueWebhooks } from '../webhooks/claims.ts';

type Clock = Pick<System, 'now'>;

export interface Scheduled {
  name: string;
  kind: 'job' | 'sweep';
  /** What it does, for operators. */
  purpose: string;
  /** Seconds from one run to the next. */
  every: number;
  /** What is due, each row with `due_at`, the oldest first. Absent where nothing can be left. */
  due?: (clock: Clock) => Sql;
}

const MINUTE = 60;
const HOUR = 3_600;

/** Messages that wait for another attempt before it are not due. */
const dueIn =
  (table: Sql, sentAt: Sql) =>
  ({ now }: Clock) =>
    sql`
    SELECT next_attempt_at AS due_at FROM ${table}
    WHERE ${sentAt} IS NULL AND failed_at IS NULL AND next_attempt_at <= ${now} ORDER BY next_attempt_at`;

export const JOBS = [
  {
    name: 'logouts',
    kind: 'job',
    purpose: 'sends logout tokens to clients',
    every: MINUTE,
    due: dueIn(sql`logout_deliveries`, sql`delivered_at`),
  },
  {
    name: 'mail',
    kind: 'job',
    purpose: 'sends mail',
    every: MINUTE,
    due: dueIn(sql`outbound_emails`, sql`sent_at`),
  },
  {
    name: 'closures',
    kind: 'job',
    purpose: 'ends sessions and tokens of suspended and cancelled organisations',
    every: MINUTE,
    due: endingOrganisations,
  },
  {
    name: 'security-events',
    kind: 'job',
    purpose: 'pushes security events to relying parties',
    every: MINUTE,
    due: duePushes,
  },
  {
    name: 'webhooks',
    kind: 'job',
    purpose: 'sends events to webhooks, and switches off those that keep failing',
    every: MINUTE,
    due: dueWebhooks,
  },
  { name: 'audit-blocks', kind: 'job', purpose: 'seals the newest entries of audit logs in blocks', every: MINUTE },
  {
    name: 'late-audit-blocks',
    kind: 'job',
    purpose: 'seals entries of audit logs that were committed late, or when no run took place',
    every: HOUR,
  },
  {
    name: 'audit-retention',
    kind: 'job',
    purpose: 'makes the partitions of the audit log for the months to come, and removes what is past its retention',
    every: HOUR,
  },
  {
    name: 'erasure',
    kind: 'job',
    purpose: 'erases deleted people whose grace period is over',
    every: HOUR,
    due: (clock) => sql`SELECT "dueAt" AS due_at FROM (${erasableAccounts(clock)}) AS people ORDER BY "dueAt"`,
  },
  {
    name: 'organisation-erasure',
    kind: 'job',
    purpose: 'erases cancelled organisations whose retention is over',
    every: HOUR,
    due: erasableOrganisations,
  },
  { name: 'keys', kind: 'job', purpose: 'moves signing keys to their next stage', every: HOUR },
  { name: 'status-lists', kind: 'job', purpose: 'makes the status lists of tokens to come', every: HOUR },
] as const satisfies readonly Scheduled[];

export type JobName = (typeof JOBS)[number]['name'];

export const SCHEDULED: readonly Scheduled[] = [
  ...JOBS,
  ...SWEEPS.map(
    (sweep): Scheduled => ({
      name: sweep.name,
      kind: 'sweep',
      purpose: `removes what is over from ${sweep.name}`,
      every: HOUR,
      due: (clock) => dueRows(sweep, clock),
    }),
  ),
];

/** Seconds after its start at which a run that has not finished was cut off: the platform ends a scheduled run then. */
export const RUN_MAX = 15 * MINUTE;

export function findScheduled(name: string): Scheduled | undefined {
  return SCHEDULED.find((scheduled) => scheduled.name === name);
}
