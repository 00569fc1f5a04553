/**
 * Hostile requests to every route of the JSON API: the routes are read from the OpenAPI document,
 * so a new one is covered before anyone remembers.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { type DocumentedOperation, listOperations, type Schema } from '../support/api-document.ts';
import { send } from '../support/app.ts';
import { HOSTILE_JSON } from '../support/hostile-json.ts';
import { authorizeUrl, redirectParameters } from '../support/oauth.ts';
import { createOperator } from '../support/operators.ts';
import { createClient, createOrganisation } from '../support/organisation.ts';
import { createPerson, type TestPerson } from '../support/people.ts';

type Route = DocumentedOperation;
/** A file is read by its route alone: user-imports.test.ts. */
const ROUTES = (await listOperations()).filter(({ takesFile }) => !takesFile);
const UNSAFE = ROUTES.filter(({ method }) => method !== 'GET');
const WITH_BODY = UNSAFE.filter(({ schema }) => schema !== undefined);
const titleOf = ({ method, path }: Route) => [`${method} ${path}`] as const;
const each = (routes: Route[]) => routes.map((route) => [...titleOf(route), route] as const);

const NOBODY = '00000000-0000-7000-8000-000000000000';
const inhabit = (path: string, value = NOBODY) => path.replace(/\{\w+\}/g, value);

const organisation = await createOrganisation();
/** A person with every permission, whose account no other test needs. */
const newCaller = () => createPerson(organisation, 'owner');
/** Another one, for requests that must not change anything: signing in costs more than most of them. */
const onlooker = await newCaller();
const operator = await createOperator();

afterAll(async () => {
  expect((await call(onlooker, 'GET', '/v1/me/profile')).status, 'nothing was changed by the onlooker').toBe(200);
});

function call({ cookies, csrf }: TestPerson, method: string, path: string, body?: BodyInit | null): Promise<Response> {
  const credential: Record<string, string> = path.startsWith('/v1/system/')
    ? { Authorization: `Bearer ${operator.key}` }
    : { Cookie: cookies, 'X-CSRF-Token': csrf };
  const headers = { ...credential, 'Content-Type': 'application/json' };
  return send(path, { method, headers, ...(body == null ? {} : { body }) });
}

/** Either a success or a problem document (RFC 9457), never an internal error. */
async function expectUnbroken(response: Response, what: string): Promise<void> {
  const text = await response.text();
  expect(response.status, `${what}: ${text}`).toBeLessThan(500);
  if (response.status < 400) return;
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(JSON.parse(text)).toMatchObject({ status: response.status, detail: expect.any(String) });
}

/** Concurrently, but not all at once. */
async function inGroups<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += 25) await Promise.all(items.slice(start, start + 25).map(work));
}

const MALFORMED = [
  ...['', '{', 'null', '[]', '"text"', '7', '{"a":}', '\0', '[[[{"a":'],
  `${'['.repeat(40_000)}${']'.repeat(40_000)}`,
];

const LARGE = JSON.stringify({ padding: 'x'.repeat(110_000) });

describe.each(each(UNSAFE))('%s', (_title, { method, path, schema, isRequired }) => {
  test('more than 100 KiB: 413, whether the length is announced or not', async () => {
    expect((await call(onlooker, method, inhabit(path), LARGE)).status).toBe(413);
    const unannounced = new Blob([LARGE]).stream();
    expect((await call(onlooker, method, inhabit(path), unannounced)).status).toBe(413);
  });

  test('no JSON object: 400 where one is required, and never a 500', async () => {
    const caller = isRequired ? onlooker : await newCaller();
    await inGroups(MALFORMED, async (body) => {
      const response = await call(caller, method, inhabit(path), body);
      if (schema && (isRequired || body !== '')) expect(response.status, body.slice(0, 20)).toBe(400);
      await expectUnbroken(response, body.slice(0, 20));
    });
    // Not UTF-8, which RFC 8259 section 8.1 demands.
    await expectUnbroken(await call(caller, method, inhabit(path), Uint8Array.of(0x22, 0xff, 0xfe, 0x22)), 'ff fe');
  });
});

/** The placeholder for a hostile value. */
const MARK = 'hostile';
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Copies of an object, in each of which one value, at any depth, is the placeholder. */
function* marked(sample: Record<string, unknown>): Generator<Record<string, unknown>> {
  for (const [key, value] of Object.entries(sample)) {
    yield { ...sample, [key]: MARK };
    if (isObject(value) && !Array.isArray(value)) {
      for (const copy of marked(value)) yield { ...sample, [key]: copy };
    }
  }
}

/** A value that the schema may accept. */
function sampleOf(name: string, { type, properties, anyOf, enum: options }: Schema): unknown {
  if (anyOf?.[0]) return sampleOf(name, anyOf[0]);
  if (options) return options[0];
  if (properties) return Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, sampleOf(key, one)]));
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === 'boolean') return false;
  if (kind === 'integer' || kind === 'number') return 1;
  if (kind === 'array') return [];
  if (/email/i.test(name)) return `nobody-${crypto.randomUUID()}@example.com`;
  return /password/i.test(name) ? 'Battery-Staple-9' : 'Sample';
}

/** Each, in each of its members, however deep, with a hostile value: texts, since some of them no object can hold. */
function spoil(schema: Schema): string[] {
  const sample = sampleOf('', schema) as Record<string, unknown>;
  const spoilt = [...marked(sample)].map((body) => JSON.stringify(body));
  return [
    ...spoilt.flatMap((body) => HOSTILE_JSON.map((value) => body.replace(JSON.stringify(MARK), () => value))),
    JSON.stringify(sample).replace('{', '{"__proto__":{"admin":true},"constructor":{"prototype":1},"toString":"",'),
  ];
}

describe.each(each(WITH_BODY))('%s', (_title, { method, path, schema }) => {
  test('values of other types, and values with a meaning in other languages, cause no 500', async () => {
    const caller = await newCaller();
    await inGroups(spoil(schema ?? {}), async (body) =>
      expectUnbroken(await call(caller, method, inhabit(path), body), body.slice(0, 200)),
    );
  });
});

const NAMES = [
  'x',
  '%00',
  '%ff',
  '..%2f..',
  '%F0%9F%90%95',
  "'%20OR%201=1--",
  '%0d%0aSet-Cookie:a=b',
  'x'.repeat(4_000),
];

describe.each(each(ROUTES.filter(({ path }) => path.includes('{'))))('%s', (_title, { method, path, schema }) => {
  test('ids of nothing are not found', async () => {
    const caller = method === 'GET' ? onlooker : await newCaller();
    const body = schema && JSON.stringify(sampleOf('', schema));
    await inGroups(NAMES, async (name) => {
      const response = await call(caller, method, inhabit(path, name), body);
      expect(response.headers.get('Set-Cookie') ?? '').not.toContain('a=b');
      await expectUnbroken(response, name);
    });
  });
});

describe.each(each(ROUTES.filter(({ parameters }) => parameters.length > 0)))('%s', (_title, route) => {
  test('meaningless parameters cause no 500', async () => {
    const caller = route.method === 'GET' ? onlooker : await newCaller();
    const values = [...NAMES, '', '-1', '1e999', '9'.repeat(30)];
    const queries = route.parameters.flatMap((name) => values.map((value) => `${name}=${value}&${name}=${value}`));
    await inGroups(queries, async (query) =>
      expectUnbroken(await call(caller, route.method, `${inhabit(route.path)}?${query}`), query.slice(0, 99)),
    );
  });
});

/** PostgreSQL has no U+0000, and a lone surrogate is no character: neither reaches it, by any input. */
describe('text that cannot be stored', () => {
  const PATHS = ROUTES.filter(({ path }) => path.includes('{'));

  test.each(each(ROUTES.filter(({ parameters }) => parameters.length > 0)))(
    'in a query is 400: %s',
    async (_title, { method, path, parameters }) => {
      const caller = method === 'GET' ? onlooker : await newCaller();
      for (const parameter of parameters) {
        const answer = await call(caller, method, `${inhabit(path)}?${parameter}=a%00b`);
        expect(answer.status, parameter).toBe(400);
      }
    },
  );

  test.each(each(PATHS))('in a path is refused: %s', async (_title, { method, path, schema }) => {
    const body = schema ? JSON.stringify(sampleOf('', schema)) : null;
    const answer = await call(method === 'GET' ? onlooker : await newCaller(), method, inhabit(path, 'a%00b'), body);
    expect([400, 404]).toContain(answer.status);
  });

  test.each([
    '/oauth2/authorize?client_id=a%00b',
    '/oauth2/logout?client_id=a%00b',
    '/auth/login?handle=a%00b',
    '/auth/reset-password?token=a%00b',
    '/auth/verify-email?token=a%00b',
    '/invite/a%00b',
    '/account/factors/a%00b',
  ])('on the way to a page: %s', async (path) => {
    expect((await send(path)).status).toBeLessThan(500);
  });

  test.each([String.raw`\u0000`, String.raw`\ud800`])('inside a claims parameter: %s', async (character) => {
    const client = await createClient(organisation.id);
    const claims = `{"id_token":{"email":{"value":"${character}"}},"userinfo":{"${character}":null}}`;
    const answer = await send(await authorizeUrl(client, { claims }), { headers: { Cookie: organisation.cookies } });
    expect(answer.status).toBeLessThan(500);
    expect(redirectParameters(answer).get('error')).toBe('invalid_request');
  });
});
