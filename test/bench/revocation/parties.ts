/** Relying parties: HTTP servers that take logout tokens and security events, and note when each arrived. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';

export interface RelyingParty {
  url: string;
  /** When a logout token for each person arrived, by `sub`; milliseconds of `performance.now()`. */
  loggedOut: Map<string, number>;
  /** When it was told that the sessions of each person were revoked (CAEP). */
  told: Map<string, number>;
  close(): Promise<void>;
}

const SESSION_REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';

/** @param issuer what signs @param keysUrl where its keys are */
export async function startRelyingParty(issuer: string, keysUrl: string): Promise<RelyingParty> {
  const keys = createRemoteJWKSet(new URL(keysUrl));
  const verify = async (token: string, typ: string): Promise<JWTPayload> =>
    (await jwtVerify(token, keys, { issuer, typ })).payload;
  const party = { url: '', loggedOut: new Map<string, number>(), told: new Map<string, number>() };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const now = performance.now();
    if (request.url === '/logout') {
      const { sub = '' } = await verify(new URLSearchParams(body).get('logout_token') ?? '', 'logout+jwt');
      if (!party.loggedOut.has(sub)) party.loggedOut.set(sub, now);
      response.writeHead(200).end();
      return;
    }
    const { sub_id: subject, events } = (await verify(body, 'secevent+jwt')) as JWTPayload & {
      sub_id: Subject;
      events: Record<string, unknown>;
    };
    const sub = subject.user?.sub ?? subject.sub ?? '';
    if (SESSION_REVOKED in events && !party.told.has(sub)) party.told.set(sub, now);
    response.writeHead(202).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const { port } = server.address() as AddressInfo;
  return Object.assign(party, { url: `http://127.0.0.1:${port}`, close });
}

interface Subject {
  sub?: string;
  user?: { sub: string };
}
