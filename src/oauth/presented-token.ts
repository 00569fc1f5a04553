/** What kind of token a client presents: its shape tells, so a token_type_hint (RFC 7009 section 2.1) adds nothing. */
import type { RequestContext } from '../deps.ts';
import type { AccessTokenKey } from '../domain/tokens/access-tokens.ts';
import { accessTokenKey } from '../http/middleware/authentication.ts';
import { looksLikeSecret } from '../lib/secrets.ts';
import { type Statement, sql } from '../platform/database/statement.ts';

/** The statement that looks for each kind of token. */
interface Searches<Row> {
  accessToken(key: AccessTokenKey): Promise<Statement<Row>>;
  refreshToken(value: string): Promise<Statement<Row>>;
}

/** The statement that looks for the token; one that finds nothing when it is none of ours. */
export async function searchFor<Row>(
  context: RequestContext,
  token: string,
  { accessToken, refreshToken }: Searches<Row>,
): Promise<Statement<Row>> {
  if (looksLikeSecret('refreshToken', token)) return refreshToken(token);
  const key = await accessTokenKey(context, token);
  return key ? accessToken(key) : sql<Row>`SELECT WHERE FALSE`;
}
