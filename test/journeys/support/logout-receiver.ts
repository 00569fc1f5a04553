/** An application that is told of logouts, by the provider and by the browser. */
import { text } from 'node:stream/consumers';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { openWebServer } from './relying-party.ts';
import { required } from './server.ts';

export interface LogoutReceiver {
  origin: string;
  /** The logout tokens that the provider sent. */
  tokens: string[];
  /** The queries with which the browser loaded its frame. */
  frames: URLSearchParams[];
  close(): Promise<void>;
}

const PAGE = '<!doctype html><link rel="icon" href="data:,"><title>Application</title>';

interface ReceiverOptions {
  /** An application that never answers the browser's frame. */
  hangs?: boolean;
  /** What stands on its pages. */
  content?: () => string;
}

export async function startLogoutReceiver({ hangs = false, content = () => '' }: ReceiverOptions = {}) {
  const { origin, close, serve } = await openWebServer();
  const receiver: LogoutReceiver = { origin, tokens: [], frames: [], close };
  serve(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', origin);
    if (pathname === '/backchannel') {
      receiver.tokens.push(new URLSearchParams(await text(request)).get('logout_token') ?? '');
    }
    if (pathname === '/frontchannel') {
      receiver.frames.push(searchParams);
      if (hangs) return;
      response.setHeader('Set-Cookie', 'application=; Max-Age=0; Path=/');
    }
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(PAGE + content());
  });
  return receiver;
}

/** What an administrator would register for a client. */
export async function setLogoutColumns(clientId: string, columns: Record<string, string>): Promise<void> {
  await withClient(required('TEST_DATABASE_URL'), async (database) => {
    for (const [name, value] of Object.entries(columns)) {
      await database.query(`UPDATE clients SET ${name} = $2 WHERE client_id = $1`, [clientId, value]);
    }
  });
}
