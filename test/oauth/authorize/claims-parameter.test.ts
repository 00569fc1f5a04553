import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CheckInput } from '../../../src/oauth/authorize/check.ts';
import { checkClaims } from '../../../src/oauth/authorize/claims-check.ts';
import { OAuthError } from '../../../src/oauth/errors.ts';
import { ISSUER, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { authorizeUrl, obtainTokens, redirectParameters } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import fc from '../../support/property.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

async function authorize(claims: string, to = client): Promise<Response> {
  return send(await authorizeUrl(to, { claims }), { headers: { Cookie: organisation.cookies } });
}

/** The stored claims request. */
async function keptOf(claims: unknown, options: Parameters<typeof createClient>[1] = {}): Promise<unknown> {
  const its = await createClient(organisation.id, options);
  const response = await authorize(typeof claims === 'string' ? claims : JSON.stringify(claims), its);
  expect(redirectParameters(response).get('code'), response.headers.get('Location') ?? '').toMatch(/^authz_/);
  const [row] = await asOwner<{ claims: unknown }>('SELECT claims FROM authorization_codes WHERE client_id = $1', [
    its.id,
  ]);
  return row?.claims;
}

describe('the claims parameter (OIDC Core section 5.5)', () => {
  it('asks userinfo and the ID token for claims, essential or not, with or without values', async () => {
    const claims = {
      userinfo: { name: { essential: true }, email: null },
      id_token: {
        auth_time: { essential: true },
        acr: { values: ['urn:cerberus:aal1'] },
        given_name: { value: 'Ada' },
      },
    };
    expect(await keptOf(claims)).toEqual(claims);
  });

  it('reaches the tokens: with the scope openid alone, the requested name is returned', async () => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } }, id_token: { email: null } });
    const tokens = await obtainTokens(organisation, client, 'openid', { claims });
    expect(decodeJwt(tokens.id_token)).toMatchObject({ email: organisation.owner.email });
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    const userinfo = (await (await send('/oauth2/userinfo', { headers })).json()) as object;
    expect(userinfo).toMatchObject({ name: organisation.owner.name });
    expect(userinfo).not.toHaveProperty('email');
  });

  it('ignores members and claims that it does not understand', async () => {
    const claims = {
      userinfo: { shoe_size: { essential: true }, name: { essential: true, colour: 'red' }, 'name#de': null },
      access_token: { email: null },
      verified_claims: [1],
    };
    expect(await keptOf(claims)).toEqual({ userinfo: { name: { essential: true } } });
  });

  it.each(['{}', '{"userinfo":{}}', '{"id_token":{"shoe_size":null}}'])(
    'that asks for nothing is none: %s',
    async (claims) => {
      expect(await keptOf(claims)).toBeNull();
    },
  );

  it('does not bypass the scopes that the client is registered for', async () => {
    const claims = {
      userinfo: { name: null, email: null, phone_number: { essential: true } },
      id_token: { email: null },
    };
    expect(await keptOf(claims, { scopes: ['openid', 'profile'] })).toEqual({ userinfo: { name: null } });
  });

  it('is kept while the person signs in', async () => {
    const its = await createClient(organisation.id);
    const claims = { userinfo: { name: null } };
    const sent = await send(await authorizeUrl(its, { claims: JSON.stringify(claims) }));
    const handle = new URL(sent.headers.get('Location') ?? '', ISSUER).searchParams.get('handle') ?? '';
    await send(`/oauth2/authorize?handle=${handle}`, { headers: { Cookie: organisation.cookies } });
    expect(await asOwner('SELECT claims FROM authorization_codes WHERE client_id = $1', [its.id])).toEqual([
      { claims },
    ]);
  });

  it.each([
    ['no JSON', 'name'],
    ['cut off', '{"userinfo":'],
    ['a text', '"userinfo"'],
    ['a number', '1'],
    ['null', 'null'],
    ['a list', '[]'],
    ['userinfo as a list', '{"userinfo":["name"]}'],
    ['userinfo as a text', '{"userinfo":"name"}'],
    ['userinfo as null', '{"userinfo":null}'],
    ['id_token as true', '{"id_token":true}'],
    ['a claim as true', '{"userinfo":{"name":true}}'],
    ['a claim as a list', '{"userinfo":{"name":[]}}'],
    ['essential as a text', '{"userinfo":{"name":{"essential":"true"}}}'],
    ['values as a text', '{"id_token":{"acr":{"values":"phr"}}}'],
    ['a value that is an object', '{"id_token":{"acr":{"value":{}}}}'],
    ['a value with a NUL character', '{"id_token":{"acr":{"value":"\\u0000"}}}'],
    ['a value that is no text', '{"id_token":{"acr":{"values":["\\ud800"]}}}'],
    ['a value beyond numbers', '{"id_token":{"acr":{"value":1e999}}}'],
    ['a subject that is a number', '{"id_token":{"sub":{"value":1}}}'],
    ['more than anybody needs', JSON.stringify({ userinfo: { name: { value: 'n'.repeat(4096) } } })],
    ['a tower of brackets', '['.repeat(4000)],
  ])('malformed is invalid_request: %s', async (_what, claims) => {
    const response = await authorize(claims);
    expect(Object.fromEntries(redirectParameters(response))).toEqual({
      error: 'invalid_request',
      error_description: expect.stringMatching(/^Malformed claims: [\x20-\x7e]+$/),
      state: 'the-state',
      iss: ISSUER,
    });
  });

  it('given twice is invalid_request', async () => {
    const url = `${await authorizeUrl(client, { claims: '{}' })}&claims={}`;
    const response = await send(url, { headers: { Cookie: organisation.cookies } });
    expect(redirectParameters(response).get('error_description')).toBe('Repeated parameter: claims');
  });

  it('is advertised', async () => {
    const metadata = (await (await send('/.well-known/openid-configuration')).json()) as Record<string, unknown>;
    expect(metadata.claims_parameter_supported).toBe(true);
  });
});

describe('reading it', () => {
  const scopes = ['openid', 'profile', 'email'];
  const read = (text: string) =>
    checkClaims({ parameters: new Map([['claims', text]]), client: { scopes } } as unknown as CheckInput).claims;

  const name = fc.constantFrom('name', 'email', 'acr', 'sub', 'phone_number', 'shoe_size', '__proto__', 'constructor');
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const wish = fc.option(
    fc.record({ essential: fc.boolean(), value, values: fc.array(value), other: fc.jsonValue() }, { requiredKeys: [] }),
  );
  const wishes = fc.dictionary(name, wish);

  it('keeps the well-formed and allowed claims, and no others', () => {
    fc.assert(
      fc.property(fc.record({ userinfo: wishes, id_token: wishes }, { requiredKeys: [] }), (claims) => {
        const text = JSON.stringify(claims);
        if (text.length > 4096 || text.includes('\\u0000')) return;
        const kept = read(text) ?? {};
        for (const [place, asked] of Object.entries(kept)) {
          for (const [claim, wanted] of Object.entries(asked ?? {})) {
            expect(['name', 'email', 'acr', 'sub']).toContain(claim);
            const { other: _, ...given } = claims[place as 'userinfo']?.[claim] ?? {};
            expect(wanted ?? {}).toEqual(given);
          }
        }
        const reachable = [claims.userinfo, claims.id_token].flatMap((asked) =>
          Object.keys(asked ?? {}).filter((claim) => ['name', 'email', 'acr', 'sub'].includes(claim)),
        );
        expect([kept.userinfo, kept.id_token].flatMap((asked) => Object.keys(asked ?? {}))).toEqual(reachable);
      }),
    );
  });

  it('fails with no error but invalid_request, for any input', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((any) => JSON.stringify({ userinfo: any })),
        ),
        (text) => {
          try {
            const kept = read(text);
            expect(JSON.stringify(kept ?? null)).not.toMatch(/\\u0000|\\ud[89a-f]/);
          } catch (error) {
            expect(error).toBeInstanceOf(OAuthError);
            expect((error as OAuthError).error).toBe('invalid_request');
          }
        },
      ),
    );
  });
});
