/** Where oidc-provider keeps what it stores: one table, and one named prepared statement for each operation. */
import type { Pool } from 'pg';

export const TABLE = `
  CREATE TABLE oidc_payloads (
    model text NOT NULL, id text NOT NULL, payload jsonb NOT NULL, grant_id text, uid text, user_code text,
    expires_at timestamptz, consumed_at timestamptz, PRIMARY KEY (model, id));
  CREATE INDEX ON oidc_payloads (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX ON oidc_payloads (uid) WHERE uid IS NOT NULL;
  CREATE INDEX ON oidc_payloads (user_code) WHERE user_code IS NOT NULL`;

const FOUND = `payload, extract(epoch FROM consumed_at)::int AS consumed FROM oidc_payloads
  WHERE (expires_at IS NULL OR expires_at > now()) AND model = $1`;

const STATEMENTS = {
  upsert: `INSERT INTO oidc_payloads (model, id, payload, grant_id, uid, user_code, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, now() + $7::int * interval '1 second')
    ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
      user_code = excluded.user_code, expires_at = excluded.expires_at`,
  find: `SELECT ${FOUND} AND id = $2`,
  findByUid: `SELECT ${FOUND} AND uid = $2`,
  findByUserCode: `SELECT ${FOUND} AND user_code = $2`,
  consume: 'UPDATE oidc_payloads SET consumed_at = now() WHERE model = $1 AND id = $2',
  destroy: 'DELETE FROM oidc_payloads WHERE model = $1 AND id = $2',
  revokeByGrantId: 'DELETE FROM oidc_payloads WHERE model = $1 AND grant_id = $2',
} as const;

interface Payload extends Record<string, unknown> {
  grantId?: string;
  uid?: string;
  userCode?: string;
}

/** @returns the class of which oidc-provider makes one for each kind of thing that it stores */
export function adapterOf(pool: Pool) {
  const run = (name: keyof typeof STATEMENTS, values: unknown[]) =>
    pool.query({ name, text: STATEMENTS[name], values });
  return class PostgresAdapter {
    model: string;

    constructor(model: string) {
      this.model = model;
    }

    async #find(name: 'find' | 'findByUid' | 'findByUserCode', value: string): Promise<Payload | undefined> {
      const [row] = (await run(name, [this.model, value])).rows;
      return row && { ...row.payload, ...(row.consumed && { consumed: row.consumed }) };
    }

    async upsert(id: string, payload: Payload, expiresIn?: number): Promise<void> {
      const { grantId, uid, userCode } = payload;
      await run('upsert', [this.model, id, payload, grantId, uid, userCode, expiresIn]);
    }

    find = (id: string) => this.#find('find', id);
    findByUid = (uid: string) => this.#find('findByUid', uid);
    findByUserCode = (userCode: string) => this.#find('findByUserCode', userCode);

    async consume(id: string): Promise<void> {
      await run('consume', [this.model, id]);
    }

    async destroy(id: string): Promise<void> {
      await run('destroy', [this.model, id]);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      await run('revokeByGrantId', [this.model, grantId]);
    }
  };
}
