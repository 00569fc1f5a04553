/** The client that is generated from the reference, against the API that the reference describes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Api, createApi } from '../../console/api/client.ts';
import { cookiesOf, ISSUER, send } from '../support/app.ts';
import { replaceCookies } from '../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';

let organisation: TestOrganisation;
let api: Api;

/** A browser's: it keeps cookies. */
function openApi(): Api {
  let cookies = '';
  return createApi({
    baseUrl: ISSUER,
    fetch: async (request) => {
      const headers = new Headers(request.headers);
      headers.set('Cookie', cookies);
      const body = request.body === null ? null : await request.text();
      const answer = await send(request.url, { method: request.method, headers, body });
      cookies = replaceCookies(cookies, cookiesOf(answer));
      return answer;
    },
  });
}

beforeAll(async () => {
  organisation = await createOrganisation();
  api = openApi();
  const { data, error } = await api.POST('/v1/auth/login', {
    body: { email: organisation.owner.email, password: PASSWORD },
  });
  expect(error).toBeUndefined();
  expect(data && 'user' in data ? data.user.email : undefined).toBe(organisation.owner.email);
});

describe('The generated client', () => {
  it('reads a list, and its pages', async () => {
    const { data } = await api.GET('/v1/admin/users', { params: { query: { limit: 1 } } });
    expect(data?.data.map(({ email }) => email)).toEqual([organisation.owner.email]);
    expect(data?.pagination).toEqual({ total: 1, limit: 1, offset: 0 });
  });

  it('creates, changes one version, and deletes', async () => {
    const body = { name: 'Engines', slug: 'engines' };
    const header = { 'Idempotency-Key': crypto.randomUUID() };
    const created = await api.POST('/v1/admin/teams', { body, params: { header } });
    const again = await api.POST('/v1/admin/teams', { body, params: { header } });
    expect(again.data).toEqual(created.data);
    const id = created.data?.id ?? '';
    const { response } = await api.GET('/v1/admin/teams/{id}', { params: { path: { id } } });
    const version = { 'If-Match': response.headers.get('ETag') ?? '' };
    const change = () =>
      api.PATCH('/v1/admin/teams/{id}', { params: { path: { id }, header: version }, body: { name: 'Motors' } });
    expect((await change()).data?.name).toBe('Motors');
    const late = await change();
    expect([late.response.status, late.error?.title]).toEqual([412, 'Precondition Failed']);
    const removed = await api.DELETE('/v1/admin/teams/{id}', { params: { path: { id } } });
    expect(removed.response.status).toBe(204);
  });

  it('is told what is wrong with each field', async () => {
    const { error, response } = await api.POST('/v1/admin/teams', { body: { name: '', slug: 'Not a slug' } });
    expect(response.status).toBe(400);
    expect(error?.errors).toMatchObject([{ pointer: '#/name' }, { pointer: '#/slug' }]);
  });
});
