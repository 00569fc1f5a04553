import * as oauth from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { expectFlights, ISSUER, send } from '../../support/app.ts';

const OAUTH = '/.well-known/oauth-authorization-server';
const OPENID = '/.well-known/openid-configuration';
const DOCUMENTS = [OAUTH, OPENID, '/oauth2/jwks.json', '/.well-known/jwks.json'];

describe('authorization server metadata (RFC 8414)', () => {
  it('is JSON where section 3 says, the same as OpenID Connect discovery, and costs no round trip', async () => {
    const response = await send(OAUTH);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=3600');
    expectFlights(response, 0);
    expect(await response.json()).toEqual(await (await send(OPENID)).json());
  });

  it.each(['oauth2', 'oidc'] as const)(
    'is found and accepted by an independent client (section 3.3): %s',
    async (algorithm) => {
      const options: object = {
        algorithm,
        [oauth.allowInsecureRequests]: true,
        [oauth.customFetch]: (url: string, init: RequestInit) => send(new URL(url).pathname, init),
      };
      const issuer = new URL(ISSUER);
      const response = await oauth.discoveryRequest(issuer, options);
      expect(await oauth.processDiscoveryResponse(issuer, response)).toMatchObject({ issuer: ISSUER });
    },
  );

  it('has nothing empty: "Claims with zero elements MUST be omitted" (section 3.2)', async () => {
    const metadata = (await (await send(OAUTH)).json()) as Record<string, unknown>;
    for (const [name, value] of Object.entries(metadata)) expect([name, value]).not.toEqual([name, []]);
    expect(Object.values(metadata)).not.toContain(null);
  });

  it('names algorithms for every method that signs, and never none (section 2)', async () => {
    const metadata = (await (await send(OAUTH)).json()) as Record<string, string[]>;
    const names = Object.keys(metadata).filter((name) => /alg_values_supported$/.test(name));
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(metadata[name]).not.toContain('none');
  });

  it('tags its languages by BCP 47', async () => {
    const { ui_locales_supported: locales } = (await (await send(OAUTH)).json()) as { ui_locales_supported: string[] };
    expect(Intl.getCanonicalLocales(locales)).toEqual(locales);
  });
});

describe.each(DOCUMENTS)('%s', (path) => {
  it('by HEAD has the headers and no body', async () => {
    const [head, get] = [await send(path, { method: 'HEAD' }), await send(path)];
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    for (const name of ['Content-Type', 'Cache-Control', 'Access-Control-Allow-Origin']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
  });

  it('has the security headers that mean something for JSON, and no X-Request-ID: caches show it to everybody', async () => {
    const framed = await send('/health');
    const response = await send(path, { headers: { 'X-Request-ID': 'request-0001' } });
    for (const name of ['X-Content-Type-Options', 'Strict-Transport-Security', 'Content-Security-Policy']) {
      expect(framed.headers.get(name)).not.toBeNull();
      expect([name, response.headers.get(name)]).toEqual([name, framed.headers.get(name)]);
    }
    expect(response.headers.get('X-Request-ID')).toBeNull();
  });

  it('is not answered by a Worker without its configuration, which says nothing about it', async () => {
    const response = await send(path, {}, { SECRET_ENCRYPTION_KEY: 'too short' });
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('too short');
  });

  it('may be read by scripts of every origin, with headers of their own, without cookies', async () => {
    const response = await send(path, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://anywhere.example',
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'mcp-protocol-version',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(response.headers.get('Access-Control-Allow-Headers')).toBe('*');
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    expectFlights(response, 0);
  });

  it.each(['POST', 'PUT', 'DELETE'])('refuses %s', async (method) => {
    const response = await send(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe('GET, HEAD');
  });
});
