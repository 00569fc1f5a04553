import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, send } from '../../support/app.ts';
import { authorize as authorizeAt, codeOf, errorOf, handleOf, resume, signInAs } from '../../support/authorization.ts';
import { requestOf } from '../../support/handles.ts';
import { signAsProvider, tamper } from '../../support/jwt.ts';
import { authorizeUrl, obtainTokens, redirectParameters } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, type TestPerson } from '../../support/people.ts';

let organisation: TestOrganisation;
let colleague: TestPerson;
let client: TestClient;
/** Of the owner, for the client. */
let idToken: string;
let accessToken: string;

beforeAll(async () => {
  organisation = await createOrganisation();
  colleague = await createPerson(organisation);
  client = await createClient(organisation.id);
  const tokens = await obtainTokens(organisation, client);
  [idToken, accessToken] = [tokens.id_token, tokens.access_token];
});

interface Visit {
  cookies?: string;
  to?: TestClient;
}

function authorize(parameters: Record<string, string>, visit: Visit = {}): Promise<Response> {
  const { cookies = organisation.cookies, to = client } = visit;
  return authorizeAt(to, parameters, { cookies });
}

function expectError(response: Response, error: string, description?: string): void {
  expect(errorOf(response)).toBe(error);
  if (description) expect(redirectParameters(response).get('error_description')).toEqual(description);
}

const HINT = { typ: 'JWT', alg: 'RS256' } as const;

async function hintFor(changes: Record<string, unknown> = {}): Promise<string> {
  return signAsProvider({ ...decodeJwt(idToken), ...changes }, HINT);
}

describe('an id_token_hint of the signed-in person (OIDC Core section 3.1.2.1)', () => {
  it.each([{}, { prompt: 'none' }])('answers a code without a page, in two round trips: %j', async (parameters) => {
    const response = await authorize({ ...(parameters as Record<string, string>), id_token_hint: idToken });
    codeOf(response);
    expectFlights(response, 2);
  });

  it('is accepted after it expired: it names a person and authenticates nobody', async () => {
    const old = Math.floor(Date.now() / 1000) - 90 * 86_400;
    codeOf(await authorize({ prompt: 'none', id_token_hint: await hintFor({ iat: old, exp: old + 60 }) }));
  });

  it.each(['PS256', 'ES256', 'EdDSA'])('is accepted with every key of ours: %s', async (alg) => {
    const hint = await signAsProvider(decodeJwt(idToken), { typ: 'JWT', alg });
    codeOf(await authorize({ prompt: 'none', id_token_hint: hint }));
  });

  it('is accepted with several audiences when the client is one of them', async () => {
    codeOf(await authorize({ id_token_hint: await hintFor({ aud: ['other', client.clientId] }) }));
  });
});

describe('an id_token_hint of somebody else', () => {
  it('shows the sign-in page to the signed-in person', async () => {
    const handle = handleOf(await authorize({ id_token_hint: idToken }, { cookies: colleague.cookies }));
    // Signing in as the same person changes nothing.
    expect(handleOf(await resume(handle, colleague.cookies))).toBe(handle);
    codeOf(await resume(handle, await signInAs(organisation.owner)));
  });

  it('with prompt=none is login_required', async () => {
    const silent = { id_token_hint: idToken, prompt: 'none' };
    expectError(await authorize(silent, { cookies: colleague.cookies }), 'login_required');
    expectError(await authorize(silent, { cookies: '' }), 'login_required');
  });

  it('ends the request when another person signs in, without an endless loop', async () => {
    const handle = handleOf(await authorize({ id_token_hint: idToken }, { cookies: '' }));
    const answer = await resume(handle, await signInAs(colleague));
    expectError(answer, 'login_required', 'Somebody else has signed in');
    expect((await resume(handle, organisation.cookies)).status).toBe(400);
  });

  it('of another organisation is never met', async () => {
    const stranger = await createOrganisation();
    handleOf(await authorize({ id_token_hint: idToken }, { cookies: stranger.cookies }));
  });
});

describe('an invalid id_token_hint is invalid_request', () => {
  const HINTS: [string, () => Promise<string> | string][] = [
    ['no JWT', () => 'nonsense'],
    ['an empty JWT', () => '..'],
    ['unsigned', () => tamper(idToken, { header: { alg: 'none' }, signature: '' })],
    ['signed with a MAC', () => tamper(idToken, { header: { alg: 'HS256' } })],
    ['of a changed person', () => tamper(idToken, { payload: { sub: colleague.id } })],
    ['with a foreign key id', () => tamper(idToken, { header: { kid: 'foreign' } })],
    ['with a foreign signature', () => tamper(idToken, { signature: 'A'.repeat(342) })],
    ['with a critical extension', () => tamper(idToken, { header: { crit: ['b64'], b64: false } })],
    ['of another issuer', () => hintFor({ iss: 'https://evil.example' })],
    ['for another client', () => hintFor({ aud: 'other' })],
    ['for other clients', () => hintFor({ aud: ['other', `${client.clientId}x`] })],
    ['for nobody', () => hintFor({ aud: undefined })],
    ['about nobody', () => hintFor({ sub: undefined })],
    ['without an end, as other tokens of ours', () => hintFor({ exp: undefined })],
    ['an access token', () => accessToken],
  ];

  it.each(HINTS)('%s', async (_what, hint) => {
    const response = await authorize({ id_token_hint: await hint(), prompt: 'none' });
    expectError(response, 'invalid_request', expect.stringMatching(/^Invalid id_token_hint: /));
  });

  it('for another client of the organisation', async () => {
    const to = await createClient(organisation.id);
    expectError(
      await authorize({ id_token_hint: idToken }, { to }),
      'invalid_request',
      'Invalid id_token_hint: an ID token of another client',
    );
  });

  it('given twice', async () => {
    const url = `${await authorizeUrl(client, { id_token_hint: idToken })}&id_token_hint=${idToken}`;
    expectError(await send(url), 'invalid_request', 'Repeated parameter: id_token_hint');
  });
});

describe('a subject that the claims parameter names (OIDC Core section 5.5.1)', () => {
  const named = (sub: string) => JSON.stringify({ id_token: { sub: { value: sub } } });

  it('is fulfilled by that person alone', async () => {
    const claims = named(organisation.owner.id);
    codeOf(await authorize({ claims, prompt: 'none' }));
    expectError(await authorize({ claims, prompt: 'none' }, { cookies: colleague.cookies }), 'login_required');
    handleOf(await authorize({ claims }, { cookies: colleague.cookies }));
  });

  it('of nobody is fulfilled by nobody', async () => {
    expectError(await authorize({ claims: named('nobody'), prompt: 'none' }), 'login_required');
  });

  it('must be the same as the hint', async () => {
    const id_token_hint = idToken;
    codeOf(await authorize({ id_token_hint, claims: named(organisation.owner.id) }));
    expectError(await authorize({ id_token_hint, claims: named(colleague.id) }), 'invalid_request');
  });
});

describe('of a client with pairwise subjects (OIDC Core section 8)', () => {
  it('the hint has the pairwise subject', async () => {
    const pairwise = await createClient(organisation.id, { columns: { subject_type: 'pairwise' } });
    const { id_token } = await obtainTokens(organisation, pairwise);
    const { sub } = decodeJwt(id_token);
    expect(sub).not.toBe(organisation.owner.id);
    const silent = { prompt: 'none', id_token_hint: id_token };
    const response = await authorize(silent, { to: pairwise });
    codeOf(response);
    expectFlights(response, 2);
    expectError(await authorize(silent, { to: pairwise, cookies: colleague.cookies }), 'login_required');
    const byId = JSON.stringify({ id_token: { sub: { value: organisation.owner.id } } });
    expectError(await authorize({ prompt: 'none', claims: byId }, { to: pairwise }), 'login_required');
  });
});

it('the hint itself is not kept', async () => {
  const to = await createClient(organisation.id);
  const { id_token } = await obtainTokens(organisation, to);
  const request = await requestOf(handleOf(await authorize({ id_token_hint: id_token }, { to, cookies: '' })));
  expect(JSON.stringify(request)).not.toContain(id_token.split('.')[2]);
  expect(request).toMatchObject({ hintedSubject: organisation.owner.id });
});
