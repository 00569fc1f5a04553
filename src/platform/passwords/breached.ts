/**
 * Whether a password is known from a data breach. The query is by range: the server learns five of the forty digits of
 * the SHA-1 and answers with every suffix it knows, padded so that the length of the answer reveals nothing
 * (https://haveibeenpwned.com/API/v3#PwnedPasswords).
 */
import { utf8 } from '../../lib/bytes.ts';
import { fetchOutside } from '../network/outbound.ts';

/** Milliseconds. The check is optional, so its timeout is short. */
const TIMEOUT = 1_500;
const PREFIX_LENGTH = 5;

/**
 * @param url of the ranges, e.g. `https://api.pwnedpasswords.com/range`; without one, no password counts as breached
 * @returns the check; it calls `onWait` before it waits for the server
 */
export function createBreachCheck(url: string | undefined, onFailure: (error: unknown) => void) {
  return async (password: string, onWait?: () => void): Promise<boolean> => {
    if (url === undefined) return false;
    onWait?.();
    const digest = await sha1(password.normalize('NFC'));
    try {
      const range = await readRange(`${url.replace(/\/$/, '')}/${digest.slice(0, PREFIX_LENGTH)}`);
      return isListed(range, digest.slice(PREFIX_LENGTH));
    } catch (error) {
      // An outage of that server must not prevent password changes.
      onFailure(error);
      return false;
    }
  };
}

async function readRange(url: string): Promise<string> {
  const headers = { 'Add-Padding': 'true' };
  const request = { method: 'GET', headers, timeout: TIMEOUT, configured: true, untraced: true } as const;
  const response = await fetchOutside(url, request);
  if (response.status !== 200) throw new Error(`The list of breached passwords answered ${response.status}`);
  return response.body;
}

/** Lines of `<suffix>:<count>`; padding lines have a count of 0. */
function isListed(range: string, suffix: string): boolean {
  return range.split(/\r?\n/).some((line) => {
    const [listed, count] = line.trim().split(':');
    return listed?.toUpperCase() === suffix && count !== '0';
  });
}

async function sha1(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', utf8(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}
