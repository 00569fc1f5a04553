/** What platform operators do about the keys that sign tokens, which are the same for every organisation. */
import type { ListedKey, SigningKeys } from '../../platform/keys/signing-keys.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import type { PlatformOperator } from './keys.ts';

/**
 * Publishes successors of all keys, which sign a day later. Where there are some already, nothing changes. Four round
 * trips at most.
 */
export async function rotateSigningKeys(
  { db, now, log }: System,
  keys: SigningKeys,
  operator: Pick<PlatformOperator, 'name'>,
): Promise<{ published: string[]; keys: ListedKey[] }> {
  const published = (await keys.publishSuccessors(db, now)).map(({ kid }) => kid);
  // No organisation's audit log is the place for it. At `warn`, so that it is written where `info` is not.
  log.warn('an operator rotated the signing keys', { operator: operator.name, published });
  return { published, keys: await keys.list(db) };
}
