/** workerd's sockets in Node, for tests with a proxy between the Worker's code and PostgreSQL. */
import { connect as connectTcp, type Socket as NodeSocket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { connect as connectTls } from 'node:tls';

type Connect = typeof import('cloudflare:sockets').connect;

export const connect = (({ hostname, port }: SocketAddress) =>
  wrap(connectTcp(port, hostname), 'connect')) as unknown as Connect;

function wrap(socket: NodeSocket, openedBy: 'connect' | 'secureConnect') {
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  socket.setNoDelay(true);
  socket.once(openedBy, opened.resolve);
  socket.once('close', () => closed.resolve());
  socket.once('error', (error) => {
    opened.reject(error);
    closed.reject(error);
  });
  return {
    opened: opened.promise,
    closed: closed.promise,
    readable: Readable.toWeb(socket),
    writable: Writable.toWeb(socket),
    close: async () => void socket.destroySoon(),
    startTls: ({ expectedServerHostname }: { expectedServerHostname?: string }) =>
      wrap(connectTls({ socket, servername: expectedServerHostname ?? '' }), 'secureConnect'),
  };
}
