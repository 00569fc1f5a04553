/** The kind of a presented token shows in its format, so token_type_hint (RFC 7009 section 2.1) is not needed. */
import type { RequestContext } from '../deps.ts';
import type { AccessTokenKey } from '../domain/tokens/access-tokens.ts';
import { accessTokenKey } from '../http/middleware/authentication.ts';
import { looksLikeSecret } from '../lib/secrets.ts';
import { type Statement, sql } from '../platform/database/statement.ts';

/** The statement that looks up each kind of token. */
interface Searches<Row> {
  accessToken(key: AccessTokenKey): Promise<Statement<Row>>;
  refreshToken(value: string): Promise<Statement<Row>>;
}

/** The statement that looks up the token; it returns no row when the token is not ours. */
export async function searchFor<Row>(
  context: RequestContext,
  token: string,
  { accessToken, refreshToken }: Searches<Row>,
): Promise<Statement<Row>> {
  if (looksLikeSecret('refreshToken', token)) return refreshToken(token);
  const key = await accessTokenKey(context, token);
  return key ? accessToken(key) : sql<Row>`SELECT WHERE FALSE`;
}
