/** Forged tokens, and tokens signed with the provider's keys. */
import { env } from 'cloudflare:workers';
import { base64url, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { asOwner } from './database.ts';
import { SIGNING_KEY, type SigningKeyRow, signWith } from './provider-signature.ts';

const { SECRET_ENCRYPTION_KEY } = env as unknown as { SECRET_ENCRYPTION_KEY: string };

/** Signs a token with the provider's key, as if the provider had issued it. */
export async function signAsProvider(payload: JWTPayload, header: JWTHeaderParameters): Promise<string> {
  const [row] = await asOwner<SigningKeyRow>(SIGNING_KEY, [header.alg]);
  return signWith(row, SECRET_ENCRYPTION_KEY, payload, header);
}

/** Changes parts of a token without a new signature. */
export function tamper(token: string, changes: { header?: object; payload?: object; signature?: string }): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const merge = (part: string, change: object | undefined) =>
    change
      ? base64url.encode(JSON.stringify({ ...JSON.parse(new TextDecoder().decode(base64url.decode(part))), ...change }))
      : part;
  const changed = [merge(header, changes.header), merge(payload, changes.payload), changes.signature ?? signature];
  if (changed.join('.') === token) throw new Error('Nothing was changed');
  return changed.join('.');
}
