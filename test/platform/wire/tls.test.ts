/** A session over TLS, with verification of the server. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createSecureContext, getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { PostgresSession } from '../../../src/platform/database/postgres-session.ts';
import { serverOf } from '../../../src/platform/database/postgres-sign-in.ts';
import { type Certificate, createCertificate } from '../../journeys/support/certificates.ts';
import { workerUrl } from '../../migrations-runner/support/scratch.ts';

const TIMEOUT_MS = 30_000;
const SSL_REQUEST_BYTES = 8;

let here: Certificate;
let elsewhere: Certificate;

beforeAll(() => {
  here = createCertificate('localhost');
  elsewhere = createCertificate('elsewhere.example');
  setDefaultCACertificates([...getCACertificates(), here.cert, elsewhere.cert]);
});

/** A proxy before PostgreSQL that offers TLS with the given certificate. */
async function openEncrypted(certificate: Certificate): Promise<string> {
  const { hostname, port } = new URL(workerUrl());
  const server = createServer(async (client) => {
    client.on('error', () => {});
    const [request] = (await once(client, 'data')) as [Buffer];
    if (request.length !== SSL_REQUEST_BYTES) return client.destroy();
    client.write('S');
    const secureContext = createSecureContext(certificate);
    const encrypted = new TLSSocket(client, { isServer: true, secureContext });
    const database = connect(Number(port), hostname);
    for (const socket of [encrypted, database]) socket.on('error', () => {});
    encrypted.pipe(database).pipe(encrypted);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = new URL(workerUrl());
  url.host = `localhost:${(server.address() as { port: number }).port}`;
  url.searchParams.set('sslmode', 'verify-full');
  return url.toString();
}

function sessionWith(url: string): PostgresSession {
  const session = new PostgresSession(serverOf(url));
  onTestFinished(() => session.end(TIMEOUT_MS));
  return session;
}

it('signs in and answers', async () => {
  const session = sessionWith(await openEncrypted(here));
  await session.open(TIMEOUT_MS);
  const { results } = await session.send([{ text: 'SELECT $1::int AS one', values: [1] }]);
  expect(results[0]?.rows).toEqual([{ one: 1 }]);
});

it('sends nothing to another server', async () => {
  const session = sessionWith(await openEncrypted(elsewhere));
  await expect(session.open(TIMEOUT_MS)).rejects.toThrow();
  expect(session.step).toBe('while TLS was set up');
});
