import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { type Bytes, concat, fromBase64, toBase64, utf8 } from '../../src/lib/bytes.ts';
import { contextOf, SEALED_COLUMNS, type SealContext } from '../../src/platform/keys/sealed-columns.ts';
import { createSecretBox, SEALINGS, type SecretBox } from '../../src/platform/keys/secret-box.ts';
import fc from '../support/property.ts';

const newKey = () => toBase64(crypto.getRandomValues(new Uint8Array(32)));
const KEY = newKey();
const box = createSecretBox(KEY);
const former = createSecretBox(KEY, 'former');
const strict = createSecretBox(KEY, 'bound-only');

const TRANSIENT: SealContext[] = [{ purpose: 'authorization_request' }, { purpose: 'logout_request' }];
/** One context for each column, and those without a row. */
const CONTEXTS = [...SEALED_COLUMNS.map((column) => contextOf(column, newRow())), ...TRANSIENT];
const TOTP: SealContext = { purpose: 'mfa.totp', id: crypto.randomUUID(), ownerId: crypto.randomUUID() };

function newRow() {
  return { id: crypto.randomUUID(), ownerId: crypto.randomUUID() };
}

const opening = async (by: SecretBox, envelope: string, context: SealContext) => by.open(envelope, context);

/** Decrypts iv ‖ tag ‖ ciphertext without using the code under test. */
async function decrypt(rawKey: Uint8Array, content: string, additionalData: string): Promise<string> {
  const bytes = fromBase64(content);
  const key = await crypto.subtle.importKey('raw', rawKey as Bytes, 'AES-GCM', false, ['decrypt']);
  const parameters = { name: 'AES-GCM', iv: bytes.slice(0, 12), additionalData: utf8(additionalData) };
  const ciphertext = concat(bytes.subarray(28), bytes.subarray(12, 28));
  return new TextDecoder().decode(await crypto.subtle.decrypt(parameters, key, ciphertext));
}

describe('sealed secrets', () => {
  it('open to the plaintext in their own context', async () => {
    const forms = fc.constantFrom(box, former);
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(...CONTEXTS),
        forms,
        async (secret, context, by) => {
          expect(await box.open(await by.seal(secret, context), context)).toBe(secret);
        },
      ),
    );
  });

  it('differ each time and do not contain the plaintext', async () => {
    const [first, second] = [await box.seal('the secret', TOTP), await box.seal('the secret', TOTP)];
    expect(first).not.toBe(second);
    expect(first).toMatch(/^d1:[A-Za-z0-9+/]+=*$/);
  });

  it.each(CONTEXTS.map((context) => [context.purpose, context] as const))(
    'do not open for another purpose: %s',
    async (_purpose, context) => {
      for (const by of [box, former]) {
        const sealed = await by.seal('the secret', context);
        for (const other of CONTEXTS.filter(({ purpose }) => purpose !== context.purpose)) {
          // The same row, as far as it has one.
          await expect(opening(box, sealed, { ...context, ...other } as SealContext)).rejects.toThrow();
          await expect(
            opening(box, sealed, { ...other, ...context, purpose: other.purpose } as SealContext),
          ).rejects.toThrow();
        }
      }
    },
  );

  it.each(SEALED_COLUMNS.map((column) => [column.table, column] as const))(
    'do not open in another row of %s',
    async (_table, column) => {
      const row = newRow();
      const sealed = await box.seal('the secret', contextOf(column, row));
      await expect(opening(box, sealed, contextOf(column, newRow()))).rejects.toThrow();
      await expect(opening(box, sealed, contextOf(column, { ...row, id: crypto.randomUUID() }))).rejects.toThrow();
      // The same row, with another owner.
      const given = opening(box, sealed, contextOf(column, { ...row, ownerId: crypto.randomUUID() }));
      if (column.owner === null) expect(await given).toBe('the secret');
      else await expect(given).rejects.toThrow();
    },
  );

  it.each(['', 'undefined', 'a row', `${crypto.randomUUID()} `])(
    'are not sealed for what is no row: %j',
    async (id) => {
      await expect((async () => box.seal('the secret', { ...TOTP, id } as SealContext))()).rejects.toThrow('mfa.totp');
      const ownerless = { ...TOTP, ownerId: id } as SealContext;
      await expect((async () => box.seal('the secret', ownerless))()).rejects.toThrow('mfa.totp');
    },
  );

  it('do not open when any byte was altered', async () => {
    for (const by of [box, former]) {
      const [prefix = '', content = ''] = (await by.seal('the secret', TOTP)).split(':');
      const bytes = fromBase64(content);
      for (let index = 0; index < bytes.length; index++) {
        const altered = Uint8Array.from(bytes);
        altered[index] = (altered[index] ?? 0) ^ 1;
        await expect(opening(box, `${prefix}:${toBase64(altered)}`, TOTP)).rejects.toThrow();
      }
    }
  });
});

describe('keys of purposes', () => {
  it.each(CONTEXTS.map((context) => [context.purpose, context] as const))(
    'are derived by HKDF-SHA-256, and the row is authenticated: %s',
    async (purpose, context) => {
      const [, content = ''] = (await box.seal('the secret', context)).split(':');
      const derived = hkdf(sha256, fromBase64(KEY), undefined, utf8(`cerberus seal ${purpose}`), 32);
      expect(await decrypt(derived, content, Object.values(context).join(' '))).toBe('the secret');
    },
  );

  it('are the same in every release (known answer)', async () => {
    const ownKey = toBase64(new Uint8Array(32).map((_, index) => index));
    const row = { id: '01900000-0000-7000-8000-000000000001', ownerId: '01900000-0000-7000-8000-000000000002' };
    const sealed = 'd1:ZGVmZ2hpamtsbW5vDmTw4UfdegsTQZ8FwKKHrU1GfJPoThDDqQbnlbOs3dI=';
    expect(await createSecretBox(ownKey).open(sealed, { purpose: 'mfa.totp', ...row })).toBe('JBSWY3DPEHPK3PXP');
  });
});

describe('the former form', () => {
  it('is sealed as earlier releases seal, so that they can open it', async () => {
    for (const context of CONTEXTS) {
      const sealed = await former.seal('the secret', context);
      expect(sealed).toMatch(/^v1:/);
      expect(await decrypt(fromBase64(KEY), sealed.slice(3), context.purpose)).toBe('the secret');
    }
  });

  it('opens like the bound form, unless it is refused', async () => {
    const [old, bound] = [await former.seal('the secret', TOTP), await box.seal('the secret', TOTP)];
    for (const by of [former, box]) {
      expect(await by.open(old, TOTP)).toBe('the secret');
      expect(await by.open(bound, TOTP)).toBe('the secret');
    }
    expect(await strict.open(bound, TOTP)).toBe('the secret');
    await expect(opening(strict, old, TOTP)).rejects.toThrow('SECRET_SEALING');
    expect(await box.open(await strict.seal('the secret', TOTP), TOTP)).toBe('the secret');
  });

  it('cannot be changed to the other form by replacing its letter', async () => {
    const [old, bound] = [await former.seal('the secret', TOTP), await box.seal('the secret', TOTP)];
    await expect(opening(box, old.replace('v', 'd'), TOTP)).rejects.toThrow();
    await expect(opening(box, bound.replace('d', 'v'), TOTP)).rejects.toThrow();
  });

  it.each(SEALINGS)('has a prefix of its own: %s', async (sealing) => {
    const by = createSecretBox(`7:${newKey()}`, sealing);
    expect(by.prefix).toBe(sealing === 'former' ? 'v7:' : 'd7:');
    expect((await by.seal('the secret', TOTP)).startsWith(by.prefix)).toBe(true);
  });
});

describe('keys of sealed secrets', () => {
  it('can be replaced: the new one seals, the old one still opens', async () => {
    for (const by of [box, former]) {
      const old = await by.seal('the secret', TOTP);
      const rotated = createSecretBox(`2:${newKey()},1:${KEY}`);
      expect(await rotated.open(old, TOTP)).toBe('the secret');
      const fresh = await rotated.seal('the secret', TOTP);
      expect(fresh).toMatch(/^d2:/);
      expect(await rotated.open(fresh, TOTP)).toBe('the secret');
    }
  });

  it('that were removed open nothing', async () => {
    const old = await box.seal('the secret', TOTP);
    await expect(opening(createSecretBox(`2:${newKey()}`), old, TOTP)).rejects.toThrow('no key of version 1');
  });

  it('of the same version but another value open nothing', async () => {
    for (const by of [box, former]) {
      await expect(opening(createSecretBox(newKey()), await by.seal('the secret', TOTP), TOTP)).rejects.toThrow();
    }
  });

  it.each([
    ['nothing', ''],
    ['no base64', 'short'],
    ['31 bytes', toBase64(new Uint8Array(31))],
    ['33 bytes', toBase64(new Uint8Array(33))],
    ['a good one and a bad one', `1:${KEY},2:short`],
    ['two without a comma', `${KEY} ${KEY}`],
  ])('are refused in one sentence unless they are 32 bytes of base64: %s', (_what, configuration) => {
    expect(() => createSecretBox(configuration)).toThrow('SECRET_ENCRYPTION_KEY');
  });
});

describe('message authentication codes', () => {
  it('are the same for the same message and purpose only', async () => {
    const mac = await box.mac('message', 'a');
    expect(mac).toMatch(/^[\w-]{43}$/);
    expect(await box.mac('message', 'a')).toBe(mac);
    expect(await box.mac('message', 'b')).not.toBe(mac);
    expect(await box.mac('other', 'a')).not.toBe(mac);
    expect(await createSecretBox(newKey()).mac('message', 'a')).not.toBe(mac);
  });

  it('can be computed under every key, the current one first', async () => {
    const [first, second] = [newKey(), newKey()];
    const both = createSecretBox(`2:${second},1:${first}`);
    const expected = [createSecretBox(second), createSecretBox(first)].map((single) => single.mac('message', 'a'));
    expect(await both.macs('message', 'a')).toEqual(await Promise.all(expected));
    expect(await both.mac('message', 'a')).toBe((await both.macs('message', 'a'))[0]);
    expect(await box.macs('message', 'a')).toEqual([await box.mac('message', 'a')]);
  });

  it('are the same in every release: HMAC-SHA-256 under a key derived for the purpose', async () => {
    const derived = hkdf(sha256, fromBase64(KEY), undefined, utf8('cerberus csrf'), 32);
    const key = await crypto.subtle.importKey('raw', derived as Bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
      'sign',
    ]);
    const expected = new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8('message')));
    expect(fromBase64((await box.mac('message', 'csrf')).replaceAll('-', '+').replaceAll('_', '/'))).toEqual(expected);
  });
});
