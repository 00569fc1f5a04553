/** The rule for resource indicators: `resources.indicator`. */
import { isOwnApi } from './access-tokens.ts';

const LENGTH_MAX = 255;

/** RFC 8707 section 2: an absolute URI without a fragment. No spaces, because they separate the stored audience. */
const INDICATOR = /^[a-z][a-z0-9+.-]*:[^#\s\p{Cc}]+$/iu;

/**
 * The fault of an indicator, as a clause without a full stop; null when it is valid.
 * @param issuer our issuer, if known: our own API is a resource of every organisation, so none can own it
 */
export function resourceFault(indicator: string, issuer: string | undefined): string | null {
  if (!INDICATOR.test(indicator) || !URL.canParse(indicator) || indicator.length > LENGTH_MAX) {
    return `needed: an absolute URI without spaces and fragment, of at most ${LENGTH_MAX} characters`;
  }
  const own = issuer?.replace(/\/$/, '');
  return own !== undefined && isOwnApi(indicator, own) ? 'this is our own API, which nobody can own' : null;
}
