/** The application's side of the redirect: a web server for the browser to come back to. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RelyingParty {
  redirectUri: string;
  close(): Promise<void>;
}

const PAGE = '<!doctype html><title>Application</title><h1>Back in the application</h1>';

/** @param port any free one by default */
export async function startRelyingParty(port = 0): Promise<RelyingParty> {
  const { origin, close, serve } = await openWebServer(port);
  serve((_request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(PAGE);
  });
  return { redirectUri: `${origin}/callback`, close };
}

export interface WebServer {
  origin: string;
  /** Begins to answer: an application is made when its address is known. */
  serve(application: RequestListener): void;
  close(): Promise<void>;
}

/**
 * @param port any free one by default
 * @param host an address is another site than the issuer's localhost, whatever the ports
 */
export async function openWebServer(port = 0, host = 'localhost'): Promise<WebServer> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    serve: (application) => void server.on('request', application),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
