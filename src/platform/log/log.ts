/**
 * Structured logs, one JSON line each. Secrets are never logged. As a safeguard, fields with names of secrets are masked,
 * and what looks like a secret of ours: another server's answer, which an error tells of, may repeat what it was sent.
 */
import { withoutSecrets } from '../../lib/secrets.ts';
import type { Repeats } from './repeats.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

type Fields = Record<string, unknown>;

export interface Log {
  /** Whether lines of this level are written. */
  isEnabled(level: LogLevel): boolean;
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

const SECRET_NAME = /authorization|cookie|password|secret|token|code_verifier/i;

/**
 * @param bound fields of every line, such as the request id
 * @param repeats counts failures of one cause together; without it, and at `debug`, every line is written
 */
export function createLog(threshold: LogLevel, bound: Fields, repeats?: Repeats): Log {
  const isEnabled = (level: LogLevel) => LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(threshold);
  const counted = threshold === 'debug' ? undefined : repeats;
  const lineOf =
    (level: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields: Fields = {}) => {
      if (!isEnabled(level)) return;
      const omitted = isFailure(level, fields) ? counted?.admit(message, fields.error ?? fields.statements) : 0;
      if (omitted === null) return;
      const line = { level, message, ...bound, ...fields, ...(omitted ? { omitted } : {}) };
      console[level](withoutSecrets(JSON.stringify(line, mask)));
    };
  for (const recovery of repeats?.recovered() ?? []) lineOf('warn')('recovered', { ...recovery });
  return { isEnabled, debug: lineOf('debug'), info: lineOf('info'), warn: lineOf('warn'), error: lineOf('error') };
}

/** A line about an error or about slow statements, which many requests may log at the same time. */
function isFailure(level: LogLevel, { error, statements }: Fields): boolean {
  return (level === 'error' || level === 'warn') && (error ?? statements) !== undefined;
}

function mask(name: string, value: unknown): unknown {
  if (value instanceof Error) return describe(value);
  return name !== '' && SECRET_NAME.test(name) && typeof value === 'string' ? '[masked]' : value;
}

/** The fields of an error for operators. PostgreSQL's message does not contain the parameters of statements. */
function describe(error: Error): Fields {
  const { code, constraint, table } = error as { code?: unknown; constraint?: unknown; table?: unknown };
  return { name: error.name, message: error.message, code, constraint, table, stack: error.stack, cause: error.cause };
}
