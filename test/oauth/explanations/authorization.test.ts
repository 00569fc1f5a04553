/** Refused authorization requests: each leaves an explanation for the organisation of its client. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, send } from '../../support/app.ts';
import { authorize, type Changes, changedUrl } from '../../support/authorization.ts';
import { asOwner } from '../../support/database.ts';
import { askWhy, errorCodeOf, explanationOf, platformExplanationOf } from '../../support/explanations.ts';
import { createOperator, sendAsOperator, type TestOperator } from '../../support/operators.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;
let other: TestOrganisation;
let operator: TestOperator;
let client: TestClient;

beforeAll(async () => {
  [organisation, other, operator] = await Promise.all([createOrganisation(), createOrganisation(), createOperator()]);
  client = await createClient(organisation.id);
});

async function refused(changes: Changes, to = client, cookies = ''): Promise<Response> {
  return send(await changedUrl(to, changes), { headers: { Cookie: cookies } });
}

describe('an administrator reads the cause, and what would mend it', () => {
  it.each<[string, Changes, string, RegExp, Record<string, unknown>]>([
    [
      'a redirect URI that is not registered',
      { redirect_uri: 'http://app.example.com/callback?secret=1' },
      'redirect_uri',
      /Register exactly this address/,
      { requested: 'http://app.example.com/callback', registered: ['https://app.example.com/callback'] },
    ],
    [
      'a scope that the client lacks',
      { scope: 'openid users:read' },
      'scope',
      /Register the application for the scopes/,
      { requested: ['openid', 'users:read'], registered: ['openid', 'profile', 'email', 'offline_access'] },
    ],
    [
      'a request without PKCE',
      { code_challenge: null, code_challenge_method: null },
      'pkce',
      /Switch PKCE on/,
      { isChallengeSent: false, methods: ['S256'], clientType: 'public', isRequired: true },
    ],
    [
      'a resource that the client lacks',
      { resource: 'https://api.example.com/' },
      'resource',
      /Register the application for the resource/,
      { requested: ['https://api.example.com/'], registered: [] },
    ],
    ['a value that cannot be stored', { nonce: 'a\0b' }, 'parameters', /Send each parameter once/, {}],
    ['a request object', { request: 'e30.e30.' }, 'unsupported', /Send plain parameters/, {}],
    [
      'prompt=none without a session',
      { prompt: 'none' },
      'signed_in',
      /without prompt=none/,
      { prompt: ['none'], isSignedIn: false },
    ],
  ])('of %s', async (_what, changes, cause, mend, facts) => {
    const explanation = await explanationOf(organisation, errorCodeOf(await refused(changes)));
    expect(explanation).toMatchObject({ endpoint: 'authorization', cause, mend: expect.stringMatching(mend) });
    expect(explanation.checks.at(-1)).toMatchObject({ check: cause, verdict: 'failed', facts });
    expect(explanation.checks[0]).toMatchObject({
      check: 'client',
      verdict: 'passed',
      facts: { clientId: client.clientId },
    });
  });

  it('with one round trip beside authentication’s', async () => {
    const code = errorCodeOf(await refused({ scope: 'unknown' }));
    expectFlights(await askWhy(organisation, code), 2);
  });

  it('of a suspended organisation, as soon as it is active again', async () => {
    const suspended = await createOrganisation();
    const to = await createClient(suspended.id);
    await asOwner(`UPDATE organisations SET status = 'suspended' WHERE id = $1`, [suspended.id]);
    const response = await refused({}, to);
    await asOwner(`UPDATE organisations SET status = 'active' WHERE id = $1`, [suspended.id]);
    expect(response.status).toBe(404);
    const explanation = await explanationOf(suspended, errorCodeOf(response));
    expect(explanation).toMatchObject({ cause: 'organisation_active', mend: expect.stringContaining('reactivate') });
    expect(explanation.checks.at(-1)?.facts).toEqual({ status: 'suspended' });
  });
});

it('an error page shows the code, and the answer costs no further round trip', async () => {
  const response = await refused({ redirect_uri: 'https://elsewhere.example.com/' });
  expect(await response.text()).toContain(`Error code ${errorCodeOf(response)}`);
  expectFlights(response, 1);
});

it('a request that succeeds has no code, and writes nothing', async () => {
  const count = 'SELECT count(*)::int AS rows FROM explanations WHERE organisation_id = $1';
  const before = await asOwner(count, [organisation.id]);
  const response = await authorize(client, {}, { cookies: organisation.cookies });
  expect([response.status, response.headers.get('X-Error-Code')]).toEqual([302, null]);
  expect(await asOwner(count, [organisation.id])).toEqual(before);
});

describe('somebody else', () => {
  it('does not read it: another organisation, an operator, a person without the permission', async () => {
    const code = errorCodeOf(await refused({ scope: 'unknown' }));
    const foreign = await askWhy(other, code);
    const unknown = await askWhy(other, '01900000-0000-7000-8000-000000000000');
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    const body = async (response: Response) => ({ ...((await response.json()) as object), instance: '' });
    expect(await body(foreign)).toEqual(await body(unknown));
    expect((await sendAsOperator(operator, 'GET', `/v1/system/explanations/${code}`)).status).toBe(404);
  });

  it('reads those of an unknown client only as an operator', async () => {
    const code = errorCodeOf(await refused({ client_id: 'nobody' }));
    expect((await askWhy(organisation, code)).status).toBe(404);
    const explanation = await platformExplanationOf(operator, code);
    expect(explanation).toMatchObject({ cause: 'client', mend: expect.stringContaining('Compare the client_id') });
    expect(explanation.checks).toEqual([
      expect.objectContaining({ check: 'client', verdict: 'failed', facts: { clientId: 'nobody' } }),
    ]);
  });
});

it('seven days later it is gone, swept or not', async () => {
  const code = errorCodeOf(await refused({ scope: 'unknown' }));
  const old = `0${code.slice(1, 8)}-0000${code.slice(13)}`;
  const older = `01900000${old.slice(8)}`;
  await asOwner('UPDATE explanations SET id = $2 WHERE id = $1', [code, older]);
  expect((await askWhy(organisation, older)).status).toBe(404);
});

describe('a flood', () => {
  const REFUSED = `SELECT metadata->>'reason' AS reason, success, error_message AS error FROM audit_logs
    WHERE client_id = $1 AND event_type = 'oauth2.authorization_refused'`;

  it('leaves a few events of one network, client and cause, and thirty explanations a minute', async () => {
    const to = await createClient(organisation.id);
    const headers = { 'CF-Connecting-IP': `2001:db8:${Date.now().toString(16).slice(-4)}::1` };
    const url = await changedUrl(to, { redirect_uri: 'https://elsewhere.example.com/' });
    const answers = [];
    for (let index = 0; index < 35; index++) answers.push(await send(url, { headers }));
    const shapes = answers.map(async (answer) => (await answer.text()).replaceAll(errorCodeOf(answer), ''));
    expect(new Set(await Promise.all(shapes)).size).toBe(1);
    const event = { reason: 'redirect_uri', success: false, error: 'redirect_uri' };
    expect(await asOwner(REFUSED, [to.id])).toEqual(Array.from({ length: 5 }, () => event));
    const codes = answers.map(errorCodeOf);
    const kept = await asOwner('SELECT FROM explanations WHERE id = ANY ($1)', [codes]);
    // A minute may end while they are sent.
    expect(kept.length).toBeGreaterThanOrEqual(30);
    expect((await askWhy(organisation, codes[0] ?? '')).status).toBe(200);
  });

  it('does not stop the explanation of another network', async () => {
    const response = await send(await changedUrl(client, { scope: 'unknown' }), {
      headers: { 'CF-Connecting-IP': '192.0.2.77' },
    });
    await explanationOf(organisation, errorCodeOf(response));
  });
});

it('a database that is lost stays a 503 without a code', async () => {
  const HYPERDRIVE = { connectionString: 'postgresql://nobody:nothing@127.0.0.1:1/none' };
  const response = await authorize(client, {}, { overrides: { HYPERDRIVE } });
  expect([response.status, response.headers.get('X-Error-Code')]).toEqual([503, null]);
});
