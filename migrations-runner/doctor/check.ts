/** What a check is, and what it finds; the table in index.ts holds them all. */
import type { Client } from 'pg';

/** error: something does not work or is not safe · warning: it will not stay well · info: good to know. */
export type Level = 'error' | 'warning' | 'info';

export interface Finding {
  level: Level;
  what: string;
  why: string;
  /** The command that mends it, or what to do where no command can. */
  mend: string;
}

/** From when on a number is worth a finding. */
export interface Thresholds {
  longTransactionSeconds: number;
  slowStatementMs: number;
  /** Rows of a table from which on reading it whole, or dead rows in it, matter. */
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
  /** How many Workers, or pools, connect; null when nobody said. */
  instances: number | null;
  now: Date;
  thresholds: Thresholds;
}

export interface Check {
  name: string;
  run(context: Context): Promise<Finding[]>;
}

/** A command for the database itself. Our SQL holds either kind of quote, never both, and nothing a shell expands. */
export function psql(sql: string): string {
  const quote = sql.includes("'") ? '"' : "'";
  return `psql "$DATABASE_URL" -c ${quote}${sql}${quote}`;
}

export async function rowsOf<Row>(client: Client, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  return (await client.query(sql, parameters)).rows as Row[];
}
