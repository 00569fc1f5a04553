/**
 * A software authenticator (WebAuthn Level 3 section 6) with keys in memory, whose flags and counter a test can set.
 */
import { encode } from 'cborg';
import { concat, fromBase64Url, toBase64Url, utf8 } from '../../src/lib/bytes.ts';
import { ISSUER } from './issuer.ts';

interface CreationOptions {
  challenge: string;
  rp: { id?: string; name: string };
  user: { id: string };
}

interface RequestOptions {
  challenge: string;
  rpId?: string;
  allowCredentials?: { id: string }[];
}

/** Deviations of an authenticator, or of an attacker. */
export interface Deviation {
  origin?: string;
  rpId?: string;
  type?: string;
  challenge?: string;
  userVerified?: boolean;
  counter?: number;
  userHandle?: string;
}

interface Credential {
  id: string;
  userHandle: string;
  keys: CryptoKeyPair;
  counter: number;
}

export interface Authenticator {
  create(options: CreationOptions, deviation?: Deviation): Promise<Record<string, unknown>>;
  get(options: RequestOptions, deviation?: Deviation): Promise<Record<string, unknown>>;
  credentials: Credential[];
}

const FLAGS = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 };

/** @param synced a passkey that its platform copies between devices, or one that stays where it is */
export function createAuthenticator({ synced = false } = {}): Authenticator {
  const credentials: Credential[] = [];
  return {
    credentials,
    create: async (options, deviation = {}) => {
      const keys = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
        'sign',
        'verify',
      ])) as CryptoKeyPair;
      const id = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
      credentials.push({ id, userHandle: options.user.id, keys, counter: 0 });
      const data = await authenticatorData({ synced, deviation, counter: 0, attested: { id, keys } });
      const clientData = clientDataOf('webauthn.create', options.challenge, deviation);
      const attestationObject = encode(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', data],
        ]),
      );
      return response(id, {
        clientDataJSON: toBase64Url(clientData),
        attestationObject: toBase64Url(attestationObject),
        transports: ['internal'],
      });
    },
    get: async (options, deviation = {}) => {
      const allowed = options.allowCredentials?.map(({ id }) => id);
      const credential = credentials.find(({ id }) => !allowed?.length || allowed.includes(id)) ?? credentials[0];
      if (!credential) throw new Error('The authenticator holds no credential');
      credential.counter++;
      const data = await authenticatorData({ synced, deviation, counter: deviation.counter ?? credential.counter });
      const clientData = clientDataOf('webauthn.get', options.challenge, deviation);
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', clientData));
      const signature = await sign(credential.keys.privateKey, concat(data, hash));
      return response(credential.id, {
        clientDataJSON: toBase64Url(clientData),
        authenticatorData: toBase64Url(data),
        signature: toBase64Url(signature),
        userHandle: deviation.userHandle ?? credential.userHandle,
      });
    },
  };
}

function response(id: string, parts: Record<string, unknown>) {
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: parts };
}

function clientDataOf(type: string, challenge: string, deviation: Deviation) {
  const { origin = ISSUER } = deviation;
  return utf8(
    JSON.stringify({
      type: deviation.type ?? type,
      challenge: deviation.challenge ?? challenge,
      origin,
      crossOrigin: false,
    }),
  );
}

interface DataParts {
  synced: boolean;
  deviation: Deviation;
  counter: number;
  attested?: { id: string; keys: CryptoKeyPair };
}

/** Section 6.1: rpIdHash ‖ flags ‖ signCount ‖ attestedCredentialData. */
async function authenticatorData({ synced, deviation, counter, attested }: DataParts) {
  const rpId = deviation.rpId ?? new URL(ISSUER).hostname;
  const flags =
    FLAGS.userPresent |
    (deviation.userVerified === false ? 0 : FLAGS.userVerified) |
    (synced ? FLAGS.backupEligible | FLAGS.backedUp : 0) |
    (attested ? FLAGS.attested : 0);
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, counter);
  const rpIdHash = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(rpId)));
  const head = concat(rpIdHash, new Uint8Array([flags]), count);
  return attested ? concat(head, await attestedData(attested)) : head;
}

async function attestedData({ id, keys }: { id: string; keys: CryptoKeyPair }) {
  const jwk = (await crypto.subtle.exportKey('jwk', keys.publicKey)) as JsonWebKey;
  // RFC 9053 section 7.1.1: EC2, ES256, P-256.
  const cose = encode(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, fromBase64Url(jwk.x ?? '')],
      [-3, fromBase64Url(jwk.y ?? '')],
    ]),
  );
  const credentialId = fromBase64Url(id);
  const length = new Uint8Array(2);
  new DataView(length.buffer).setUint16(0, credentialId.length);
  return concat(new Uint8Array(16), length, credentialId, cose);
}

/** WebCrypto signs as r ‖ s; section 6.5.5 requires ASN.1 DER. */
async function sign(key: CryptoKey, message: Uint8Array<ArrayBuffer>) {
  const raw = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, message));
  const integers = concat(derInteger(raw.subarray(0, 32)), derInteger(raw.subarray(32)));
  return concat(new Uint8Array([0x30, integers.length]), integers);
}

function derInteger(bytes: Uint8Array) {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const trimmed = bytes.subarray(start);
  const value = (trimmed[0] ?? 0) & 0x80 ? concat(new Uint8Array([0]), trimmed) : trimmed;
  return concat(new Uint8Array([0x02, value.length]), value);
}
