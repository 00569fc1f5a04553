/** A line on stderr once work takes longer than two seconds, so that nobody wonders whether it hangs. */

const SILENCE_MS = 2000;
const TERMINAL_BEAT_MS = 500;
const LOG_BEAT_MS = 15_000;

/** Lets the work say how far it is: `12 of 40 tables`. */
export type Report = (detail: string) => void;

interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** A terminal's line is rewritten; a log gets a new line now and then. */
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
  let beat: NodeJS.Timeout | undefined;
  const silence = setTimeout(() => {
    show();
    beat = setInterval(show, output.isTTY ? TERMINAL_BEAT_MS : LOG_BEAT_MS);
  }, SILENCE_MS);
  try {
    return await work((next) => {
      detail = next;
    });
  } finally {
    clearTimeout(silence);
    clearInterval(beat);
    if (shown && output.isTTY) output.write('\r\x1b[K');
  }
}
