/** The progress of a stream of bytes. */

/**
 * @param total bytes; null when unknown
 * @returns a function that takes the bytes so far and returns `45 %, 93 of 206 MB, about 2 min left`
 */
export function measured(total: number | null, now: () => number = Date.now): (bytes: number) => string {
  const started = now();
  return (bytes) => {
    if (!total) return `${megabytes(bytes)} MB`;
    // `total` is an estimate that may be exceeded, so the text stays below 100 %.
    const part = Math.min(bytes / total, 0.99);
    const seconds = (now() - started) / 1000;
    const left = part > 0 ? `, about ${duration((seconds / part) * (1 - part))} left` : '';
    return `${Math.floor(part * 100)} %, ${megabytes(bytes)} of ${megabytes(Math.max(total, bytes))} MB${left}`;
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
