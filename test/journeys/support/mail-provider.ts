/** A provider's HTTP API, of which a test decides the answers. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProviderRequest {
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

export interface TestProvider {
  url: string;
  requests: ProviderRequest[];
  answer: (response: ServerResponse) => void;
  stop(): Promise<void>;
}

export const taken = (response: ServerResponse) => response.writeHead(200).end('{"id":"1"}');

export async function startProvider(): Promise<TestProvider> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    provider.requests.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
    provider.answer(response);
  });
  const provider: TestProvider = {
    url: '',
    requests: [],
    answer: taken,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  provider.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/emails`;
  return provider;
}
