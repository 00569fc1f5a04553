/** The application's side of the redirect: a web server for the browser to come back to. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RelyingParty {
  redirectUri: string;
  close(): Promise<void>;
}

const PAGE = '<!doctype html><title>Application</title><h1>Back in the application</h1>';

/** @param port any free one by default */
export async function startRelyingParty(port = 0): Promise<RelyingParty> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(PAGE);
  });
  server.listen(port, 'localhost');
  await once(server, 'listening');
  return {
    redirectUri: `http://localhost:${(server.address() as AddressInfo).port}/callback`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
