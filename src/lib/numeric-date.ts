/** NumericDate (RFC 7519 section 2): whole seconds since the epoch. */
export function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
