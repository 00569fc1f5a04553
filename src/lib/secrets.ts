/**
 * Random secrets: 256 bits, a prefix that says what they are (so that leak scanners can find them), stored as a hash.
 * A plain SHA-256 is enough: 256 random bits cannot be guessed.
 */
import { toBase64Url, utf8 } from './bytes.ts';

const PREFIXES = {
  session: 'ses_',
  authorizationCode: 'authz_',
  accessToken: 'at_',
  refreshToken: 'rt_',
  clientSecret: 'cs_',
  apiKey: 'ck_live_',
  csrf: 'csrf_',
  emailVerification: 'evt_',
  passwordReset: 'prt_',
  recovery: 'rec_',
  invitation: 'inv_',
  onboarding: 'onb_',
  operator: 'opk_',
  pendingSignIn: 'psi_',
  device: 'dev_',
} as const;

export type SecretKind = keyof typeof PREFIXES;

const SECRET_BYTES = 32;

/** A new secret of the given kind, e.g. `rt_9Yk…`. Shown to its owner once; only its hash is kept. */
export function newSecret(kind: SecretKind): string {
  return secretOf(kind, toBase64Url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))));
}

/** A secret of the given kind from 256 unpredictable bits in base64url. */
export function secretOf(kind: SecretKind, bits: string): string {
  return PREFIXES[kind] + bits;
}

/** Whether the text begins like a secret of this kind. */
export function hasPrefix(kind: SecretKind, text: string): boolean {
  return text.startsWith(PREFIXES[kind]);
}

/** Whether the text has the shape of a secret of this kind: cheap refusal before any query. */
export function looksLikeSecret(kind: SecretKind, text: string): boolean {
  const prefix = PREFIXES[kind];
  return text.length === prefix.length + 43 && hasPrefix(kind, text) && /^[\w-]+$/.test(text);
}

const SHAPES = new RegExp(
  String.raw`\b(?:${Object.values(PREFIXES).join('|')})[\w-]{43}|\beyJ[\w-]+\.[\w-]+\.[\w-]*`,
  'g',
);

/** The text without what looks like a secret of ours, or like a signed token. */
export function withoutSecrets(text: string): string {
  return text.replace(SHAPES, '[masked]');
}

/** SHA-256 of the text, base64url without padding: the form in which secrets and PKCE challenges are compared. */
export async function sha256(text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text))));
}
