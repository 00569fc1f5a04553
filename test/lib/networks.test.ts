import { expect, test } from 'vitest';
import { isInNetworks, isNetwork, networkOf } from '../../src/lib/networks.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['0.0.0.0', null],
  [undefined, null],
])('%s is of %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  ['192.0.2.0/24', true],
  ['192.0.2.7', true],
  ['0.0.0.0/0', true],
  ['2001:db8::/32', true],
  ['2001:db8::7', true],
  ['::/0', true],
  ['::ffff:192.0.2.0/120', true],
  ['192.0.2.7/24', false],
  ['2001:db8::1/32', false],
  ['192.0.2.0/33', false],
  ['2001:db8::/129', false],
  ['192.0.2', false],
  ['192.0.2.256', false],
  ['192.0.2.0/', false],
  ['2001:db8', false],
  ['2001:db8::1::2', false],
  ['1:2:3:4:5:6:7:8:9', false],
  ['1:2:3:4:5:6::8', true],
  ['1:2:3:4:5:6:7::8', false],
  ['1:2:3:4:5:6:7:8::', false],
  [':1:2:3:4:5:6:7', false],
  ['12345::', false],
  ['localhost', false],
  ['', false],
])('%s is a network: %s', (text, expected) => {
  expect(isNetwork(text)).toBe(expected);
});

test.each([
  ['192.0.2.7', '192.0.2.0/24', true],
  ['192.0.3.7', '192.0.2.0/24', false],
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.8', '192.0.2.7', false],
  ['203.0.113.9', '0.0.0.0/0', true],
  ['2001:db8:1::9', '2001:DB8::/32', true],
  ['2001:db9::9', '2001:db8::/32', false],
  ['::ffff:192.0.2.7', '192.0.2.0/24', true],
  ['::ffff:c000:207', '192.0.2.0/24', true],
  ['2001:db8::1', '0.0.0.0/0', false],
  ['0.0.0.0', '0.0.0.0/0', false],
  ['no address', '0.0.0.0/0', false],
  ['192.0.2.7', 'no network', false],
])('%s is in %s: %s', (address, network, expected) => {
  expect(isInNetworks(address, [network])).toBe(expected);
});
