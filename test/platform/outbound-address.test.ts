import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchOutside } from '../../src/platform/network/outbound.ts';
import { addressFault } from '../../src/platform/network/outbound-address.ts';
import fc from '../support/property.ts';

const PUBLIC = 'Only public hosts are allowed';
const HTTPS = 'Only https is allowed';
const CREDENTIALS = 'A user name or password in a URL is not allowed';

describe('a URL that a client chose', () => {
  it.each([
    'https://client.example.com/jwks.json',
    'https://client.example.com:8443/a?b=c#d',
    'https://CLIENT.EXAMPLE.COM',
    'https://client.example.com./',
    'https://xn--bcher-kva.example/',
    'https://1.1.1.1/',
    'https://172.32.0.1/',
    'https://100.128.0.1/',
    'https://[2606:4700:4700::1111]/',
    'https://internal.example.com/',
    'https://localhost.example.com/',
    'https://10.example.com/',
  ])('%s leads to a public host', (url) => {
    expect(addressFault(url)).toBeNull();
  });

  it.each([
    ['nothing', '', 'Not a URL'],
    ['a path', '/jwks', 'Not a URL'],
    ['no host', 'https://', 'Not a URL'],
    ['plain http', 'http://client.example.com/', HTTPS],
    ['another scheme', 'ftp://client.example.com/', HTTPS],
    ['a file', 'file:///etc/passwd', HTTPS],
    ['data', 'data:application/json,{}', HTTPS],
    ['a user name', 'https://user@client.example.com/', CREDENTIALS],
    ['a password', 'https://:secret@client.example.com/', CREDENTIALS],
    ['a host in place of a user name', 'https://client.example.com@127.0.0.1/', CREDENTIALS],
    ['the loopback address', 'https://127.0.0.1/', PUBLIC],
    ['another of them', 'https://127.255.255.254/', PUBLIC],
    ['it in short', 'https://127.1/', PUBLIC],
    ['it as one number', 'https://2130706433/', PUBLIC],
    ['it in octal', 'https://0177.0.0.1/', PUBLIC],
    ['it in hexadecimal', 'https://0x7f.0x0.0x0.0x1/', PUBLIC],
    ['it as one hexadecimal number', 'https://0x7f000001/', PUBLIC],
    ['it in wide digits', 'https://１２７.０.０.１/', PUBLIC],
    ['it with ideographic dots', 'https://127。0。0。1/', PUBLIC],
    ['it with a dot at its end', 'https://127.0.0.1./', PUBLIC],
    ['it percent-encoded', 'https://%31%32%37.0.0.1/', PUBLIC],
    ['any address of this machine', 'https://0.0.0.0/', PUBLIC],
    ['it as zero', 'https://0/', PUBLIC],
    ['private 10', 'https://10.1.2.3/', PUBLIC],
    ['private 172.16', 'https://172.16.0.1/', PUBLIC],
    ['the end of private 172.16', 'https://172.31.255.255/', PUBLIC],
    ['private 192.168', 'https://192.168.1.1/', PUBLIC],
    ['shared (CGNAT)', 'https://100.64.0.1/', PUBLIC],
    ['Alibaba metadata', 'https://100.100.100.200/', PUBLIC],
    ['link-local, cloud metadata', 'https://169.254.169.254/latest/meta-data/', PUBLIC],
    ['Oracle metadata', 'https://192.0.0.192/', PUBLIC],
    ['Azure machine services', 'https://168.63.129.16/', PUBLIC],
    ['benchmarking', 'https://198.19.0.1/', PUBLIC],
    ['documentation', 'https://203.0.113.1/', PUBLIC],
    ['multicast', 'https://224.0.0.1/', PUBLIC],
    ['reserved', 'https://240.0.0.1/', PUBLIC],
    ['broadcast', 'https://255.255.255.255/', PUBLIC],
    ['IPv6 loopback', 'https://[::1]/', PUBLIC],
    ['IPv6 loopback, written out', 'https://[0:0:0:0:0:0:0:1]/', PUBLIC],
    ['IPv6 unspecified', 'https://[::]/', PUBLIC],
    ['IPv4 in IPv6', 'https://[::ffff:127.0.0.1]/', PUBLIC],
    ['IPv4 in IPv6, in hexadecimal', 'https://[::ffff:7f00:1]/', PUBLIC],
    ['IPv4 in IPv6, the old way', 'https://[::127.0.0.1]/', PUBLIC],
    ['NAT64', 'https://[64:ff9b::7f00:1]/', PUBLIC],
    ['6to4', 'https://[2002:7f00:1::]/', PUBLIC],
    ['Teredo', 'https://[2001:0:7f00:1::]/', PUBLIC],
    ['unique local', 'https://[fd00::1]/', PUBLIC],
    ['AWS metadata', 'https://[fd00:ec2::254]/', PUBLIC],
    ['IPv6 link-local', 'https://[fe80::1]/', PUBLIC],
    ['IPv6 site-local', 'https://[fec0::1]/', PUBLIC],
    ['IPv6 multicast', 'https://[ff02::1]/', PUBLIC],
    ['IPv6 documentation', 'https://[2001:db8::1]/', PUBLIC],
    ['IPv6 documentation, the new one', 'https://[3fff:fff::1]/', PUBLIC],
    ['localhost', 'https://localhost/', PUBLIC],
    ['localhost in capitals', 'https://LOCALHOST/', PUBLIC],
    ['localhost with a dot', 'https://localhost./', PUBLIC],
    ['a name below localhost', 'https://a.localhost/', PUBLIC],
    ['a single label', 'https://database/', PUBLIC],
    ['a single label with a dot', 'https://database./', PUBLIC],
    ['mDNS', 'https://printer.local/', PUBLIC],
    ['mDNS with a dot', 'https://printer.local./', PUBLIC],
    ['Google metadata', 'https://metadata.google.internal/', PUBLIC],
    ['a home network', 'https://router.home.arpa/', PUBLIC],
    ['localdomain', 'https://localhost.localdomain/', PUBLIC],
  ])('%s: %s is refused', async (_what, url, fault) => {
    expect(addressFault(url)).toBe(fault);
    await expect(fetchOutside(url, { method: 'GET', timeout: 100 })).rejects.toThrow();
  });

  it.each(['http://127.0.0.1:8080/', 'https://localhost:8443/', 'http://[::1]/', 'http://a.localhost/'])(
    '%s may be allowed for development',
    (url) => {
      expect(addressFault(url, { loopback: true })).toBeNull();
      expect(addressFault(url)).not.toBeNull();
    },
  );

  it.each([
    'http://client.example.com/',
    'https://10.0.0.1/',
    'http://192.168.0.1/',
    'https://database/',
    'ftp://localhost/',
  ])('which allows nothing else: %s', (url) => {
    expect(addressFault(url, { loopback: true })).not.toBeNull();
  });
});

describe('every spelling of an address', () => {
  const byte = fc.nat(255);

  it('a private IPv4 address is refused as bytes, as one number, in octal or hexadecimal, and within IPv6', () => {
    const spellings = [
      (a: number, b: number, c: number, d: number) => `${a}.${b}.${c}.${d}`,
      (a: number, b: number, c: number, d: number) => String(((a * 256 + b) * 256 + c) * 256 + d),
      (a: number, b: number, c: number, d: number) => `0x${(((a * 256 + b) * 256 + c) * 256 + d).toString(16)}`,
      (a: number, b: number, c: number, d: number) => [a, b, c, d].map((part) => `0${part.toString(8)}`).join('.'),
      (a: number, b: number, c: number, d: number) => `${a}.${(b * 256 + c) * 256 + d}`,
      (a: number, b: number, c: number, d: number) => `[::ffff:${a}.${b}.${c}.${d}]`,
      (a: number, b: number, c: number, d: number) => `[64:ff9b::${a}.${b}.${c}.${d}]`,
    ];
    const prefix = fc.constantFrom<readonly number[]>([10], [127], [192, 168], [169, 254], [172, 20], [0]);
    fc.assert(
      fc.property(prefix, byte, byte, byte, fc.constantFrom(...spellings), (start, x, y, z, spell) => {
        const [a = 0, b = 0, c = 0, d = 0] = [...start, x, y, z];
        expect(addressFault(`https://${spell(a, b, c, d)}/`)).toBe(PUBLIC);
      }),
    );
  });

  it('an IPv6 address outside of 2000::/3 is refused', () => {
    const group = fc.nat(0xffff);
    fc.assert(
      fc.property(group, fc.array(group, { minLength: 7, maxLength: 7 }), (first, others) => {
        fc.pre(first < 0x2000 || first > 0x3fff);
        const address = [first, ...others].map((part) => part.toString(16)).join(':');
        expect(addressFault(`https://[${address}]/`)).toBe(PUBLIC);
      }),
    );
  });

  it('any text gets an answer, and an allowed one is https with a dot or a colon in its host', () => {
    const texts = fc.oneof(
      fc.webUrl({ withQueryParameters: true }),
      fc.string(),
      fc.string().map((text) => `https://${text}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        if (addressFault(text) !== null) return;
        const url = new URL(text);
        expect(url.protocol).toBe('https:');
        expect(url.hostname).toMatch(/[.:]/);
      }),
    );
  });
});

describe('an outbound request', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is not sent to a refused address; a server that the operator configured may be in a private network', async () => {
    const fetched = vi.fn(async () => new Response('{}'));
    vi.stubGlobal('fetch', fetched);
    const request = { method: 'GET', timeout: 100 } as const;
    await expect(fetchOutside('https://10.0.0.1/', request)).rejects.toThrow(PUBLIC);
    await expect(fetchOutside('http://client.example.com/', request)).rejects.toThrow(HTTPS);
    expect(fetched).not.toHaveBeenCalled();
    await fetchOutside('https://10.0.0.1/', { ...request, configured: true });
    await expect(fetchOutside('http://10.0.0.1/', { ...request, configured: true })).rejects.toThrow(HTTPS);
    await fetchOutside('https://client.example.com/', request);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('is not redirected', async () => {
    const fetched = vi.fn(async (_url: string, _init: RequestInit) => new Response(null, { status: 302 }));
    vi.stubGlobal('fetch', fetched);
    const answer = await fetchOutside('https://client.example.com/', { method: 'GET', timeout: 100 });
    expect(answer.status).toBe(302);
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({ redirect: 'manual', signal: expect.any(AbortSignal) });
  });
});
