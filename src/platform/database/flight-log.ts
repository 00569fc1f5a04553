/** Logs a flight to the database. The texts have placeholders instead of values, so no personal data is logged. */
import type { Log } from '../log/log.ts';

/** Characters for all statements of a slow flight: an overloaded database causes many of these lines. */
const SUMMARY_MAX = 200;

/** @param slow milliseconds; a longer flight is a warning, with a summary. Whole texts are logged at `debug` */
export function logFlight(log: Log, { texts, duration }: { texts: string[]; duration: number }, slow: number): void {
  if (duration > slow) log.warn('slow database flight', { statements: summaryOf(texts), duration });
  if (!log.isEnabled('debug')) return;
  log.debug('database flight', { statements: texts.map((text) => text.replace(/\s+/g, ' ').trim()), duration });
}

/** What is done to which tables, without the statements that begin and end the transaction. */
export function summaryOf(texts: string[]): string {
  const statements = texts.filter((text) => !/^(BEGIN|COMMIT|ROLLBACK)/.test(text)).map(operationOf);
  const all = statements.join(', ');
  if (all.length <= SUMMARY_MAX) return all;
  const end = ` … (${statements.length} statements)`;
  return all.slice(0, SUMMARY_MAX - end.length) + end;
}

/** Verbs and tables: `UPDATE refresh_tokens + INSERT tokens`, or `SELECT users`. */
function operationOf(text: string): string {
  const writes = [...text.matchAll(WRITE)].map(([, verb, table]) => `${verb?.split(' ')[0]} ${table}`);
  if (writes.length > 0) return [...new Set(writes)].join(' + ');
  const [, table] = READ.exec(text) ?? [];
  return table ? `SELECT ${table}` : text.trim().slice(0, 20);
}

/** Prisma writes `"public"."users"`. FOR UPDATE is part of a read. */
const TABLE = '(?:"public"\\.)?"?([a-z_]+)"?';
const WRITE = new RegExp(`(?<!FOR )\\b(INSERT INTO|UPDATE|DELETE FROM) ${TABLE}`, 'g');
const READ = new RegExp(`\\bFROM ${TABLE}`);
