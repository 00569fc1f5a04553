/** Request objects are refused (OIDC Core section 3.1.2.6), by their own response_mode and state. */
import { beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../support/app.ts';
import { type Changes, changedUrl, expectPage } from '../../support/authorization.ts';
import { redirectParameters } from '../../support/oauth.ts';
import { createClient, createOrganisation, type TestClient } from '../../support/organisation.ts';

let client: TestClient;

beforeAll(async () => {
  client = await createClient((await createOrganisation()).id);
});

const part = (value: unknown) =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const unsigned = (claims: unknown) => `${part({ alg: 'none' })}.${part(claims)}.`;

const authorize = async (changes: Changes) => send(await changedUrl(client, changes));

describe('a refused request object decides how the error is delivered', () => {
  it('by response_mode and state, when the request does not say (oidcc-unsigned-request-object)', async () => {
    const request = unsigned({ response_mode: 'form_post', state: 'inner "<state>' });
    const response = await authorize({ request, state: null });
    expect([response.status, response.headers.get('Location')]).toEqual([200, null]);
    const text = await response.text();
    expect(text).toContain(`<form method="post" action="${client.redirectUri}">`);
    expect(text).toContain('name="error" value="request_not_supported"');
    expect(text).toContain('name="state" value="inner &quot;&lt;state&gt;"');
  });

  it('but not when the request has the parameters itself', async () => {
    const request = unsigned({ response_mode: 'form_post', state: 'inner' });
    const response = await authorize({ request, response_mode: 'query', state: 'outer' });
    expect(redirectParameters(response).get('error')).toBe('request_not_supported');
    expect(redirectParameters(response).get('state')).toBe('outer');
  });

  it('and no other member of it is read: no redirect URI, no scope', async () => {
    const request = unsigned({ redirect_uri: 'https://evil.example/cb', scope: 'root', response_type: 'token' });
    const response = await authorize({ request });
    expect(response.headers.get('Location')?.startsWith(`${client.redirectUri}?error=request_not_supported`)).toBe(
      true,
    );
    await expectPage(await authorize({ request, redirect_uri: null }), 400, 'Invalid redirect_uri');
  });

  it.each([
    ['no JWT', 'nonsense'],
    ['no JSON', 'e30.e30x.'],
    ['a mode that there is not', unsigned({ response_mode: 'pigeon' })],
    ['values that are no texts', unsigned({ response_mode: ['form_post'], state: { a: 1 } })],
    ['a state with a NUL character', unsigned({ state: 'a\0b' })],
    ['a state longer than any parameter', unsigned({ state: 's'.repeat(8193) })],
    ['a list', unsigned(['form_post'])],
  ])('unless it is %s: then it goes the default way', async (_what, request) => {
    const parameters = redirectParameters(await authorize({ request, state: null }));
    expect([parameters.get('error'), parameters.has('state')]).toEqual(['request_not_supported', false]);
  });
});
