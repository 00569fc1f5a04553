/** Rules for the public keys of a client, which verify its assertions (private_key_jwt). */
import { fromBase64Url } from '../../lib/bytes.ts';
import { findUnusable } from '../../lib/text.ts';
import type { ClientRule } from './settings.ts';
import { calledFault } from './uris.ts';

/** Members of private keys (RFC 7518 sections 6.2.2, 6.3.2 and 6.4, RFC 8037 section 2). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Required members of a public key, by key type. */
const PUBLIC_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
};

/** RFC 7518 section 3.3: "A key of size 2048 bits or larger MUST be used". */
const RSA_BYTES_MIN = 256;

function keyFault(key: Record<string, unknown>): string | null {
  const kty = key?.kty;
  if (typeof kty !== 'string') return 'a key without a type is no public key';
  const members = Object.hasOwn(PUBLIC_MEMBERS, kty) ? PUBLIC_MEMBERS[kty] : undefined;
  if (!members) return `a key of the type "${kty}" is no public key`;
  if (PRIVATE_MEMBERS.some((member) => member in key)) return 'there is a private key in it: keep that to yourself';
  if (!members.every((member) => typeof key[member] === 'string')) return `a key of the type ${key.kty} is not whole`;
  if (key.kty === 'RSA' && bytesOf(String(key.n)) < RSA_BYTES_MIN) return 'RSA keys have 2048 bits or more';
  return null;
}

/** Zero when the text is not base64url. */
function bytesOf(text: string): number {
  try {
    return fromBase64Url(text).length;
  } catch {
    return 0;
  }
}

const checkKeys: ClientRule = ({ tokenEndpointAuthMethod, jwks, jwksUri }, { loopback }) => {
  const given = [jwks, jwksUri].filter((keys) => keys !== null).length;
  if (tokenEndpointAuthMethod !== 'private_key_jwt') {
    const setting = jwks === null ? 'jwksUri' : 'jwks';
    return given === 0 ? [] : [{ setting, message: 'of no use without the method private_key_jwt' }];
  }
  if (given === 0) return [{ setting: 'jwks', message: 'needed with private_key_jwt: the keys, or their address' }];
  if (given === 2) return [{ setting: 'jwksUri', message: 'not beside the keys themselves' }];
  const message = jwksUri === null ? setFault(jwks) : calledFault(jwksUri, loopback);
  return message === null ? [] : [{ setting: jwksUri === null ? 'jwks' : 'jwksUri', message }];
};

/** Path elements that an error message shows: the key, and the member of it. */
const PLACE_NAMES_MAX = 3;

function setFault(jwks: unknown): string | null {
  const unusable = findUnusable(jwks);
  if (unusable) {
    const place = unusable.path.slice(0, PLACE_NAMES_MAX).join('.').toWellFormed();
    return `${unusable.message.toLowerCase()} at ${JSON.stringify(place)}`;
  }
  const keys = (jwks as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys) || keys.length === 0) return 'a JWK set ({"keys":[…]}) with at least one key';
  return keys.map(keyFault).find((fault) => fault !== null) ?? null;
}

/** Only methods with signed assertions use the setting. */
const checkAudience: ClientRule = ({ allowEndpointAudience, tokenEndpointAuthMethod }) =>
  !allowEndpointAudience || /_jwt$/.test(tokenEndpointAuthMethod)
    ? []
    : [
        {
          setting: 'allowEndpointAudience',
          message: 'of no use without assertions (private_key_jwt, client_secret_jwt)',
        },
      ];

export const KEY_RULES: readonly ClientRule[] = [checkKeys, checkAudience];
