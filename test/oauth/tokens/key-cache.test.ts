/** KV is a cache: when it hangs or fails, no request hangs or fails. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { send } from '../../support/app.ts';
import { openIsolate } from '../../support/isolates.ts';
import { exchangeCode, obtainCode, refresh } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

const never = () => new Promise<never>(() => {});
const fail = () => Promise.reject(new Error('KV GET failed: 500'));
const refuseAtOnce = () => {
  throw new Error('KV is not there');
};

describe.each([
  ['hangs', never],
  ['fails', fail],
  ['fails at once', refuseAtOnce],
])('in a new isolate whose KV %s', (_, answer) => {
  const cache = () => ({ get: vi.fn(answer), put: vi.fn(answer) }) as unknown as KVNamespace;

  it('a code and a refresh token are exchanged, and consumed once', async () => {
    const code = await obtainCode(organisation, client, { scope: 'openid offline_access' });
    const overrides = { CACHE: cache() };
    const response = await exchangeCode(client, code, {}, overrides);
    expect(response.status).toBe(200);
    const { refresh_token: token } = (await response.json()) as { refresh_token: string };
    expect((await refresh(client, token, {}, { CACHE: cache() })).status).toBe(200);
  });

  it('the JWKS is answered', async () => {
    const response = await send('/oauth2/jwks.json', {}, { CACHE: cache() });
    expect(response.status).toBe(200);
    expect(((await response.json()) as { keys: unknown[] }).keys.length).toBeGreaterThan(0);
  });

  it('one line is logged', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    await send('/oauth2/jwks.json', {}, { CACHE: cache(), LOG_LEVEL: 'warn' });
    const messages = warn.mock.calls.map(([line]) => JSON.parse(String(line)).message);
    expect(messages.filter((message) => message !== 'slow database flight')).toEqual([
      'the cache of public keys did not answer',
    ]);
  });
});

describe('without a signing key', () => {
  let database: ScratchDatabase;

  beforeAll(async () => {
    database = await createScratchDatabase();
  });

  afterAll(() => database.drop());

  it.each(['code', 'refresh token'])('a %s is not consumed', async (what) => {
    const code = await obtainCode(organisation, client, { scope: 'openid offline_access' });
    const present = async (overrides = {}) => {
      if (what === 'code') return exchangeCode(client, code, {}, overrides);
      return refresh(client, token, {}, overrides);
    };
    const token =
      what === 'code'
        ? ''
        : ((await (await exchangeCode(client, code)).json()) as { refresh_token: string }).refresh_token;
    // Another key than the one that the signing keys are sealed with.
    const SECRET_ENCRYPTION_KEY = `1:${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
    const refused = await present({ SECRET_ENCRYPTION_KEY });
    expect(refused.status).toBeGreaterThanOrEqual(500);
    const answer = await present();
    expect(answer.status).toBe(200);
    // Its first use: the family lives.
    const { refresh_token: next } = (await answer.json()) as { refresh_token: string };
    expect((await refresh(client, next)).status).toBe(200);
  });

  it('prepared keys sign a minute later without a query', async () => {
    let now = Date.now();
    const isolate = openIsolate(database, { clock: () => now });
    onTestFinished(() => isolate.close());
    await isolate.keys.prepare(isolate.db);
    now += 250_000;
    await isolate.keys.prepare(isolate.db);
    const flight = vi.spyOn(isolate.db, 'flight');
    now += 299_000;
    for (const alg of isolate.keys.algorithms) await isolate.keys.sign(isolate.db, {}, { alg, typ: 'JWT' });
    expect(flight).not.toHaveBeenCalled();
  });
});
