/** An organisation with a soft-deleted person and client, to whom rows in every table refer. */
import { asOwner } from '../support/database.ts';
import { readTables, tenantTables } from './catalogue.ts';
import { createRows, insertionOf, type Row, type Rows } from './rows.ts';

export interface World {
  organisationId: string;
  /** A row in every table. */
  kept: Rows;
  /** Another one in every table, of the deleted person and client. */
  gone: Rows;
  user: { kept: string; gone: string };
  client: { kept: string; gone: string };
  /** The ids of all rows that have one. */
  ids: string[];
}

/** Tables that belong to another organisation as well, or refer to such rows, which no relation of a tenant's client can reach. */
const OF_TWO_ORGANISATIONS = /^organisation_member|_guests$/;

export async function createWorld(): Promise<World> {
  const tables = await readTables();
  const kept = createRows(tables);
  const gone = kept.afresh();
  const rows: Row[] = [];
  for (const { name } of tenantTables(tables)) {
    rows.push(await kept.rowOf(name));
    if (!OF_TWO_ORGANISATIONS.test(name)) rows.push(await gone.rowOf(name));
  }
  const idOf = async (of: Rows, table: string) => (await of.rowOf(table)).id as string;
  const user = { kept: await idOf(kept, 'users'), gone: await idOf(gone, 'users') };
  const client = { kept: await idOf(kept, 'clients'), gone: await idOf(gone, 'clients') };
  for (const [table, values] of between(user, client)) {
    const { text, values: parameters } = insertionOf(table, await kept.valuesFor(table, values));
    rows.push(...(await asOwner<Row>(`${text} RETURNING *`, parameters)));
  }
  const { organisationId } = kept;
  await asOwner('UPDATE organisations SET owner_id = $2 WHERE id = $1', [organisationId, user.gone]);
  await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [user.gone]);
  await asOwner('UPDATE clients SET deleted_at = now() WHERE id = $1', [client.gone]);
  const ids = rows.map(({ id }) => id).filter((id): id is string => typeof id === 'string');
  return { organisationId, kept, gone, user, client, ids: [...new Set(ids)] };
}

/** Rows that refer to a deleted and to an existing row. */
function between(user: World['user'], client: World['client']): [table: string, values: Row][] {
  const [userId, clientId] = [user.gone, client.gone];
  return [
    ['team_members', { user_id: userId }],
    ['user_roles', { user_id: userId }],
    ['sessions', { user_id: userId }],
    ['consents', { user_id: userId }],
    ['consents', { client_id: clientId }],
    ['tokens', { user_id: userId }],
    ['tokens', { client_id: clientId }],
    ['authorization_codes', { client_id: clientId }],
    ['device_codes', { user_id: userId }],
    ['invitations', { invited_by_id: user.kept }],
    ['invitations', { invited_by_id: userId }],
    ['invitations', { accepted_by_id: userId }],
    ['api_keys', { created_by_id: userId }],
    ['audit_logs', { user_id: userId }],
    ['audit_logs', { client_id: clientId }],
    ['webhook_endpoints', { client_id: clientId }],
  ];
}

/** The statements that delete the person and the client for good; the database deletes more rows by cascades. */
export async function erasing({ user, client }: World): Promise<string[]> {
  // References from rows that do not belong to them would prevent the deletion.
  const links = await asOwner<{ table: string; column: string }>(`
    SELECT k.conrelid::regclass::text AS table, a.attname AS column
    FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[array_upper(k.conkey, 1)]
    WHERE k.contype = 'f' AND k.confdeltype <> 'c' AND k.confrelid IN ('users'::regclass, 'clients'::regclass)`);
  const both = `('${user.gone}', '${client.gone}')`;
  return [
    ...links.map(({ table, column }) => `UPDATE ${table} SET ${column} = NULL WHERE ${column} IN ${both}`),
    `DELETE FROM users WHERE id IN ${both}`,
    `DELETE FROM clients WHERE id IN ${both}`,
  ];
}
