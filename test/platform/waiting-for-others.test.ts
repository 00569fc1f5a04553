/** No database connection is held while a request waits for another server. */
import { env } from 'cloudflare:workers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openRequestContext, type RequestContext } from '../../src/deps.ts';
import { parseEnv } from '../../src/env.ts';
import { sql } from '../../src/platform/database/statement.ts';
import { createScratchDatabase } from '../support/scratch-database.ts';

const PASSWORD_BREACH_URL = 'https://breaches.example/range';

test.each<[string, (context: RequestContext) => Promise<unknown>, () => Response]>([
  ['the list of breached passwords', ({ isBreached }) => isBreached('password'), () => new Response('')],
  [
    'the keys of a client',
    ({ remoteJwks, now }) => remoteJwks.including('https://client.example.com/jwks.json', undefined, now),
    () => Response.json({ keys: [] }),
  ],
])('no database connection is held while it waits for %s', async (_what, ask, answer) => {
  const database = await createScratchDatabase();
  onTestFinished(() => database.drop());
  const server = Promise.withResolvers<Response>();
  const fetch = vi.fn(() => server.promise);
  vi.stubGlobal('fetch', fetch);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const config = parseEnv({ ...env, ...database.bindings, PASSWORD_BREACH_URL });
  const context = openRequestContext(config, crypto.randomUUID(), new Request('https://id.example.com/'));
  await context.system.db.flight(sql`SELECT 1`);
  expect(await database.connections()).toBe(1);
  const asking = ask(context);
  await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
  await expect.poll(() => database.connections()).toBe(0);
  server.resolve(answer());
  await asking;
  // The request continues on a new connection.
  await context.system.db.flight(sql`SELECT 1`);
  await context.close();
});
