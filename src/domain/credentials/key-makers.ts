/** Who may make API keys, and what limits the keys from then on. */
import { AppError } from '../../errors.ts';
import type { ApiKeyMaker } from '../api-keys/api-keys.ts';
import type { Caller } from './callers.ts';

/**
 * A key lives as long as its maker may act, so the organisation must see who that is: no guests. It outlives the consent
 * of a person to a third party, so a third party cannot make one for a person. A key makes keys that end with it, and
 * those make none.
 * @throws forbidden
 */
export function keyMakerOf({ principal, token, apiKey, permissions }: Caller): ApiKeyMaker {
  if (principal && principal.memberId !== null) throw new AppError('forbidden', 'Guests cannot create API keys');
  if (principal && token && !token.client.isFirstParty) {
    throw new AppError('forbidden', 'Applications of third parties cannot create API keys for a person');
  }
  if (apiKey && apiKey.limits.length > 1) {
    throw new AppError('forbidden', 'An API key that was created with another one cannot create more');
  }
  if (apiKey) return { ...apiKey, createdByKey: apiKey, permissions };
  const createdById = principal?.user.id ?? null;
  const createdByClientId = principal ? null : (token?.client.id ?? null);
  return { createdById, createdByClientId, createdByKey: null, permissions };
}
