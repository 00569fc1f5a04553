import { describe, expect, it } from 'vitest';
import { isRedirectTarget } from '../../../src/lib/redirect-uri.ts';
import { isRegisteredRedirectUri } from '../../../src/oauth/redirect-uri.ts';
import fc, { runsOf } from '../../support/property.ts';

const REGISTERED = [
  'https://app.example.com/callback',
  'https://app.example.com/cb?tenant=1',
  'http://127.0.0.1/callback',
  'http://127.0.0.1:3000/other',
  'http://[::1]/callback',
  'http://localhost:8080/callback',
  'com.example.app:/callback',
];

const CLIENT = { redirectUris: REGISTERED, allowLocalhostPorts: false };

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

/** Where a browser would navigate to. */
function targetOf(uri: string) {
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(uri);
  return { protocol, hostname, pathname, search, hash, username, password };
}

const LOOPBACK_HOSTS = ['127.0.0.1', '[::1]'];

describe('redirect URIs (RFC 9700 section 2.1, RFC 8252 section 7.3)', () => {
  it('every registered one is accepted', () => {
    for (const uri of REGISTERED) expect(isRegisteredRedirectUri(CLIENT, uri)).toBe(true);
  });

  it('every accepted URI has the target of a registered one, except the port of a loopback address', () => {
    fc.assert(
      fc.property(lookalike, (uri) => {
        fc.pre(isRegisteredRedirectUri(CLIENT, uri));
        const target = targetOf(uri);
        const same = REGISTERED.filter((registered) => JSON.stringify(targetOf(registered)) === JSON.stringify(target));
        expect(same).not.toEqual([]);
        if (!LOOPBACK_HOSTS.includes(target.hostname)) expect(REGISTERED).toContain(uri);
      }),
      { numRuns: runsOf(1000) },
    );
  });

  it('nothing is accepted when nothing is registered', () => {
    fc.assert(
      fc.property(lookalike, (uri) => {
        expect(isRegisteredRedirectUri({ redirectUris: [], allowLocalhostPorts: true }, uri)).toBe(false);
      }),
    );
  });

  it('a loopback address is accepted with every port there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), (port) => {
        expect(isRegisteredRedirectUri(CLIENT, `http://127.0.0.1:${port}/callback`)).toBe(true);
        expect(isRegisteredRedirectUri(CLIENT, `http://[::1]:${port}/callback`)).toBe(true);
        expect(isRegisteredRedirectUri(CLIENT, `http://localhost:${port}/callback`)).toBe(port === 8080);
        expect(isRegisteredRedirectUri(CLIENT, `https://app.example.com:${port}/callback`)).toBe(false);
      }),
    );
  });

  it('the name localhost counts as a loopback address only for a client that is registered so, by http alone', () => {
    const lax = { ...CLIENT, allowLocalhostPorts: true };
    const isAccepted = (uri: string) => isRegisteredRedirectUri(lax, uri);
    for (const port of ['', ':1', ':8080', ':51004', ':65535']) {
      expect(isAccepted(`http://localhost${port}/callback`)).toBe(true);
      expect(isAccepted(`http://127.0.0.1${port}/callback`)).toBe(true);
      expect(isAccepted(`https://localhost${port}/callback`)).toBe(false);
      expect(isAccepted(`http://localhost${port}/other`)).toBe(false);
      expect(isAccepted(`http://localhost${port}/callback?more`)).toBe(false);
      expect(isAccepted(`http://localhost.evil.example${port}/callback`)).toBe(false);
      expect(isAccepted(`http://evil.localhost${port}/callback`)).toBe(false);
      expect(isAccepted(`http://localhost${port}@evil.example/callback`)).toBe(false);
    }
    // One address is not registered by another's name.
    const other = { redirectUris: ['http://127.0.0.1/only'], allowLocalhostPorts: true };
    expect(isRegisteredRedirectUri(other, 'http://localhost:3000/only')).toBe(false);
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)//https://app.example.com/callback',
    'java\tscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'blob:https://app.example.com/1',
    'file:///etc/passwd',
    'vbscript:msgbox(1)',
    '//evil.example/callback',
    '/callback',
    'callback',
    '',
    'https://app.example.com/call back',
    'https://app.example.com/\n',
  ])('%j is nowhere that a browser is sent to, registered or not', (uri) => {
    expect(isRedirectTarget(uri)).toBe(false);
    expect(isRegisteredRedirectUri({ redirectUris: [uri], allowLocalhostPorts: true }, uri)).toBe(false);
  });

  it.each([
    'https://app.example.com/cb',
    'http://localhost/cb',
    'com.example.app:/cb',
    'myapp://callback',
    'cursor://x',
  ])('%s is, once it is registered', (uri) => {
    expect(isRedirectTarget(uri)).toBe(true);
    expect(isRegisteredRedirectUri({ redirectUris: [uri], allowLocalhostPorts: false }, uri)).toBe(true);
  });
});
