import { beforeAll, describe, expect, it } from 'vitest';
import { claimsFault, refusedFrom } from '../../../src/oauth/client-auth/assertion-claims.ts';
import { postForm } from '../../support/app.ts';
import { createKeyClient, createKeyPair, type KeyPair, makeAssertion, presenting } from '../../support/assertions.ts';
import { createOrganisation, type TestClient } from '../../support/organisation.ts';
import fc, { runsOf } from '../../support/property.ts';

const NOW = 1_800_000_000;
const EXPECTED = {
  clientId: 'the-client',
  issuer: 'https://id.example.com',
  tokenEndpoint: 'https://id.example.com/oauth2/token' as string | null,
  now: NOW,
};
const GOOD = { iss: 'the-client', sub: 'the-client', aud: EXPECTED.issuer, exp: NOW + 60, iat: NOW, jti: 'once' };

function faultOf(claims: Record<string, unknown>, header: { typ?: unknown } = {}, expected = EXPECTED): string | null {
  return claimsFault({ header, claims }, expected);
}

const times = fc.oneof(fc.integer({ min: NOW - 10_000, max: NOW + 10_000 }), fc.double());

describe('the claims of an assertion, with generated values (RFC 7523 section 3)', () => {
  it('a valid one is accepted', () => {
    expect(faultOf(GOOD)).toBeNull();
  });

  it.each(['iss', 'sub', 'aud', 'jti'])('%s: any other JSON value is a fault', (name) => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const isGood = name === 'jti' ? typeof value === 'string' && value !== '' : false;
        expect(faultOf({ ...GOOD, [name]: value }) === null).toBe(isGood);
      }),
    );
  });

  it('aud: by default, the issuer as a single string only', () => {
    const strict = { ...EXPECTED, tokenEndpoint: null };
    const name = fc.constantFrom(EXPECTED.issuer, EXPECTED.tokenEndpoint, 'https://other.example', null);
    fc.assert(
      fc.property(fc.oneof(name, fc.array(name, { maxLength: 3 })), (aud) => {
        expect(faultOf({ ...GOOD, aud }, {}, strict) === null).toBe(aud === EXPECTED.issuer);
      }),
    );
  });

  it('aud: one of two names, alone or alone in a list, and no other list', () => {
    const name = fc.constantFrom(EXPECTED.issuer, EXPECTED.tokenEndpoint, 'https://other.example', '');
    fc.assert(
      fc.property(fc.array(name, { maxLength: 3 }), (aud) => {
        const [only] = aud;
        const isGood = aud.length === 1 && (only === EXPECTED.issuer || only === EXPECTED.tokenEndpoint);
        expect(faultOf({ ...GOOD, aud }) === null).toBe(isGood);
      }),
    );
  });

  it('exp: within the hour that is to come, and the clocks’ difference', () => {
    fc.assert(
      fc.property(times, (exp) => {
        expect(faultOf({ ...GOOD, exp }) === null).toBe(exp > NOW - 30 && exp <= NOW + 3600);
      }),
    );
  });

  it.each(['nbf', 'iat'])('%s: not after now, but for the clocks’ difference; and a number', (name) => {
    fc.assert(
      fc.property(times, (time) => {
        const fault = faultOf({ ...GOOD, [name]: time });
        expect(fault === null).toBe(Number.isFinite(time) && time <= NOW + 30);
        // FAPI 2.0 section 5.3.2.1.
        if (time >= NOW && time <= NOW + 10) expect(fault).toBeNull();
        if (time > NOW + 60) expect(fault).not.toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        if (typeof value !== 'number') expect(faultOf({ ...GOOD, [name]: value })).not.toBeNull();
      }),
    );
  });

  it('typ: none, JWT, or the one of client assertions', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue()), (typ) => {
        const isGood = typ === 'JWT' || typ === 'client-authentication+jwt';
        expect(faultOf(GOOD, { typ }) === null).toBe(isGood);
      }),
      // What cannot be made a text.
      { examples: [[{ toString: '' }]] },
    );
  });

  it('an accepted assertion is stored until it would be refused as expired', () => {
    fc.assert(
      fc.property(fc.integer({ min: NOW - 29, max: NOW + 3600 }), (exp) => {
        const later = { ...EXPECTED, now: refusedFrom(exp).getTime() / 1000 };
        expect(claimsFault({ header: {}, claims: { ...GOOD, exp } }, later)).toBe('exp');
      }),
    );
  });
});

describe('other texts in place of an assertion', () => {
  let key: KeyPair;
  let client: TestClient;

  beforeAll(async () => {
    key = await createKeyPair('ES256');
    client = await createKeyClient((await createOrganisation()).id, [key]);
  });

  async function statusOf(assertion: string): Promise<number> {
    const response = await postForm('/oauth2/token', { grant_type: 'client_credentials', ...presenting(assertion) });
    await response.text();
    return response.status;
  }

  it('is refused, without a 500', async () => {
    const part = fc.oneof(fc.base64String(), fc.json().map(btoaOfText), fc.constant(''));
    const jwtLike = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
    const texts = fc.oneof(fc.string({ minLength: 1, maxLength: 200 }), jwtLike).filter((text) => text !== '');
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect([400, 401]).toContain(await statusOf(text));
      }),
      { numRuns: runsOf(60) },
    );
  });

  it('with one character changed is refused', async () => {
    const assertion = await makeAssertion(client, key);
    await fc.assert(
      fc.asyncProperty(fc.nat(assertion.length - 1), fc.constantFrom('A', 'z', '0', '_', '.'), async (at, by) => {
        const altered = assertion.slice(0, at) + by + assertion.slice(at + 1);
        if (altered !== assertion && !isSamePadding(altered, assertion))
          expect([400, 401]).toContain(await statusOf(altered));
      }),
      { numRuns: runsOf(60) },
    );
    expect(await statusOf(assertion)).toBe(200);
  });
});

/** The last character of a base64url text has unused bits. */
function isSamePadding(left: string, right: string): boolean {
  const bytes = (jwt: string) =>
    jwt.split('.').map((part) => [...atob(part.replaceAll('-', '+').replaceAll('_', '/'))].join());
  try {
    return bytes(left).join('.') === bytes(right).join('.');
  } catch {
    return false;
  }
}

function btoaOfText(text: string): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
