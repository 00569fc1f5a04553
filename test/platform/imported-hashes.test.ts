import { describe, expect, it } from 'vitest';
import { fromFirebase, fromKeycloak, fromNotation, fromSaltedSha } from '../../src/platform/passwords/notations.ts';
import { passwords } from '../../src/platform/passwords/passwords.ts';
import { toField } from '../../src/platform/passwords/schemes/scheme.ts';
import fc from '../support/property.ts';

const hex = (text: string) => toField(Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
const text = (value: string) => toField(new TextEncoder().encode(value));

/** What the specification or the first implementation of each scheme publishes. */
const PUBLISHED: [string, string, string | null][] = [
  [
    'PBKDF2-HMAC-SHA-1 (RFC 6070, 4096 iterations)',
    'password',
    `$pbkdf2-sha1$i=4096$${text('salt')}$${hex('4b007901b765489abead49d926f721d065a429c1')}`,
  ],
  [
    'PBKDF2-HMAC-SHA-256 (RFC 7914 section 11)',
    'passwd',
    `$pbkdf2-sha256$i=1$${text('salt')}$${hex('55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783')}`,
  ],
  [
    'scrypt (RFC 7914 section 12)',
    'password',
    `$scrypt$ln=10,r=8,p=16$${text('NaCl')}$${hex('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640')}`,
  ],
  [
    'bcrypt (the test of crypt_blowfish)',
    'U*U',
    fromNotation('$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'),
  ],
  [
    'Argon2i (the test of its reference implementation)',
    'password',
    fromNotation('$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8'),
  ],
  [
    'Argon2id (the test of its reference implementation)',
    'password',
    fromNotation('$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'),
  ],
  [
    'Firebase scrypt (github.com/firebase/scrypt)',
    'user1password',
    fromFirebase({
      passwordHash: 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
      salt: '42xEC+ixf3L2lw==',
      signerKey: 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
      saltSeparator: 'Bw==',
      rounds: 8,
      memoryCost: 14,
    }),
  ],
  [
    'SHA-1 without a salt (RFC 3174, test 1)',
    'abc',
    fromSaltedSha({
      algorithm: 'sha1',
      digest: 'A9993E364706816ABA3E25717850C26C9CD0D89D',
      encoding: 'hex',
      saltPosition: 'after',
    }),
  ],
];

/** Of `lètmein`, made with Django 5.2, passlib 1.7, argon2-cffi and Python's hashlib. */
const EXPORTED = [
  'pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=',
  'pbkdf2_sha1$1000$seasalt$ljleU4wBmTtz/MoG5YTwxpM0d7I=',
  'scrypt$1024$seasalt$8$2$ylBb6daEEOiWv715RdZjAQY2sCZyviI8Gk4Qz8egzdPcZ5baGOYhkjwKYX65XisU8LUU4Bb+tGgXztJ63qDLlQ==',
  'bcrypt_sha256$$2b$05$abcdefghijklmnopqrstuuaQz6CVhbgRiZmnmiNLc9bv5cauhFkti',
  'bcrypt$$2b$05$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve',
  '$2y$05$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve',
  '{CRYPT}$2b$05$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve',
  '$pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$2uZ5cBoC3j36rh3cB10ArEcvcDFo2DQUlVXwPM2ShVk',
  '$pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg$ybJHpGrJWhs4LImjx0GRtSdR5xilwB3BnBveZB7Hc.0a5LUJEHbU53wtKP1vGk3Cf3S9Qk64owinPovOEXjxSw',
  '{SSHA}xe2MxVo/ycAkR8NL8jPvHshfdB8wMTIzNDU2Nw==',
  '{SSHA256}6WRqQb99VOUA7sgI1udA3XbfwCSmxr2qvcBTMKlXIREwMTIzNDU2Nw==',
  '{SSHA512}nx0jbopVrSTL4d0ndEL7z9P8fmOn1OWbovpKMOAd7PmOEyAH914Hb0tA09XyfP5VBNLThZxla4cHJ7uObtMOrjAxMjM0NTY3',
  '{SHA}bROMo65UVjGzq9caTwds51nFcAs=',
  '$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$bECcHS2NoJ/v2ijTke6/UQy+orE6b4rfBF9Z3jEAxRA',
  'argon2$argon2id$v=19$m=7168,t=5,p=1$c29tZXNhbHRzb21lc2FsdA$o484y7JXvPxUcXWgCRhVTHDona5xlP7FNlvPQcxk5rw',
];

const KEYCLOAK = [
  {
    secretData: JSON.stringify({
      value: 'ybJHpGrJWhs4LImjx0GRtSdR5xilwB3BnBveZB7Hc+0a5LUJEHbU53wtKP1vGk3Cf3S9Qk64owinPovOEXjxSw==',
      salt: 'MDEyMzQ1Njc4OWFiY2RlZg==',
      additionalParameters: {},
    }),
    credentialData: JSON.stringify({ hashIterations: 1000, algorithm: 'pbkdf2-sha512', additionalParameters: {} }),
  },
  {
    secretData: JSON.stringify({
      value: 'o484y7JXvPxUcXWgCRhVTHDona5xlP7FNlvPQcxk5rw=',
      salt: 'c29tZXNhbHRzb21lc2FsdA==',
    }),
    credentialData: JSON.stringify({
      hashIterations: 5,
      algorithm: 'argon2',
      additionalParameters: {
        hashLength: ['32'],
        memory: ['7168'],
        type: ['id'],
        version: ['1.3'],
        parallelism: ['1'],
      },
    }),
  },
];

async function expectVerified(password: string, stored: string | null): Promise<void> {
  expect(stored).not.toBeNull();
  const hash = stored as string;
  expect(passwords.canVerify(hash), hash).toBe(true);
  expect(await passwords.verify(password, hash)).toEqual({ matches: true, outdated: true });
  // Those that take long tell by the right password alone.
  if (!hash.includes('scrypt$')) expect((await passwords.verify(`${password}.`, hash)).matches).toBe(false);
}

describe('a password hash of another system', () => {
  it.each(PUBLISHED)('verifies, and asks to be replaced: %s', async (_, password, stored) => {
    await expectVerified(password, stored);
  });

  it.each(EXPORTED)('verifies in the notation of its export: %s', async (exported) => {
    await expectVerified('lètmein', fromNotation(exported));
  });

  it.each(KEYCLOAK)('verifies as a credential of Keycloak: $credentialData', async (credential) => {
    await expectVerified('lètmein', fromKeycloak(credential));
  });

  it('with the salt before the password verifies', async () => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('saltsecret'));
    const encoded = { digest: toField(new Uint8Array(digest)), encoding: 'base64', salt: 'salt' } as const;
    await expectVerified('secret', fromSaltedSha({ algorithm: 'sha256', saltPosition: 'before', ...encoded }));
  });

  it.each([
    ['more rounds of bcrypt', '$bcrypt$c=31$CCCCCCCCCCCCCCCCCCCCC.$E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
    ['more iterations of PBKDF2', `$pbkdf2-sha256$i=90000000$${text('salt')}$${text('digest')}`],
    ['more memory of scrypt', `$scrypt$ln=24,r=8,p=1$${text('salt')}$${text('digest')}`],
    ['more time of scrypt', `$scrypt$ln=14,r=8,p=1000$${text('salt')}$${text('digest')}`],
    ['more memory of Argon2', `$argon2i$v=19$m=1048576,t=2,p=1$${text('salt')}$${text('digest')}`],
  ])('that asks for %s than an isolate can spare is not verified', (_, hash) => {
    expect(passwords.canVerify(hash)).toBe(false);
  });

  it('is no hash when a part of it is missing, or the text is any other', () => {
    const stored = fromNotation(EXPORTED[0] as string) as string;
    for (let length = 0; length < stored.lastIndexOf('$') + 1; length++) {
      expect(passwords.canVerify(stored.slice(0, length)), stored.slice(0, length)).toBe(false);
    }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (any) => {
        expect(passwords.canVerify(any)).toBe(false);
        expect(fromNotation(any)).toBeNull();
      }),
    );
  });

  it('never counts as a match of an empty digest', () => {
    expect(passwords.canVerify(`$sha256$salt=after$${text('salt')}$`)).toBe(false);
  });
});
