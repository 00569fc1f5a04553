/** `/v1/system/signing-keys`, in a database of its own: rotation concerns every organisation. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createOperatorKey } from '../../../src/domain/operators/keys.ts';
import { SIGNING_ALGORITHMS } from '../../../src/platform/keys/jwk.ts';
import { PUBLISHED_STAGE } from '../../../src/platform/keys/lifecycle.ts';
import { expectFlights, send } from '../../support/app.ts';
import { createCache } from '../../support/key-value-cache.ts';
import { createScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts';

const PATH = '/v1/system/signing-keys';

interface Keys {
  data: { kid: string; state: string; since: string; signsFrom: string | null; publicKey: unknown }[];
  message?: string;
  published?: string[];
}

let database: ScratchDatabase;
let key: string;
/** KV answers with old values for a minute of this clock. */
let clock = Date.now();
const CACHE = createCache(() => clock);

beforeAll(async () => {
  database = await createScratchDatabase();
  const expiresAt = new Date(Date.now() + 3_600_000);
  const operator = await createOperatorKey(new Date(), { name: 'Olive', networks: null, expiresAt });
  await database.asOwner(operator.statement.text, operator.statement.values);
  key = operator.key;
});
afterAll(() => database.drop());

/** Each in an isolate of its own. */
async function call(method: string, path = '') {
  const headers = { Authorization: `Bearer ${key}` };
  const answer = await send(`${PATH}${path}`, { method, headers }, { ...database.bindings, CACHE, LOG_LEVEL: 'warn' });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return { answer, body: (await answer.json()) as Keys };
}

/** Of an isolate that has only what is in KV. */
async function publishedInKv(): Promise<string[]> {
  const unreachable = { connectionString: 'postgresql://nobody@127.0.0.1:1/nothing' };
  const bindings = { HYPERDRIVE: unreachable, CACHE };
  const { keys } = (await (await send('/oauth2/jwks.json', {}, bindings)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

it('Operators publish successors once; each act is logged with their name', async () => {
  const log = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const acts = () =>
    log.mock.calls
      .map(([line]) => JSON.parse(String(line)))
      .filter(({ message }) => message === 'an operator rotated the signing keys');
  const before = await call('GET');
  expect(before.body.data.map(({ state, signsFrom }) => [state, signsFrom])).toEqual(
    SIGNING_ALGORITHMS.map(() => ['signing', null]),
  );

  const both = await Promise.all([call('POST', '/rotate'), call('POST', '/rotate')]);
  const published = both.flatMap(({ body }) => body.published ?? []);
  expect(published).toHaveLength(SIGNING_ALGORITHMS.length);
  clock += 60_000;
  const { answer, body } = await call('POST', '/rotate');
  expectFlights(answer, 4);
  expect(body).toMatchObject({ message: 'Nothing to do: every key has a successor', published: [] });
  expect(
    acts()
      .map(({ operator, published: kids }) => [operator, kids.length])
      .sort(),
  ).toEqual([
    ['Olive', 0],
    ['Olive', 0],
    ['Olive', SIGNING_ALGORITHMS.length],
  ]);
  log.mockRestore();

  const successors = body.data.filter(({ state }) => state === 'published');
  expect(successors.map(({ kid }) => kid).toSorted()).toEqual(published.toSorted());
  for (const { since, signsFrom, publicKey } of successors) {
    expect(new Date(signsFrom ?? '').getTime() - new Date(since).getTime()).toBe(PUBLISHED_STAGE * 1000);
    expect(publicKey).not.toBeNull();
  }
  expect(await publishedInKv()).toEqual(expect.arrayContaining(published));
  const list = await call('GET');
  expectFlights(list.answer, 2);
  expect(list.body.data).toEqual(body.data);
});
