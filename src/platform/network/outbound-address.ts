/**
 * Checks a URL that a client or customer chose (OWASP, "Server-Side Request Forgery"): https to a public host only.
 *
 * The check is on the text, not on the address that a name resolves to: a Worker cannot resolve a name and then connect
 * to that very address. On Cloudflare no request of a Worker reaches a private network; an operator who runs workerd
 * elsewhere must block access to private networks.
 */

interface AddressOptions {
  /** Allows this machine, by plain http too: for development only. */
  loopback?: boolean;
}

/** What is wrong with the URL, as a message for its author; null when it is allowed. */
export function addressFault(text: string, { loopback = false }: AddressOptions = {}): string | null {
  if (!URL.canParse(text)) return 'Not a URL';
  const url = new URL(text);
  const host = url.hostname.replace(/\.+$/, '');
  if (url.username !== '' || url.password !== '') return 'A user name or password in a URL is not allowed';
  if (loopback && isLoopback(host) && /^https?:$/.test(url.protocol)) return null;
  if (url.protocol !== 'https:') return 'Only https is allowed';
  return isPublicHost(host) ? null : 'Only public hosts are allowed';
}

/** The URL parser has normalised every spelling of an IPv4 address (octal, hexadecimal, one number). */
const IPV4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/;

function isPublicHost(host: string): boolean {
  if (host.startsWith('[')) return isPublicIpv6(host.slice(1, -1));
  const ipv4 = IPV4.exec(host);
  return ipv4 ? isPublicIpv4(numberOf(ipv4.slice(1))) : isPublicName(host);
}

/** Names that are resolved by the local network or the machine itself (RFC 6761, 6762, 8375, ICANN `internal`). */
const LOCAL_NAMES = /(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa)$/;

function isPublicName(name: string): boolean {
  return name.includes('.') && !LOCAL_NAMES.test(name);
}

/** Not global in the IANA special-purpose registry (RFC 6890); and the metadata address of Azure. */
const SPECIAL_IPV4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4', '168.63.129.16/32'],
].map((range) => {
  const [base = '', bits] = range.split('/');
  return { base: numberOf(base.split('.')), size: 2 ** (32 - Number(bits)) };
});

function numberOf(bytes: string[]): number {
  return bytes.reduce((number, byte) => number * 256 + Number(byte), 0);
}

function isPublicIpv4(address: number): boolean {
  return !SPECIAL_IPV4.some(({ base, size }) => address >= base && address < base + size);
}

/**
 * RFC 4291 section 2.4: global addresses begin with the bits 001. Excluded are 2001::/23 (Teredo and other protocols),
 * 2001:db8::/32 and 3fff::/20 (documentation), and 2002::/16 (6to4, which contains an IPv4 address).
 */
function isPublicIpv6(address: string): boolean {
  const [first = 0, second = 0] = address.split(':').map((group) => Number.parseInt(group || '0', 16));
  if (first < 0x2000 || first > 0x3fff || first === 0x2002) return false;
  if (first === 0x2001) return second >= 0x200 && second !== 0xdb8;
  return first !== 0x3fff || second >= 0x1000;
}

function isLoopback(host: string): boolean {
  return host === '[::1]' || /^127(\.\d+){3}$/.test(host) || /(^|\.)localhost$/.test(host);
}
