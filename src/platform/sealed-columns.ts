/**
 * Every column that holds sealed secrets. A purpose that is not here does not pass the type checker, so that what is
 * sealed is sealed anew when the key is replaced (npm run db -- keys reseal). All these tables have an `id`.
 */
export const SEALED_COLUMNS = [
  { table: 'jwks', column: 'private_key', purpose: 'jwk.private' },
  { table: 'mfa_factors', column: 'secret', purpose: 'mfa.totp' },
  { table: 'clients', column: 'client_secret_sealed', purpose: 'client.secret' },
  { table: 'organisations', column: 'pairwise_salt', purpose: 'organisation.pairwise_salt' },
  { table: 'password_reset_tokens', column: 'destination', purpose: 'password_reset.destination' },
  { table: 'webhook_endpoints', column: 'secret_encrypted', purpose: 'webhook.secret' },
] as const;

/** What a browser carries for some minutes: nothing of it is stored. */
type TransientPurpose = 'logout_request' | 'authorization_request';

export type SealPurpose = (typeof SEALED_COLUMNS)[number]['purpose'] | TransientPurpose;
