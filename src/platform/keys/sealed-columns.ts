/**
 * Every column that holds sealed secrets. The type checker refuses other purposes, so that every sealed secret is
 * sealed again when the key is replaced (npm run db -- keys reseal). All these tables have an `id`; `owner` is the
 * column of the row's owner.
 */
import { type Bytes, utf8 } from '../../lib/bytes.ts';
import { isUuid } from '../../lib/ids.ts';

export const SEALED_COLUMNS = [
  { table: 'jwks', column: 'private_key', purpose: 'jwk.private', owner: null },
  { table: 'mfa_factors', column: 'secret', purpose: 'mfa.totp', owner: 'user_id' },
  { table: 'clients', column: 'client_secret_sealed', purpose: 'client.secret', owner: 'organisation_id' },
  // A rotation moves the secret between the two columns, so both have one purpose.
  { table: 'clients', column: 'previous_client_secret_sealed', purpose: 'client.secret', owner: 'organisation_id' },
  { table: 'organisations', column: 'pairwise_salt', purpose: 'organisation.pairwise_salt', owner: null },
  { table: 'password_reset_tokens', column: 'destination', purpose: 'password_reset.destination', owner: 'user_id' },
  { table: 'webhook_endpoints', column: 'secret_encrypted', purpose: 'webhook.secret', owner: 'organisation_id' },
  {
    table: 'event_streams',
    column: 'authorization_sealed',
    purpose: 'event_stream.authorization',
    owner: 'organisation_id',
  },
  { table: 'audit_blocks', column: 'seal', purpose: 'audit.block', owner: 'organisation_id' },
  {
    table: 'webhook_endpoints',
    column: 'previous_secret_encrypted',
    purpose: 'webhook.secret',
    owner: 'organisation_id',
  },
  { table: 'idempotency_records', column: 'answer', purpose: 'idempotency.answer', owner: 'organisation_id' },
] as const;

export type SealedColumn = (typeof SEALED_COLUMNS)[number];
type OwnedPurpose = Extract<SealedColumn, { owner: string }>['purpose'];

/** Secrets that a browser carries for some minutes, and that are not stored. */
type TransientPurpose = 'logout_request' | 'authorization_request';

export type SealPurpose = SealedColumn['purpose'] | TransientPurpose;

/** The purpose of a secret, and its row. */
export type SealContext =
  | { purpose: OwnedPurpose; id: string; ownerId: string }
  | { purpose: Exclude<SealedColumn['purpose'], OwnedPurpose>; id: string }
  | { purpose: TransientPurpose };

/** The context of a secret that was read from its table. */
export function contextOf({ purpose, owner }: SealedColumn, row: { id: string; ownerId: string | null }): SealContext {
  return (owner === null ? { purpose, id: row.id } : { purpose, ...row }) as SealContext;
}

/**
 * The additional data of a secret (AEAD): its purpose, its row, and the row's owner.
 * @throws Error when an id is not a UUID, so that no other text can be mistaken for one
 */
export function additionalDataOf(context: SealContext): Bytes {
  const { purpose, ...row } = context;
  const ids = 'ownerId' in row ? [row.id, row.ownerId] : 'id' in row ? [row.id] : [];
  if (!ids.every(isUuid)) throw new Error(`A secret (${purpose}) is sealed for a row, and its id is none`);
  return utf8([purpose, ...ids].join(' '));
}
