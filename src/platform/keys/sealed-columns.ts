/**
 * Every column that holds sealed secrets. A purpose that is not here does not pass the type checker, so that what is
 * sealed is sealed anew when the key is replaced (npm run db -- keys reseal). All these tables have an `id`; `owner` is
 * the column that says whose the row is.
 */
import { type Bytes, utf8 } from '../../lib/bytes.ts';
import { isUuid } from '../../lib/ids.ts';

export const SEALED_COLUMNS = [
  { table: 'jwks', column: 'private_key', purpose: 'jwk.private', owner: null },
  { table: 'mfa_factors', column: 'secret', purpose: 'mfa.totp', owner: 'user_id' },
  { table: 'clients', column: 'client_secret_sealed', purpose: 'client.secret', owner: 'organisation_id' },
  { table: 'organisations', column: 'pairwise_salt', purpose: 'organisation.pairwise_salt', owner: null },
  { table: 'password_reset_tokens', column: 'destination', purpose: 'password_reset.destination', owner: 'user_id' },
  { table: 'webhook_endpoints', column: 'secret_encrypted', purpose: 'webhook.secret', owner: 'organisation_id' },
] as const;

export type SealedColumn = (typeof SEALED_COLUMNS)[number];
type OwnedPurpose = Extract<SealedColumn, { owner: string }>['purpose'];

/** What a browser carries for some minutes: nothing of it is stored. */
type TransientPurpose = 'logout_request' | 'authorization_request';

export type SealPurpose = SealedColumn['purpose'] | TransientPurpose;

/** What a secret is for, and the row that it belongs to. */
export type SealContext =
  | { purpose: OwnedPurpose; id: string; ownerId: string }
  | { purpose: Exclude<SealedColumn['purpose'], OwnedPurpose>; id: string }
  | { purpose: TransientPurpose };

/** The context of a secret as it is found in its table. */
export function contextOf({ purpose, owner }: SealedColumn, row: { id: string; ownerId: string | null }): SealContext {
  return (owner === null ? { purpose, id: row.id } : { purpose, ...row }) as SealContext;
}

/**
 * What is authenticated beside a secret: its purpose, its row, and whose the row is.
 * @throws Error when an id is none: nothing else may be taken for one
 */
export function boundTo(context: SealContext): Bytes {
  const { purpose, ...row } = context;
  const ids = 'ownerId' in row ? [row.id, row.ownerId] : 'id' in row ? [row.id] : [];
  if (!ids.every(isUuid)) throw new Error(`A secret (${purpose}) is sealed for a row, and its id is none`);
  return utf8([purpose, ...ids].join(' '));
}
