/**
 * UUID version 7 (RFC 9562 section 5.7): the first 48 bits are milliseconds since the epoch, so rows that are written
 * together lie together in their index.
 */
export function uuidv7(now: Date = new Date()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const milliseconds = now.getTime();
  for (let index = 0; index < 6; index++) {
    bytes[index] = Math.floor(milliseconds / 2 ** (8 * (5 - index))) & 0xff;
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Before every id, and after it, as text too: lists that are read in pages start there. */
export const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
export const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The prefix of all version 7 ids of the moment, up to the version: PostgreSQL completes it with random digits. */
export function uuidv7Start(moment: Date): string {
  return uuidv7(moment).slice(0, 15);
}

/** The lowest version 7 id of the moment: with it, an index of ids serves as an index of creation times. */
export function uuidv7Floor(moment: Date): string {
  return `${uuidv7Start(moment)}000-8000-000000000000`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
