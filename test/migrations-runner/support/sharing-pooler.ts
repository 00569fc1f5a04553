/** A pooler with one connection to the server, which hands on what its clients say and knows of no prepared statements. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** AuthenticationOk and ReadyForQuery. */
const WELCOME = Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1');
const TERMINATE = 'X';

export async function openSharingPooler(databaseUrl: string): Promise<{ url: string; close: () => Promise<void> }> {
  const target = new URL(databaseUrl);
  const database = connect(Number(target.port), target.hostname);
  const clients: Socket[] = [];
  let speaker: Socket | undefined;
  database.on('data', (chunk) => speaker?.write(chunk));
  const server = createServer((client) => {
    client.on('error', () => {});
    // The first signs in; those who come later are welcomed without the server.
    let isWelcome = clients.push(client) === 1;
    client.on('data', (chunk) => {
      speaker = client;
      if (!isWelcome) client.write(WELCOME);
      else if (String.fromCharCode(chunk[0] ?? 0) === TERMINATE) client.destroy();
      else database.write(chunk);
      isWelcome = true;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    url: target.toString(),
    close: async () => {
      for (const socket of [...clients, database]) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
