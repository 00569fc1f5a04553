/** RFC 4226 appendix D and RFC 6238 appendix B. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import {
  matchTotp,
  newTotpSecret,
  sealTotpSecret,
  totpCode,
  totpStep,
  totpUri,
} from '../../../src/domain/authenticators/totp.ts';
import { fromBase32, toBase32 } from '../../../src/lib/base32.ts';
import { utf8 } from '../../../src/lib/bytes.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';

const SECRET = toBase32(utf8('12345678901234567890'));

const HOTP = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];

test.each(HOTP.map((code, count) => [count, code] as const))('HOTP value %i is %s', (count, code) => {
  expect(totpCode(SECRET, count)).toBe(code);
});

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('at %i seconds the code is %s', (seconds, code) => {
  expect(totpCode(SECRET, totpStep(new Date(seconds * 1000)))).toBe(code);
});

test('RFC 4648 section 10: base32', () => {
  const examples = { f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', fooba: 'MZXW6YTB', foobar: 'MZXW6YTBOI' };
  for (const [text, encoded] of Object.entries(examples)) {
    expect(toBase32(utf8(text))).toBe(encoded);
    expect(fromBase32(encoded)).toEqual(utf8(text));
  }
  expect(() => fromBase32('MZXW1')).toThrow('Not base32');
});

test('a secret has 160 bits in 32 characters, and its URI names account and issuer', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(totpUri('a+b@example.com', secret)).toBe(
    `otpauth://totp/Cerberus:a%2Bb%40example.com?secret=${secret}&issuer=Cerberus`,
  );
});

/** RFC 6238 section 5.2: "at most one time step is allowed as the network delay". */
test.each([-10, -3, -2, -1, 0, 1, 2, 3, 10])(
  'a code that is %i steps off is valid only within one step',
  async (drift) => {
    const box = createSecretBox((env as unknown as { SECRET_ENCRYPTION_KEY: string }).SECRET_ENCRYPTION_KEY);
    const now = new Date(1_234_567_890_000);
    const step = totpStep(now) + drift;
    const factor = { id: crypto.randomUUID(), userId: crypto.randomUUID() };
    const secret = await sealTotpSecret(box, SECRET, factor);
    const matched = await matchTotp(box, { ...factor, secret }, totpCode(SECRET, step), now);
    expect(matched).toBe(Math.abs(drift) <= 1 ? step : undefined);
  },
);
