/** The interface of a check and its findings; index.ts has the table of all checks. */
import type { Client } from 'pg';

/** error: something does not work or is not safe · warning: it will cause problems · info: good to know. */
export type Level = 'error' | 'warning' | 'info';

export interface Finding {
  level: Level;
  what: string;
  why: string;
  /** The command that fixes it, or what to do when no command can. */
  mend: string;
}

/** Limits above which a value is reported. */
export interface Thresholds {
  longTransactionSeconds: number;
  slowStatementMs: number;
  /** Rows of a table from which on sequential scans, or dead rows, are reported. */
  largeTableRows: number;
  unusedIndexBytes: number;
  /** How long the statistics must have been collected before "never used" means anything. */
  statisticsDays: number;
  /** How late a sweep may be; the cron runs every hour. */
  sweepGraceSeconds: number;
}

export const THRESHOLDS: Thresholds = {
  longTransactionSeconds: 300,
  slowStatementMs: 100,
  largeTableRows: 10_000,
  unusedIndexBytes: 10_000_000,
  statisticsDays: 7,
  sweepGraceSeconds: 7200,
};

export interface Context {
  client: Client;
  url: string;
  environment: NodeJS.ProcessEnv;
  /** The number of pools that connect; null when not given. */
  instances: number | null;
  now: Date;
  thresholds: Thresholds;
}

export interface Check {
  name: string;
  run(context: Context): Promise<Finding[]>;
}

/** A psql command. Our SQL contains one kind of quote, never both, and nothing that a shell expands. */
export function psql(sql: string): string {
  const quote = sql.includes("'") ? '"' : "'";
  return `psql "$DATABASE_URL" -c ${quote}${sql}${quote}`;
}

export async function rowsOf<Row>(client: Client, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  return (await client.query(sql, parameters)).rows as Row[];
}
