/**
 * The mark of a database that may be changed, filled with known passwords and thrown away. It is a comment on the
 * database: dumps, restores and copies do not carry it, so neither production's data nor development's bring it along.
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

export interface Permission {
  /** What is about to happen to it, as the second half of "… : ". */
  deed: string;
  /** What is typed to adopt it without being asked. */
  flag: string;
  adopt: boolean;
}

/**
 * Goes on only with a database that is marked as development, or that somebody adopts now: by the flag, or by typing its
 * name.
 * @throws CommandError in production, on a refusal, and when there is nobody to ask
 */
export async function requireDevelopment(url: string, { deed, flag, adopt }: Permission): Promise<void> {
  await withClient(url, async (client) => {
    if (isProduction()) throw new CommandError(`The environment says production: ${deed} stays out.`);
    if (await isMarked(client)) return;
    const { host, pathname } = new URL(url);
    const database = decodeURIComponent(pathname.slice(1));
    const what = `The database "${database}" at ${host} is not marked as development`;
    if (!adopt) {
      if (!hasTerminal()) {
        throw new CommandError(`${what}, and ${deed} is not for others: if it is yours to throw away, add ${flag}.`);
      }
      await confirm(`${what}. It will be, and ${deed} goes into it.`, database);
    }
    await markDevelopment(client);
  });
}
