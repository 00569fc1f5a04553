/** What is wrong with a request is told completely, and named where it is. */
import { describe, expect, test } from 'vitest';
import { send } from '../support/app.ts';
import { createOrganisation } from '../support/organisation.ts';

const organisation = await createOrganisation();
const CREDENTIALS = { Cookie: organisation.cookies, 'X-CSRF-Token': organisation.csrf };
const JSON_TYPE = { 'Content-Type': 'application/json' };

interface Problem {
  status: number;
  detail: string;
  errors: Record<string, unknown>[];
}

async function ask(request: string, body?: BodyInit, headers: Record<string, string> = JSON_TYPE): Promise<Problem> {
  const [method = '', path = ''] = request.split(' ');
  const answer = await send(path, { method, headers: { ...CREDENTIALS, ...headers }, ...(body ? { body } : {}) });
  const problem = (await answer.json()) as Problem;
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(problem.status).toBe(answer.status);
  return problem;
}

const TEAM = { name: 'Platform', slug: 'platform' };
const ID = '01890000-0000-7000-8000-000000000000';

describe('the body of a request', () => {
  test.each([
    ['empty', 'POST /v1/admin/teams', undefined, JSON_TYPE, 400, 'The body is empty: send a JSON object'],
    ['empty, without a type', 'POST /v1/admin/teams', undefined, {}, 400, 'The body is empty: send a JSON object'],
    ['malformed', 'POST /v1/admin/teams', '{"name":', JSON_TYPE, 400, 'The body is not JSON in UTF-8'],
    ['in Latin-1', 'POST /v1/admin/teams', Uint8Array.of(0x22, 0xe9, 0x22), JSON_TYPE, 400, /UTF-8/],
    ['too large', 'POST /v1/admin/teams', 'x'.repeat(110_000), JSON_TYPE, 413, /larger than 102400 bytes/],
    ['of no type', 'POST /v1/admin/teams', new TextEncoder().encode('{}'), {}, 415, /no Content-Type/],
    ['of another type', 'POST /v1/admin/teams', '{}', { 'Content-Type': 'text/plain' }, 415, /application\/json/],
    ['a form', 'POST /v1/auth/login', 'a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, /json/],
  ] as const)('%s: refused with the reason', async (_kind, request, body, headers, status, detail) => {
    const problem = await ask(request, body, headers as Record<string, string>);
    expect(problem).toMatchObject({ status, detail: expect.stringMatching(detail) });
    if (status === 400) expect(problem.errors).toEqual([expect.objectContaining({ path: [], pointer: '#' })]);
  });

  test.each([
    ['another type of value', { ...TEAM, name: 7 }, [['#/name', 'invalid_type', /string/]]],
    [
      'missing fields',
      {},
      [
        ['#/name', 'invalid_type', 'Required'],
        ['#/slug', 'invalid_type', 'Required'],
      ],
    ],
    ['no object', [TEAM], [['#', 'invalid_type', /object/]]],
    ['an unknown field', { ...TEAM, nmae: 'x' }, [['#/nmae', 'unrecognized_key', 'Unknown field']]],
    [
      'all of it at once',
      { name: '', slug: 'Not A Slug', 'a/b~c d': 1, more: 2 },
      [
        ['#/name', 'too_small', /./],
        ['#/slug', 'invalid_format', /Lower-case/],
        ['#/a~1b~0c%20d', 'unrecognized_key', 'Unknown field'],
        ['#/more', 'unrecognized_key', 'Unknown field'],
      ],
    ],
  ] as const)('%s: each field with path, pointer, code and message', async (_kind, body, expected) => {
    const { status, detail, errors } = await ask('POST /v1/admin/teams', JSON.stringify(body));
    expect({ status, detail }).toEqual({ status: 400, detail: 'Invalid input' });
    const found = errors.filter(({ message }) => !/nothing to see/.test(String(message)));
    expect(found).toEqual(
      expected.map(([pointer, code, message]) => ({
        path: expect.any(Array),
        pointer,
        code,
        message: expect.stringMatching(message),
      })),
    );
  });

  test.each([
    ['PATCH /v1/me/profile', { address: { country: 'FR', planet: 'Earth' } }, '#/address/planet'],
    ['POST /v1/me/mfa/check', { token: '123456', extra: true }, '#/extra'],
    ['POST /v1/auth/passkey', { response: { id: 'x', response: { more: 1 } } }, '#/response/response/more'],
    ['DELETE /v1/me/account', { pasword: 'x' }, '#/pasword'],
  ])('unknown fields are refused at any depth: %s', async (request, body, pointer) => {
    const { status, errors } = await ask(request, JSON.stringify(body));
    expect(status).toBe(400);
    expect(errors).toContainEqual({
      path: expect.any(Array),
      pointer,
      code: 'unrecognized_key',
      message: 'Unknown field',
    });
  });

  test('a conflict names the field too', async () => {
    const body = JSON.stringify({ name: 'One', slug: 'one-of-two' });
    const headers = { ...CREDENTIALS, ...JSON_TYPE };
    expect((await send('/v1/admin/teams', { method: 'POST', headers, body })).status).toBe(201);
    const { status, errors } = await ask('POST /v1/admin/teams', body);
    expect(status).toBe(409);
    expect(errors).toEqual([
      { path: ['slug'], pointer: '#/slug', code: 'conflict', message: expect.stringMatching(/./) },
    ]);
  });

  test('the CSRF token is a member of any body, and no field', async () => {
    const body = JSON.stringify({ name: 'Two', slug: 'two', _csrf: organisation.csrf });
    const headers = { Cookie: organisation.cookies, ...JSON_TYPE };
    expect((await send('/v1/admin/teams', { method: 'POST', headers, body })).status).toBe(201);
  });

  test.each([{}, JSON_TYPE])('a body without required fields need not be sent: %j', async (headers) => {
    const path = `/v1/me/mfa/factors/${ID}`;
    const answer = await send(path, { method: 'DELETE', headers: { ...CREDENTIALS, ...headers } });
    expect(answer.status).toBe(404);
  });
});

describe('the parameters of a request', () => {
  test.each([
    ['a number that is none', 'GET /v1/admin/teams?limit=many', 'query', 'limit', /number/],
    ['a negative offset', 'GET /v1/admin/teams?offset=-1', 'query', 'offset', />=0/],
    ['an offset that is too large', 'GET /v1/admin/teams?offset=10001', 'query', 'offset', /cursor/],
    ['a page that is too far', 'GET /v1/admin/teams?page=1000', 'query', 'page', /cursor/],
    ['a parameter given twice', 'GET /v1/admin/teams?search=a&search=b', 'query', 'search', /string/],
    ['a search that is too long', `GET /v1/admin/teams?search=${'x'.repeat(300)}`, 'query', 'search', /100/],
    ['an unknown order', 'GET /v1/admin/invitations?order=up', 'query', 'order', /asc/],
    ['a field that cannot be sorted by', 'GET /v1/admin/invitations?sort=password', 'query', 'sort', /createdAt/],
    ['a cursor that is none', 'GET /v1/admin/invitations?cursor=xyz', 'query', 'cursor', /UUID/],
    ['a character that cannot be stored', 'GET /v1/admin/teams?search=a%00b', 'query', 'search', /characters/],
    ['an id that is no UUID', 'DELETE /v1/me/mfa/factors/7', 'path', 'id', /UUID/],
    ['an id that is too long', `GET /v1/admin/teams/${'x'.repeat(300)}`, 'path', 'id', /255/],
  ])('%s: 400, naming it', async (_kind, request, part, parameter, message) => {
    const { status, errors } = await ask(request);
    expect(status).toBe(400);
    expect(errors).toEqual([
      { path: [parameter], parameter, in: part, code: expect.any(String), message: expect.stringMatching(message) },
    ]);
  });

  test('faults of the URL and of the body are told together', async () => {
    const { errors } = await ask('DELETE /v1/me/mfa/factors/7', '{"token":1,"other":2}');
    expect(errors.map(({ parameter, pointer }) => parameter ?? pointer)).toEqual(['id', '#/token', '#/other']);
  });
});
