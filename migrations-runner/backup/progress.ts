/** How far a stream of bytes is. */

/**
 * @param total bytes; null when nobody knows
 * @returns a function that takes the bytes so far and answers `45 %, 93 of 206 MB, about 2 min left`
 */
export function measured(total: number | null, now: () => number = Date.now): (bytes: number) => string {
  const started = now();
  return (bytes) => {
    if (!total) return `${megabytes(bytes)} MB`;
    // What is expected may be exceeded: the last percent is the end itself.
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
