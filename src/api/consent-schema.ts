/** Consents as JSON, for the people who gave them and for administrators. */
import type { GivenConsent } from '../domain/consents/given.ts';
import { z } from '../http/openapi.ts';

export const consentSchema = z
  .object({
    id: z.uuid(),
    clientId: z.string(),
    client: z.object({ id: z.uuid(), clientId: z.string(), name: z.string(), logoUri: z.string().nullable() }),
    scopes: z.array(z.string()),
    grantedAt: z.string(),
    expiresAt: z.string().nullable(),
  })
  .meta({ id: 'Consent' });

export const consentListSchema = z.object({ data: z.array(consentSchema), total: z.int() }).meta({ id: 'ConsentList' });

export function presentConsent<Consent extends GivenConsent>(consent: Consent) {
  return { ...consent, clientId: consent.client.clientId };
}

export function presentConsents(consents: GivenConsent[]) {
  const data = consents.map(presentConsent);
  return { data, total: data.length };
}
