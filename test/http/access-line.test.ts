/** One line in the log for each request, and the trace that it names. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { flightsOf, PRODUCTION, postForm, send } from '../support/app.ts';
import { errorCodeOf } from '../support/explanations.ts';
import { authorizeUrl, VERIFIER } from '../support/oauth.ts';
import { createOperator } from '../support/operators.ts';
import { createClient, createOrganisation } from '../support/organisation.ts';

const organisation = await createOrganisation();

/** The lines of the requests that follow. */
function listen() {
  const lines: string[] = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line)));
  }
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  return () => lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'request');
}

const LOGGED = { LOG_LEVEL: 'info' };
const post = (body: object, more = {}) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...more },
  body: JSON.stringify(body),
});
const signedIn = { headers: { Cookie: organisation.cookies } };

describe('a request is one line in the log', () => {
  it('with organisation, route pattern, status, outcome and what it waited for', async () => {
    const lines = listen();
    const answer = await send('/v1/me/profile?from=mail', signedIn, LOGGED);
    expect(lines()).toEqual([
      {
        level: 'info',
        message: 'request',
        requestId: answer.headers.get('X-Request-ID'),
        traceId: expect.stringMatching(/^[\da-f]{32}$/),
        organisation: organisation.id,
        client: null,
        method: 'GET',
        route: '/v1/me/profile',
        status: 200,
        outcome: 'ok',
        errorCode: null,
        flights: flightsOf(answer),
        databaseMs: expect.any(Number),
        outboundCalls: 0,
        outboundMs: 0,
        restMs: expect.any(Number),
        totalMs: expect.any(Number),
      },
    ]);
  });

  it.each([
    ['/v1/me/profile', {}, { route: '/v1/me/profile', status: 401, outcome: 'unauthorized', organisation: null }],
    ['/v1/admin/users/x', signedIn, { route: '/v1/admin/users/:id', status: 404, outcome: 'not_found' }],
    // The pattern with `:id` behind it fits as well.
    ['/v1/admin/audit-logs/export', {}, { route: '/v1/admin/audit-logs/export', status: 401 }],
    ['/nothing/here', {}, { route: '*', status: 404, outcome: 'not_found', flights: 0 }],
    ['/nothing/here', { method: 'PROPFIND' }, { method: 'other', status: 404 }],
    ['/account', {}, { route: '/account', status: 303, outcome: 'redirect' }],
  ] as const)('GET %s %o: %o', async (path, init, line) => {
    const lines = listen();
    await send(path, init as RequestInit, LOGGED);
    expect(lines()).toEqual([expect.objectContaining(line)]);
  });

  it('names the client, and the error that a client is told', async () => {
    const lines = listen();
    const client = await createClient(organisation.id);
    const fields = { grant_type: 'authorization_code', code: 'cod_x', redirect_uri: client.redirectUri };
    const itself = { client_id: client.clientId, code_verifier: VERIFIER };
    await postForm('/oauth2/token', { ...fields, ...itself }, {}, LOGGED);
    const refused = { route: '/oauth2/token', status: 400, outcome: 'invalid_grant', organisation: organisation.id };
    expect(lines()).toEqual([expect.objectContaining({ ...refused, client: client.id })]);
  });

  it('names the error that is in a redirect', async () => {
    const lines = listen();
    const client = await createClient(organisation.id);
    await send(await authorizeUrl(client, { prompt: 'none' }), {}, LOGGED);
    expect(lines()).toEqual([expect.objectContaining({ status: 302, outcome: 'login_required' })]);
  });

  it.each<[string, () => Promise<Response>]>([
    ['an unknown client', () => postForm('/oauth2/token', { grant_type: 'x', client_id: 'x' }, {}, LOGGED)],
    ['a wrong redirect URI', () => send('/oauth2/authorize?client_id=nobody', {}, LOGGED)],
    ['a wrong password', () => send('/v1/auth/login', post({ email: 'a@example.com', password: 'x' }), LOGGED)],
  ])('is found by the error code that the caller got: %s', async (_what, ask) => {
    const lines = listen();
    const errorCode = errorCodeOf(await ask());
    expect(lines()).toEqual([expect.objectContaining({ errorCode })]);
  });

  it('has the same line when the request fails, beside that of the failure', async () => {
    const lines = listen();
    const HYPERDRIVE = { connectionString: 'postgresql://a:b@127.0.0.1:1/c' };
    const answer = await send('/v1/me/profile', signedIn, { ...LOGGED, HYPERDRIVE });
    expect(answer.status).toBe(503);
    expect(lines()).toEqual([expect.objectContaining({ status: 503, outcome: 'unavailable', level: 'info' })]);
  });

  it('is at debug for health checks, unless they fail', async () => {
    const lines = listen();
    await send('/health', {}, LOGGED);
    await send('/health/db', {}, LOGGED);
    expect(lines()).toEqual([]);
    await send('/health/db', {}, { ...LOGGED, HYPERDRIVE: { connectionString: 'postgresql://a:b@127.0.0.1:1/c' } });
    expect(lines()).toEqual([expect.objectContaining({ route: '/health/db', status: 503 })]);
  });
});

describe('Server-Timing in production', () => {
  const timing = async (path: string, init: RequestInit) =>
    (await send(path, init, PRODUCTION)).headers.get('Server-Timing');
  const headers = { Cookie: organisation.cookies, 'X-CSRF-Token': organisation.csrf };

  it.each(['/v1/me/profile', '/v1/admin/teams', '/v1/admin/users/x'])(
    'tells a known caller where the time went: %s',
    async (path) => {
      expect(await timing(path, { headers })).toMatch(/^db;dur=\d+;desc="[12] round trips", total;dur=\d+$/);
    },
  );

  it('tells an operator', async () => {
    const { key } = await createOperator();
    const init = { headers: { Authorization: `Bearer ${key}` } };
    expect(await timing('/v1/system/organisations', init)).toContain('total;dur=');
  });

  it.each<[string, string, RequestInit]>([
    ['a stranger', '/v1/me/profile', {}],
    ['who signs in', '/v1/auth/login', post({ email: organisation.owner.email, password: 'Wrong-Horse-7' })],
    ['who forgot a password', '/v1/auth/forgot-password', post({ email: organisation.owner.email })],
    ['who is signed in, and signs in', '/v1/auth/login', post({ email: 'x@example.com', password: 'x' }, headers)],
    ['who changes a password', '/v1/me/password', post({ currentPassword: 'x', newPassword: 'y' }, headers)],
    ['who sees a page', '/auth/login', { headers }],
    ['a client', '/oauth2/token', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }],
    ['a client that asks about a token', '/oauth2/userinfo', { headers: { Authorization: 'Bearer at_x' } }],
  ])('tells nothing to %s', async (_who, path, init) => {
    expect(await timing(path, init)).toBeNull();
  });
});
