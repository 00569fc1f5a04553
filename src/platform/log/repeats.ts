/**
 * Failures of one cause are counted together: an outage would otherwise write a line, with all its causes, for every
 * request. The first of them is written, then one a minute that tells how many were left out, and when a cause has been
 * quiet for a while a line says so. Nothing here waits for a timer, which would belong to one request: the next request
 * looks.
 */

/** Milliseconds between two full lines of one cause. */
const WINDOW = 60_000;
/** Milliseconds without another one after which a cause is over. */
const QUIET = 10_000;
/** Whoever can make causes up cannot fill the memory with them. */
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

/** What became of a cause that is over. */
export interface Recovery {
  from: string;
  count: number;
  omitted: number;
  first: string;
  last: string;
}

export interface Repeats {
  /** @returns null when the line is only counted, else the number of those that were left out since the last one */
  admit(message: string, about: unknown): number | null;
  /** Causes that are over, and happened more than once; each is told once. */
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

/** The same for errors that differ in numbers and ids only. */
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
