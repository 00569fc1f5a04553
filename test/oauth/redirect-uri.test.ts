import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRegisteredRedirectUri } from '../../src/oauth/redirect-uri.ts';

const REGISTERED = [
  'https://app.example.com/callback',
  'https://app.example.com/cb?tenant=1',
  'http://127.0.0.1/callback',
  'http://127.0.0.1:3000/other',
  'http://[::1]/callback',
  'http://localhost:8080/callback',
  'com.example.app:/callback',
];

/** URIs that resemble the registered ones: their parts, shuffled and repeated, with what attackers put between. */
const part = fc.constantFrom(
  ...['http://', 'https://', 'HTTP://', 'com.example.app:', '//', 'app.example.com', '127.0.0.1', '[::1]', 'localhost'],
  ...[
    'evil.example',
    ':3000',
    ':8080',
    ':',
    ':99999',
    ':0',
    '@',
    '#',
    '?',
    '\\',
    '%2F',
    '/',
    '/callback',
    '/other',
    '/cb',
  ],
  ...['?tenant=1', '\r\n', '\0', ' ', '.', '..', 'user:pass@'],
);
const lookalike = fc.oneof(
  fc.array(part, { maxLength: 7 }).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom(...REGISTERED), part).map(([uri, more]) => uri + more),
  fc.tuple(part, fc.constantFrom(...REGISTERED)).map(([more, uri]) => more + uri),
  fc.constantFrom(...REGISTERED),
  fc.webUrl(),
);

/** Where a browser would really go. */
function targetOf(uri: string) {
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(uri);
  return { protocol, hostname, pathname, search, hash, username, password };
}

const LOOPBACK_HOSTS = ['127.0.0.1', '[::1]'];

describe('redirect URIs (RFC 9700 section 2.1, RFC 8252 section 7.3)', () => {
  it('every registered one is accepted', () => {
    for (const uri of REGISTERED) expect(isRegisteredRedirectUri(REGISTERED, uri)).toBe(true);
  });

  it('whatever is accepted leads where a registered one leads, but for the port of a loopback address', () => {
    fc.assert(
      fc.property(lookalike, (uri) => {
        fc.pre(isRegisteredRedirectUri(REGISTERED, uri));
        const target = targetOf(uri);
        const same = REGISTERED.filter((registered) => JSON.stringify(targetOf(registered)) === JSON.stringify(target));
        expect(same).not.toEqual([]);
        if (!LOOPBACK_HOSTS.includes(target.hostname)) expect(REGISTERED).toContain(uri);
      }),
      { numRuns: 1000 },
    );
  });

  it('nothing is accepted when nothing is registered', () => {
    fc.assert(
      fc.property(lookalike, (uri) => {
        expect(isRegisteredRedirectUri([], uri)).toBe(false);
      }),
    );
  });

  it('a loopback address is accepted with every port there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), (port) => {
        expect(isRegisteredRedirectUri(REGISTERED, `http://127.0.0.1:${port}/callback`)).toBe(true);
        expect(isRegisteredRedirectUri(REGISTERED, `http://[::1]:${port}/callback`)).toBe(true);
        expect(isRegisteredRedirectUri(REGISTERED, `http://localhost:${port}/callback`)).toBe(port === 8080);
        expect(isRegisteredRedirectUri(REGISTERED, `https://app.example.com:${port}/callback`)).toBe(false);
      }),
    );
  });
});
