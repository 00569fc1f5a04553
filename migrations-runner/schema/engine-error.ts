/** Turns errors of the schema engine, which are long and contain a trace of its source, into one sentence. */
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';

/** Messages by Prisma's error code. */
const SENTENCES: Readonly<Record<string, (message: string) => string>> = {
  P3005: () =>
    `The database is not empty and has no history of migrations: start with an empty one, or, where the tables are already those of a migration, record it with ${PROGRAM} resolve --applied <migration>.`,
  P3008: (message) => `The migration ${nameIn(message)} is recorded as applied already.`,
  P3011: (message) =>
    `The migration ${nameIn(message)} has never run on this database, so there is nothing to roll back.`,
  P3012: (message) => `The migration ${nameIn(message)} did not fail, so it cannot be marked as rolled back.`,
  P3017: (message) =>
    `There is no migration ${/migration (\S+) could/.exec(message)?.[1] ?? ''} in prisma/migrations: give the whole name of its folder.`,
};

/** @param panic the engine's message when it panicked, else empty */
export function engineError(error: unknown, panic = ''): CommandError {
  const message = panic || (error instanceof Error ? error.message : String(error));
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const sentence = SENTENCES[code]?.(message) ?? `The schema engine stopped: ${reasonIn(message)}.`;
  return new CommandError(sentence, { cause: error });
}

/** The database's own message, without the engine's trace and prefixes. */
export function reasonIn(message: string): string {
  return message
    .split(/\n\s+0: /)[0]
    ?.replaceAll(/external connector error|Error querying the database:|Error:\s*\n/g, ' ')
    .replaceAll(/(ERROR|FATAL|PANIC): /g, '')
    .replaceAll(/\s*\n\s*|\s{2,}/g, ' ')
    .trim()
    .replace(/\.$/, '') as string;
}

function nameIn(message: string): string {
  return /`([^`]+)`/.exec(message)?.[1] ?? '';
}
