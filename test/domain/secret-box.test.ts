import { describe, expect, it } from 'vitest';
import { concat, fromBase64, toBase64 } from '../../src/lib/bytes.ts';
import { createSecretBox } from '../../src/platform/crypto.ts';
import { SEALED_COLUMNS } from '../../src/platform/sealed-columns.ts';
import fc from '../support/property.ts';

const newKey = () => toBase64(crypto.getRandomValues(new Uint8Array(32)));
const KEY = newKey();
const box = createSecretBox(KEY);
const PURPOSES = SEALED_COLUMNS.map(({ purpose }) => purpose);

describe('sealed secrets', () => {
  it('open to what was sealed, for the purpose they were sealed for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.constantFrom(...PURPOSES), async (secret, purpose) => {
        expect(await box.open(await box.seal(secret, purpose), purpose)).toBe(secret);
      }),
    );
  });

  it('never look the same twice and never show the secret', async () => {
    const [first, second] = [await box.seal('the secret', 'mfa.totp'), await box.seal('the secret', 'mfa.totp')];
    expect(first).not.toBe(second);
    expect(first).toMatch(/^v1:[A-Za-z0-9+/]+=*$/);
  });

  it('do not open for another purpose', async () => {
    await expect(box.open(await box.seal('the secret', 'mfa.totp'), 'jwk.private')).rejects.toThrow();
  });

  it('do not open when any byte was altered', async () => {
    const envelope = fromBase64((await box.seal('the secret', 'mfa.totp')).slice('v1:'.length));
    for (let index = 0; index < envelope.length; index++) {
      const altered = Uint8Array.from(envelope);
      altered[index] = (altered[index] ?? 0) ^ 1;
      await expect(box.open(`v1:${toBase64(altered)}`, 'mfa.totp')).rejects.toThrow();
    }
  });

  it.each(['', 'v1:', 'v1', 'plain text', 'v1:AAAA', 'v1:not base64!', '1:AAAA'])(
    '%j is no sealed secret',
    async (text) => {
      await expect((async () => box.open(text, 'mfa.totp'))()).rejects.toThrow();
    },
  );

  it('are laid out as iv, tag, ciphertext', async () => {
    const bytes = fromBase64((await box.seal('the secret', 'mfa.totp')).slice('v1:'.length));
    const key = await crypto.subtle.importKey('raw', fromBase64(KEY), 'AES-GCM', false, ['decrypt']);
    const parameters = {
      name: 'AES-GCM',
      iv: bytes.slice(0, 12),
      additionalData: new TextEncoder().encode('mfa.totp'),
    };
    const ciphertext = concat(bytes.subarray(28), bytes.subarray(12, 28));
    expect(new TextDecoder().decode(await crypto.subtle.decrypt(parameters, key, ciphertext))).toBe('the secret');
  });
});

describe('keys of sealed secrets', () => {
  it('can be replaced: the new one seals, the old one still opens', async () => {
    const old = await box.seal('the secret', 'mfa.totp');
    const rotated = createSecretBox(`2:${newKey()},1:${KEY}`);
    expect(await rotated.open(old, 'mfa.totp')).toBe('the secret');
    const fresh = await rotated.seal('the secret', 'mfa.totp');
    expect(fresh).toMatch(/^v2:/);
    expect(await rotated.open(fresh, 'mfa.totp')).toBe('the secret');
  });

  it('that are gone open nothing', async () => {
    const old = await box.seal('the secret', 'mfa.totp');
    await expect((async () => createSecretBox(`2:${newKey()}`).open(old, 'mfa.totp'))()).rejects.toThrow(
      'no key of version 1',
    );
  });

  it('of the same version but another value open nothing', async () => {
    await expect(
      createSecretBox(newKey()).open(await box.seal('the secret', 'mfa.totp'), 'mfa.totp'),
    ).rejects.toThrow();
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

  it('can be had under every key there is, the current one first', async () => {
    const [first, second] = [newKey(), newKey()];
    const both = createSecretBox(`2:${second},1:${first}`);
    const expected = [createSecretBox(second), createSecretBox(first)].map((single) => single.mac('message', 'a'));
    expect(await both.macs('message', 'a')).toEqual(await Promise.all(expected));
    expect(await both.mac('message', 'a')).toBe((await both.macs('message', 'a'))[0]);
    expect(await box.macs('message', 'a')).toEqual([await box.mac('message', 'a')]);
  });
});
