import { describe, expect, it } from 'vitest';
import { looksLikeSecret, newSecret, type SecretKind, secretOf, sha256 } from '../../src/lib/secrets.ts';

const KINDS: readonly [SecretKind, string][] = [
  ['session', 'ses_'],
  ['authorizationCode', 'authz_'],
  ['accessToken', 'at_'],
  ['refreshToken', 'rt_'],
  ['clientSecret', 'cs_'],
  ['apiKey', 'ck_live_'],
  ['csrf', 'csrf_'],
];

describe('random secrets', () => {
  it.each(KINDS)('a %s is %s and 256 random bits', (kind, prefix) => {
    const secret = newSecret(kind);
    expect(secret).toMatch(new RegExp(`^${prefix}[\\w-]{43}$`));
    expect(looksLikeSecret(kind, secret)).toBe(true);
    expect(newSecret(kind)).not.toBe(secret);
  });

  it.each(KINDS)('a %s is not taken for another kind', (kind) => {
    const secret = newSecret(kind);
    for (const [other] of KINDS) expect(looksLikeSecret(other, secret)).toBe(other === kind);
  });

  it.each([
    ['shorter', (secret: string) => secret.slice(0, -1)],
    ['longer', (secret: string) => `${secret}A`],
    ['with a foreign character', (secret: string) => `${secret.slice(0, -1)}+`],
    ['with a NUL', (secret: string) => `${secret.slice(0, -1)}\0`],
  ])('a text that is %s does not look like one', (_how, change) => {
    expect(looksLikeSecret('session', change(newSecret('session')))).toBe(false);
  });

  it('can be made from given bits', async () => {
    const secret = secretOf('refreshToken', await sha256('the same'));
    expect(secret).toBe(secretOf('refreshToken', await sha256('the same')));
    expect(looksLikeSecret('refreshToken', secret)).toBe(true);
  });

  it('are compared by their SHA-256 in base64url (RFC 7636 appendix B)', async () => {
    expect(await sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });
});
