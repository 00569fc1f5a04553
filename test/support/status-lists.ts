/** A resource server that checks access tokens against status lists (Token Status List sections 5, 6 and 8). */
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { ISSUER, send } from './app.ts';
import { unpackList } from './status-bits.ts';

export interface StatusReference {
  idx: number;
  uri: string;
}

export function statusOf(accessToken: string): StatusReference {
  return (decodeJwt(accessToken) as { status: { status_list: StatusReference } }).status.status_list;
}

/** Fetches and verifies a list. @returns its bytes, and its claims */
export async function fetchList(uri: string) {
  const answer = await send(uri.slice(ISSUER.length), { headers: { Accept: 'application/statuslist+jwt' } });
  if (answer.status !== 200) throw new Error(await answer.text());
  const keys = createLocalJWKSet((await (await send('/oauth2/jwks.json')).json()) as JSONWebKeySet);
  const { payload } = await jwtVerify(await answer.text(), keys, { typ: 'statuslist+jwt' });
  if (payload.sub !== uri) throw new Error('Section 8.3: sub must equal the uri of the token');
  const { bits, lst } = payload.status_list as { bits: number; lst: string };
  if (bits !== 1) throw new Error('One bit a token');
  return { bytes: await unpackList(lst), payload, headers: answer.headers };
}
