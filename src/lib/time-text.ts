/** Moments and spans in words, for people. */

const UNITS = [
  { name: 'day', seconds: 86_400, from: 2 * 86_400 },
  { name: 'hour', seconds: 3_600, from: 3_600 },
  { name: 'minute', seconds: 60, from: 60 },
] as const;

/** `86400` → `24 hours`, `604800` → `7 days`, `600` → `10 minutes`. Rounded down: nothing ends before its text says. */
export function spanText(seconds: number): string {
  const unit = UNITS.find(({ from }) => seconds >= from) ?? { name: 'second', seconds: 1 };
  const count = Math.floor(seconds / unit.seconds);
  return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}

const DAY_FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** `24 November 2026 at 15:31 UTC`: the reader's zone is not known. */
export function momentText(moment: Date): string {
  return `${FORMAT.format(moment)} UTC`;
}

/** `24 November 2026` */
export function dayText(moment: Date): string {
  return DAY_FORMAT.format(moment);
}
