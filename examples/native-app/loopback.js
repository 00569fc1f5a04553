/** How the browser hands its answer to a program on the same device: RFC 8252 section 7.3. */
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Listens on any free port. The address is not localhost: a name can lead to another device (section 8.3). */
export async function openLoopback() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const redirectUri = `http://127.0.0.1:${port}/callback`;
  return {
    redirectUri,
    /** Waits for the answer to the request with this state. Whatever else comes to this port is none. */
    receive: (state) =>
      new Promise((resolve) => {
        server.on('request', (request, response) => {
          const url = new URL(request.url ?? '', redirectUri);
          if (url.pathname !== '/callback' || url.searchParams.get('state') !== state) {
            return response.writeHead(404).end();
          }
          response.end('Go back to the program. You can close this window.');
          resolve(url);
        });
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
