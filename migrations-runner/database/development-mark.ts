/**
 * The mark of a development database, which may be filled with public passwords and deleted. It is a comment on the
 * database, which dumps, restores and copies do not include: restoring production's data never sets it.
 */
import type { Client } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import { confirm, hasTerminal } from '../command-line/confirm.ts';
import { withClient } from './connection.ts';
import { isProduction } from './environment.ts';

const MARK = '[cerberus: development]';

const COMMENT = `SELECT shobj_description(oid, 'pg_database') AS comment, quote_ident(datname) AS name
                 FROM pg_database WHERE datname = current_database()`;

export async function isMarked(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ comment: string | null }>(COMMENT);
  return rows[0]?.comment?.includes(MARK) ?? false;
}

/** @throws CommandError when the role may not comment on the database */
export async function markDevelopment(client: Client): Promise<void> {
  const { rows } = await client.query<{ comment: string | null; name: string }>(COMMENT);
  const { comment = null, name = '' } = rows[0] ?? {};
  if (comment?.includes(MARK)) return;
  const text = comment ? `${comment} ${MARK}` : MARK;
  await client.query(`COMMENT ON DATABASE ${name} IS ${client.escapeLiteral(text)}`).catch((error) => {
    if (error.code !== '42501') throw error;
    throw new CommandError(
      `The mark of development is a comment on the database, which only its owner may write: COMMENT ON DATABASE ${name} IS '${text}'.`,
      { cause: error },
    );
  });
}

export interface DevelopmentAction {
  /** What is about to be done, as a noun phrase. */
  action: string;
  /** The option that marks the database without a question. */
  flag: string;
  adopt: boolean;
}

/**
 * Requires that the database is marked as development, or marks it now: by the option, or when the user types its name.
 * @throws CommandError in production, on a refusal, and without a terminal
 */
export async function requireDevelopment(url: string, { action, flag, adopt }: DevelopmentAction): Promise<void> {
  await withClient(url, async (client) => {
    if (isProduction()) throw new CommandError(`The environment says production: ${action} stays out.`);
    if (await isMarked(client)) return;
    const { host, pathname } = new URL(url);
    const database = decodeURIComponent(pathname.slice(1));
    const what = `The database "${database}" at ${host} is not marked as development`;
    if (!adopt) {
      if (!hasTerminal()) {
        throw new CommandError(`${what}, and ${action} is not for others: if it is yours to throw away, add ${flag}.`);
      }
      await confirm(`${what}. It will be, and ${action} goes into it.`, database);
    }
    await markDevelopment(client);
  });
}
