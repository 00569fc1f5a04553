/** The least that a Worker can do: answer, ask the database once on a connection of its own, store once and sign. */
import { Hono } from 'hono';
import { Client } from 'pg';
import { passwords } from '../../../src/platform/passwords/passwords.ts';
import { WorkerdSocket } from '../pg-socket.ts';

interface Bindings {
  HYPERDRIVE: Hyperdrive;
  PASSWORD_HASH: string;
}

const app = new Hono<{ Bindings: Bindings }>();

let keyPair: CryptoKeyPair | undefined;

async function query(connectionString: string, execution: ExecutionContext, text: string, values: unknown[]) {
  const client = new Client({ connectionString, stream: () => new WorkerdSocket() as never });
  await client.connect();
  const { rows } = await client.query(text, values);
  execution.waitUntil(client.end());
  return rows;
}

app.get('/empty', (c) => c.text('empty'));

app.get('/select/:id', async (c) => {
  const text = 'SELECT id, token, expires_at FROM limits WHERE id = $1';
  const rows = await query(c.env.HYPERDRIVE.connectionString, c.executionCtx as never, text, [c.req.param('id')]);
  return c.json({ rows });
});

app.get('/insert', async (c) => {
  keyPair ??= (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  const id = crypto.randomUUID();
  const signature = await crypto.subtle.sign('Ed25519', keyPair.privateKey, new TextEncoder().encode(`token ${id}`));
  const text = `INSERT INTO limits (id, token, expires_at) VALUES ($1, $2, now() + interval '1 hour') RETURNING id`;
  const values = [id, btoa(String.fromCharCode(...new Uint8Array(signature)))];
  const rows = await query(c.env.HYPERDRIVE.connectionString, c.executionCtx as never, text, values);
  return c.json({ rows });
});

app.get('/hash', async (c) => {
  const { matches } = await passwords.verify('Correct-Horse-7', c.env.PASSWORD_HASH);
  return c.json({ matches });
});

export default app;
