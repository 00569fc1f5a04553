import { argon2id } from '@noble/hashes/argon2.js';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { toBase64, utf8 } from '../../src/lib/bytes.ts';
import { createPasswordHasher } from '../../src/platform/passwords/hash.ts';
import { passwords } from '../../src/platform/passwords/passwords.ts';
import { createQueue } from '../../src/platform/passwords/queue.ts';

/** An independent Argon2id in a PHC string. */
function reference(password: string, { m, t, p }: { m: number; t: number; p: number }, tagLength = 32): string {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const tag = argon2id(utf8(password), salt, { m, t, p, dkLen: tagLength });
  const unpadded = (bytes: Uint8Array) => toBase64(bytes).replace(/=+$/, '');
  return `$argon2id$v=19$m=${m},t=${t},p=${p}$${unpadded(salt)}$${unpadded(tag)}`;
}

describe('password hashes (RFC 9106)', () => {
  it('contain their parameters, and differ each time', async () => {
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

  it('equal those of another implementation with the current parameters', async () => {
    const hash = reference('Ünïcode-Horse-7', { m: 19_456, t: 2, p: 1 });
    expect(await passwords.verify('Ünïcode-Horse-7', hash)).toEqual({ matches: true, outdated: false });
  });

  it('are correct after a hash that needed more memory', async () => {
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

describe('simultaneous hashes', () => {
  const setup = (waiting: number) => {
    const parameters: unknown[] = [];
    let [running, most] = [0, 0];
    const compute = (given: { memorySize: number; tagLength: number }) => {
      most = Math.max(most, ++running);
      parameters.push(given.memorySize);
      running--;
      return new Uint8Array(given.tagLength);
    };
    const load = vi.fn(async () => compute as never);
    const hasher = createPasswordHasher(load, createQueue({ waiting, retryAfter: 5 }));
    return { hasher, load, parameters, most: () => most };
  };

  it('share one memory, whatever their parameters, and are computed one after the other', async () => {
    const { hasher, load, parameters, most } = setup(50);
    const foreign = '$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAA';
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        hasher.verify('x', index % 2 ? foreign : foreign.replace('65536', '8192')),
      ),
    );
    expect([load.mock.calls.length, most(), parameters.length]).toEqual([1, 1, 50]);
  });

  it('are computed in order, and refused with Retry-After when too many wait', async () => {
    const { hasher, parameters } = setup(3);
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => hasher.hash('Correct-Horse-7')));
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(3).fill('fulfilled'), ...Array(2).fill('rejected')]);
    expect((outcomes[4] as PromiseRejectedResult).reason).toMatchObject({ code: 'rate_limited', retryAfter: 5 });
    expect(parameters).toHaveLength(3);
    await hasher.hash('Correct-Horse-7');
  });

  it('leave pauses in which other requests are answered', async () => {
    const runQueued = createQueue({ waiting: 50, retryAfter: 5 });
    const order: string[] = [];
    const answers: Promise<void>[] = [];
    const ask = async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      order.push('answer');
    };
    const hash = () => {
      answers.push(ask());
      argon2id(utf8('Correct-Horse-7'), utf8('salt-and-salt'), { m: 256, t: 1, p: 1 });
      order.push('hash');
    };
    await Promise.all(Array.from({ length: 10 }, () => runQueued(hash)));
    await Promise.all(answers);
    expect(order).toEqual(Array(10).fill(['hash', 'answer']).flat());
  });

  it('leave the queue when the work fails, or its request has ended', async () => {
    let now = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const runQueued = createQueue({ waiting: 1, retryAfter: 5 });
    const failing = runQueued(() => {
      throw new Error('no memory');
    });
    await expect(failing).rejects.toThrow('no memory');
    // A request that the runtime has ended: its timer never comes.
    vi.stubGlobal('setTimeout', () => 0);
    runQueued(() => 'never').catch(() => {});
    vi.unstubAllGlobals();
    await expect(runQueued(() => 1)).rejects.toMatchObject({ code: 'rate_limited' });
    now = 2_001;
    expect(await runQueued(() => 1)).toBe(1);
  });
});

describe('a pretended verification', () => {
  it.each([
    ['with the given parameters', '$argon2id$v=19$m=65536,t=3,p=4', [65_536, 3, 4]],
    ['with the current parameters by default', undefined, [19_456, 2, 1]],
    ['with the current ones if an isolate cannot spare the given', '$argon2id$v=19$m=1048576,t=3,p=4', [19_456, 2, 1]],
    ['with the current parameters for another kind of hash', '$2b$10', [19_456, 2, 1]],
  ])('computes a hash %s', async (_what, like, expected) => {
    const compute = vi.fn(({ tagLength }: { tagLength: number }) => new Uint8Array(tagLength));
    await createPasswordHasher(async () => compute as never).pretend('x', like);
    const [given] = compute.mock.calls[0] as unknown as [{ memorySize: number; passes: number; parallelism: number }];
    expect([given.memorySize, given.passes, given.parallelism]).toEqual(expected);
  });
});
