/** The part of an IP address that one party controls. */

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
