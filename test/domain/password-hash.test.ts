import { argon2id } from '@noble/hashes/argon2.js';
import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../../src/lib/bytes.ts';
import { passwords } from '../../src/platform/passwords.ts';

/** An independent Argon2id in a PHC string. */
function reference(password: string, { m, t, p }: { m: number; t: number; p: number }, tagLength = 32): string {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const tag = argon2id(utf8(password), salt, { m, t, p, dkLen: tagLength });
  const unpadded = (bytes: Uint8Array) => toBase64(bytes).replace(/=+$/, '');
  return `$argon2id$v=19$m=${m},t=${t},p=${p}$${unpadded(salt)}$${unpadded(tag)}`;
}

describe('password hashes (RFC 9106)', () => {
  it('say how they were made, and never the same twice', async () => {
    const [first, second] = [await passwords.hash('Correct-Horse-7'), await passwords.hash('Correct-Horse-7')];
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(second).not.toBe(first);
  });

  it('verify the password and no other', async () => {
    const hash = await passwords.hash('Correct-Horse-7');
    expect(await passwords.verify('Correct-Horse-7', hash)).toEqual({ matches: true, outdated: false });
    for (const wrong of ['correct-horse-7', 'Correct-Horse-7 ', 'Correct-Horse-', '', 'Correct-Horse-7\0']) {
      expect((await passwords.verify(wrong, hash)).matches).toBe(false);
    }
  });

  it.each([
    { m: 8192, t: 1, p: 1 },
    { m: 8192, t: 3, p: 4 },
    { m: 1024, t: 2, p: 2 },
    { m: 32_768, t: 1, p: 1 },
  ])('of another implementation verify, and ask to be replaced: %o', async (parameters) => {
    const hash = reference('Correct-Horse-7', parameters);
    expect(await passwords.verify('Correct-Horse-7', hash)).toEqual({ matches: true, outdated: true });
    expect((await passwords.verify('Correct-Horse-8', hash)).matches).toBe(false);
  });

  it('agree with another implementation on the parameters of today', async () => {
    const hash = reference('Ünïcode-Horse-7', { m: 19_456, t: 2, p: 1 });
    expect(await passwords.verify('Ünïcode-Horse-7', hash)).toEqual({ matches: true, outdated: false });
  });

  it('still come out right after a hash that needed more memory', async () => {
    const hash = await passwords.hash('Correct-Horse-7');
    await passwords.verify('anything', reference('other', { m: 32_768, t: 1, p: 1 }));
    expect((await passwords.verify('Correct-Horse-7', hash)).matches).toBe(true);
  });

  it('are of the normalised password, so that every keyboard writes the same (NFC)', async () => {
    const hash = await passwords.hash('Ame\u0301lie-2026!');
    expect((await passwords.verify('Amélie-2026!', hash)).matches).toBe(true);
  });

  it.each([
    ['asks for more memory than an isolate has', '$argon2id$v=19$m=1048576,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAA'],
    ['asks for endless passes', '$argon2id$v=19$m=8192,t=1000000,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAA'],
    ['is of another kind', '$2b$10$CwTycUXWue0Thq9StjUM0uJ8'],
    ['is empty', ''],
  ])('one that %s is refused', async (_why, hash) => {
    await expect(passwords.verify('Correct-Horse-7', hash)).rejects.toThrow();
  });
});
