/** What a resource may be called: the rule of `resources.indicator`. */
import { isOwnApi } from './access-tokens.ts';

const LENGTH_MAX = 255;

/** RFC 8707 section 2: an absolute URI without a fragment. A space would end it in the audience of a stored token. */
const INDICATOR = /^[a-z][a-z0-9+.-]*:[^#\s\p{Cc}]+$/iu;

/**
 * What is wrong with an indicator, without a full stop; null when nothing is.
 * @param issuer ours, where it is known: our own API is a resource of every organisation, so none can own it
 */
export function resourceFault(indicator: string, issuer: string | undefined): string | null {
  if (!INDICATOR.test(indicator) || !URL.canParse(indicator) || indicator.length > LENGTH_MAX) {
    return `needed: an absolute URI without spaces and fragment, of at most ${LENGTH_MAX} characters`;
  }
  const own = issuer?.replace(/\/$/, '');
  return own !== undefined && isOwnApi(indicator, own) ? 'this is our own API, which nobody can own' : null;
}
