/** Makes resources, and has the rule for their indicators: `resources.indicator`. */
import type { SigningAlgorithm } from '../../platform/keys/jwk.ts';
import { createResource, type Resource } from '../clients/resources.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
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

/**
 * One round trip.
 * @param issuer our issuer, if known
 * @returns the fault of the indicator, or the resource
 * @throws conflict when any organisation has this resource
 */
export async function registerResource(
  tenant: Tenant,
  resource: { indicator: string; signingAlg: SigningAlgorithm | null },
  issuer: string | undefined,
): Promise<{ fault: string } | { resource: Resource }> {
  const fault = resourceFault(resource.indicator, issuer);
  return fault === null ? { resource: await createResource(tenant, resource) } : { fault };
}
