/** Shows progress on stderr when work takes longer than two seconds. */

const DELAY_MS = 2000;
const TERMINAL_INTERVAL_MS = 500;
const LOG_INTERVAL_MS = 15_000;

/** Reports how far the work is: `12 of 40 tables`. */
export type Report = (detail: string) => void;

interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** On a terminal the line is rewritten; a log gets a new line at each interval. */
export async function withProgress<T>(
  what: string,
  work: (report: Report) => Promise<T>,
  output: Output = process.stderr,
): Promise<T> {
  const started = Date.now();
  let detail = '';
  let shown = false;
  const show = () => {
    const line = `… ${what}${detail && `: ${detail}`} (${Math.round((Date.now() - started) / 1000)} s)`;
    output.write(output.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
    shown = true;
  };
  let interval: NodeJS.Timeout | undefined;
  const delay = setTimeout(() => {
    show();
    interval = setInterval(show, output.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS);
  }, DELAY_MS);
  try {
    return await work((next) => {
      detail = next;
    });
  } finally {
    clearTimeout(delay);
    clearInterval(interval);
    if (shown && output.isTTY) output.write('\r\x1b[K');
  }
}
