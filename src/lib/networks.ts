/** The part of an IP address that one party controls, and networks in CIDR notation (RFC 4632, RFC 4291 section 2.3). */

/** The placeholder for an address that the platform did not tell. */
const UNKNOWN_ADDRESS = '0.0.0.0';
/** An IPv6 subscriber has at least a /64, and can use a new address of it for every request. */
const IPV6_GROUPS = 4;

/** The address itself, or the /64 of an IPv6 address; null when the address is not known. */
export function networkOf(ipAddress: string | undefined): string | null {
  if (!ipAddress || ipAddress === UNKNOWN_ADDRESS) return null;
  return ipAddress.includes(':') ? ipv6Network(ipAddress.toLowerCase()) : ipAddress;
}

function ipv6Network(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const gap =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = [...before, ...gap, ...after].slice(0, IPV6_GROUPS);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

/** IPv4 as IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2), so that both spellings of an address are the same. */
interface Network {
  bits: bigint;
  /** The number of leading bits that all addresses of the network share. */
  length: number;
}

const ADDRESS_BITS = 128;
const IPV4_MAPPED = 0xffffn << 32n;
const IPV4_OFFSET = 96;

/** Whether the text is an address, or a network in CIDR notation without bits of a host. */
export function isNetwork(text: string): boolean {
  const network = parseNetwork(text);
  return network !== null && (network.bits & hostMask(network)) === 0n;
}

/** Whether the address belongs to one of the networks. An address that is not known belongs to none. */
export function isInNetworks(ipAddress: string, networks: readonly string[]): boolean {
  const address = ipAddress === UNKNOWN_ADDRESS ? null : parseAddress(ipAddress);
  if (address === null) return false;
  return networks.some((text) => {
    const network = parseNetwork(text);
    return network !== null && (address | hostMask(network)) === (network.bits | hostMask(network));
  });
}

function hostMask({ length }: Network): bigint {
  return (1n << BigInt(ADDRESS_BITS - length)) - 1n;
}

function parseNetwork(text: string): Network | null {
  const [, address = '', prefix] = /^([\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const bits = parseAddress(address);
  if (bits === null) return null;
  const offset = address.includes(':') ? 0 : IPV4_OFFSET;
  const length = prefix === undefined ? ADDRESS_BITS : offset + Number(prefix);
  return length > ADDRESS_BITS ? null : { bits, length };
}

function parseAddress(text: string): bigint | null {
  if (!text.includes(':')) {
    const bits = parseIpv4(text);
    return bits === null ? null : IPV4_MAPPED | bits;
  }
  return parseIpv6(text);
}

function parseIpv4(text: string): bigint | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.some((byte) => byte > 255) ? null : bytes.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
}

function parseIpv6(text: string): bigint | null {
  const groups = groupsOf(withoutIpv4(text));
  if (groups === null) return null;
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

/** The last two groups may be written as an IPv4 address. */
function withoutIpv4(text: string): string {
  const [, head, tail = ''] = /^(.*:)([\d.]+)$/.exec(text) ?? [];
  const bits = head === undefined ? null : parseIpv4(tail);
  return bits === null ? text : `${head}${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
}

/** The eight groups; null for a text that is no address. */
function groupsOf(text: string): string[] | null {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return null;
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':'))) as [
    string[],
    string[],
  ];
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return groups.every((group) => /^[\da-f]{1,4}$/i.test(group)) ? groups : null;
}
