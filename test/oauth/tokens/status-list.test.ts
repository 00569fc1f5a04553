/** The status of access tokens that are JWTs (Token Status List): a public list, which tells no population. */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRequestContext } from '../../../src/deps.ts';
import { makeLists, makeListsToCome } from '../../../src/domain/status-lists/making.ts';
import {
  LIST_DECOYS,
  LIST_PLACES,
  LIST_TOKENS,
  markedDecoys,
  shuffledPlaces,
} from '../../../src/domain/status-lists/places.ts';
import { referenceTo } from '../../../src/domain/status-lists/references.ts';
import { LIST_TTL, makeStatusListToken, STATUS_BOUND } from '../../../src/domain/status-lists/status-list-token.ts';
import { parseEnv } from '../../../src/env.ts';
import { expectFlights, postForm, send } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';
import { countMarked, isMarked, unpackList } from '../../support/status-bits.ts';
import { fetchList, statusOf } from '../../support/status-lists.ts';

let organisation: TestOrganisation;
let client: TestClient;
let tokens: Tokens;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
  tokens = await obtainTokens(organisation, client, 'openid offline_access');
});

/** As the database is now: without the cache of the endpoint. */
async function listNow(uri: string): Promise<Uint8Array> {
  const id = uri.slice(uri.lastIndexOf('/') + 1);
  const token = await withContext(({ system, keys, config, statusPlaces: places }) =>
    makeStatusListToken(system, { issuer: config.ISSUER_URL, keys, places }, id),
  );
  const [, payload = ''] = (token ?? '').split('.');
  const { status_list: list } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  return unpackList(list.lst);
}

async function isRevoked(accessToken: string): Promise<boolean> {
  const { idx, uri } = statusOf(accessToken);
  return isMarked(await listNow(uri), idx);
}

it('section 6.1: each JWT names its list and a place of its own in it', async () => {
  const next = (await (await refresh(client, tokens.refresh_token ?? '')).json()) as Tokens;
  const [first, second] = [statusOf(tokens.access_token), statusOf(next.access_token)];
  tokens = next;
  expect(second.uri).toBe(first.uri);
  expect(second.idx).not.toBe(first.idx);
  // The place does not follow from the moment.
  expect(Math.abs(second.idx - first.idx)).not.toBe(1);
});

it('an opaque token has no place: its resource server asks for it', async () => {
  const opaque = await createClient(organisation.id, { columns: { access_token_format: 'opaque' } });
  const { access_token } = await obtainTokens(organisation, opaque, 'openid');
  expect(access_token).not.toContain('.');
  const rows = await asOwner('SELECT status_number FROM tokens WHERE client_id = $1', [opaque.id]);
  expect(rows).toEqual([{ status_number: null }]);
});

describe('sections 5 and 8: the list', () => {
  it('is a signed token, which anybody may fetch and keep for its time to live', async () => {
    const { uri } = statusOf(tokens.access_token);
    const { payload, headers, bytes } = await fetchList(uri);
    expect(payload).toMatchObject({ ttl: LIST_TTL, exp: expect.any(Number) });
    expect(headers.get('Content-Type')).toBe('application/statuslist+jwt');
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(bytes).toHaveLength(LIST_PLACES / 8);
  });

  it('costs no round trip while it is cached', async () => {
    const path = new URL(statusOf(tokens.access_token).uri).pathname;
    await send(path);
    expectFlights(await send(path), 0);
  });

  it('is not there under another id', async () => {
    for (const id of [crypto.randomUUID(), 'x', '0']) {
      expect((await send(`/oauth2/status-lists/${id}`)).status).toBe(404);
    }
  });

  it('the bound that the guide states follows from the caches', () => {
    expect(STATUS_BOUND).toBe(60);
  });
});

describe('a token is marked as soon as it is revoked', () => {
  it('by its client', async () => {
    const { access_token } = await obtainTokens(organisation, client, 'openid');
    expect(await isRevoked(access_token)).toBe(false);
    await postForm('/oauth2/revoke', { token: access_token, client_id: client.clientId });
    expect(await isRevoked(access_token)).toBe(true);
  });

  it('with its person', async () => {
    const person = await createPerson(organisation);
    const theirs = await obtainTokens({ ...organisation, ...person }, client, 'openid');
    await sendAs(organisation, 'POST', `/v1/admin/users/${person.id}/block`, {});
    expect(await isRevoked(theirs.access_token)).toBe(true);
    expect(await isRevoked(tokens.access_token)).toBe(false);
  });

  it('with its client', async () => {
    const ended = await createClient(organisation.id);
    const { access_token } = await obtainTokens(organisation, ended, 'openid');
    await sendAs(organisation, 'DELETE', `/v1/admin/clients/${ended.id}`);
    expect(await isRevoked(access_token)).toBe(true);
  });
});

describe('the list tells no population', () => {
  const seed = crypto.getRandomValues(new Uint8Array(16));

  it('has no two tokens at one place, and no token at the place of a decoy', async () => {
    const places = await shuffledPlaces(seed);
    expect(new Set(places).size).toBe(LIST_PLACES);
    expect(places).toHaveLength(LIST_TOKENS + LIST_DECOYS);
  });

  it('marks other decoys every hour, and of another list another number', async () => {
    const at = (time: string) => markedDecoys(seed, new Date(time));
    const [now, again, later] = [
      await at('2026-12-01T10:00:00Z'),
      await at('2026-12-01T10:59:00Z'),
      await at('2026-12-01T11:01:00Z'),
    ];
    expect(again).toEqual(now);
    expect(later).not.toEqual(now);
    const numbers = await Promise.all(
      [1, 2, 3, 4].map(async () => (await markedDecoys(crypto.getRandomValues(new Uint8Array(16)), new Date())).length),
    );
    expect(new Set(numbers).size).toBeGreaterThan(1);
  });

  it('is as long for one token as for all', async () => {
    const { uri } = statusOf(tokens.access_token);
    const bytes = await listNow(uri);
    expect(bytes).toHaveLength(LIST_PLACES / 8);
    expect(countMarked(bytes)).toBeLessThan(LIST_PLACES);
  });
});

describe('lists to come', () => {
  it('are made by the hourly job, and each once by several at the same moment', async () => {
    const from = 1_000_000;
    const made = await Promise.all([1, 2, 3].map(() => withContext(({ system }) => makeLists(system, from))));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await withContext(({ system }) => makeListsToCome(system))).toBeGreaterThanOrEqual(0);
    await asOwner('DELETE FROM status_lists WHERE number >= $1', [from]);
  });

  it('are made by the token that needs one', async () => {
    const context = openRequestContext(parseEnv(env), crypto.randomUUID());
    const status = { number: 2_000_000 * LIST_TOKENS + 5, list: null };
    const reference = await referenceTo(context.system, { issuer: 'https://id.example', places: new Map() }, status);
    await context.close();
    const [row] = await asOwner<{ id: string }>('SELECT id FROM status_lists WHERE number = 2000000');
    expect(reference.uri).toBe(`https://id.example/oauth2/status-lists/${row?.id}`);
    await asOwner('DELETE FROM status_lists WHERE number >= 2000000');
  });
});
