/**
 * Counts failures of one cause together: an outage would otherwise write a line, with all its causes, for every
 * request. The first failure is written, then one a minute with the number of lines that were omitted, and a last line
 * when the cause has not occurred for a while. No timer is used, since it would belong to one request: the next request
 * checks.
 */

/** Milliseconds between two full lines of one cause. */
const WINDOW = 60_000;
/** Milliseconds without another failure after which a cause is over. */
const QUIET = 10_000;
/** Bounds the memory: causes may contain text from clients. */
const CAUSES_MAX = 100;
const TEXT_LENGTH_MAX = 200;
const DEPTH_MAX = 5;

interface Cause {
  message: string;
  firstAt: number;
  lastAt: number;
  writtenAt: number;
  count: number;
  /** Since the last line that was written. */
  omitted: number;
}

/** The summary of a cause that is over. */
export interface Recovery {
  from: string;
  count: number;
  omitted: number;
  first: string;
  last: string;
}

export interface Repeats {
  /** @returns null when the line is only counted, else the number of lines omitted since the last one */
  admit(message: string, about: unknown): number | null;
  /** Causes that are over and occurred more than once; each is returned once. */
  recovered(): Recovery[];
}

/** @param clock milliseconds since the epoch */
export function createRepeats(clock: () => number = Date.now): Repeats {
  const causes = new Map<string, Cause>();

  function begin(key: string, message: string): void {
    const [oldest] = causes.keys();
    if (causes.size >= CAUSES_MAX && oldest !== undefined) causes.delete(oldest);
    const now = clock();
    causes.set(key, { message, firstAt: now, lastAt: now, writtenAt: now, count: 1, omitted: 0 });
  }

  return {
    admit: (message, about) => {
      const key = `${message} ${fingerprint(about)}`;
      const cause = causes.get(key);
      if (!cause) {
        begin(key, message);
        return 0;
      }
      cause.count++;
      cause.lastAt = clock();
      if (cause.lastAt - cause.writtenAt < WINDOW) {
        cause.omitted++;
        return null;
      }
      const { omitted } = cause;
      Object.assign(cause, { writtenAt: cause.lastAt, omitted: 0 });
      return omitted;
    },
    recovered: () => {
      const over = [...causes].filter(([, { lastAt }]) => clock() - lastAt >= QUIET);
      for (const [key] of over) causes.delete(key);
      return over.filter(([, { count }]) => count > 1).map(([, cause]) => describe(cause));
    },
  };
}

function describe({ message, count, omitted, firstAt, lastAt }: Cause): Recovery {
  const time = (moment: number) => new Date(moment).toISOString();
  return { from: message, count, omitted, first: time(firstAt), last: time(lastAt) };
}

/** Equal for errors that differ in numbers and ids only. */
function fingerprint(about: unknown): string {
  const parts: string[] = [];
  let error = about;
  for (let depth = 0; error instanceof Error && depth < DEPTH_MAX; depth++, error = error.cause) {
    parts.push(`${error.name} ${(error as { code?: unknown }).code ?? ''} ${withoutNumbers(error.message)}`);
  }
  return parts.length > 0 ? parts.join(' < ') : withoutNumbers(String(about));
}

function withoutNumbers(text: string): string {
  return text.slice(0, TEXT_LENGTH_MAX).replace(/[\da-f-]*\d[\da-f-]*/gi, '#');
}
