/** The `claims` parameter (OIDC Core section 5.5). */
import { z } from 'zod';
import { scopeOfClaim } from '../../domain/access/scopes.ts';
import type { ClaimsRequest } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { OAuthError } from '../errors.ts';
import { printable } from '../params.ts';
import type { CheckInput, Fields } from './check.ts';

/** Characters. */
const LENGTH_MAX = 4096;

/** Values that a claim of ours can have, and that PostgreSQL can store. */
const value = z.union([z.string().refine(isStorable), z.number(), z.boolean()]);

/** Section 5.5: "Any members used that are not understood MUST be ignored." */
const claim = z
  .object({ essential: z.boolean().optional(), value: value.optional(), values: z.array(value).optional() })
  .nullable();

const claims = z.record(z.string(), claim);

const parameter = z
  .string()
  .max(LENGTH_MAX, `longer than ${LENGTH_MAX} characters`)
  .transform((text, { addIssue }) => {
    try {
      return JSON.parse(text);
    } catch {
      addIssue('not JSON');
    }
  })
  .pipe(z.object({ userinfo: claims.optional(), id_token: claims.optional() }));

/** The requested claims, without those that the client may not get. */
export function checkClaims({ parameters, client }: CheckInput): Fields {
  const given = parameters.get('claims');
  if (given === undefined) return {};
  const { success, data, error } = parameter.safeParse(given);
  if (!success) {
    const [issue] = error.issues;
    const where = issue?.path.join('.') || issue?.message || '';
    throw new OAuthError('invalid_request', `Malformed claims: ${printable(where)}`);
  }
  return { claims: allowedClaims(data as ClaimsRequest, client) };
}

/** Claims about the sign-in itself. */
const SIGN_IN_CLAIMS = ['sub', 'auth_time', 'acr', 'amr'];

/**
 * A claim needs its scope in the client's registration. Other claims are left out without an error (section 5.5.1: the
 * OP "MUST NOT generate an error when Claims are not returned, whether they are Essential or Voluntary").
 */
function allowedClaims(requested: ClaimsRequest, client: Client): ClaimsRequest | null {
  const isAllowed = (name: string) => SIGN_IN_CLAIMS.includes(name) || client.scopes.includes(scopeOfClaim(name) ?? '');
  const members = Object.entries(requested)
    .map(([place, claims]) => [place, Object.entries(claims).filter(([name]) => isAllowed(name))] as const)
    .filter(([, claims]) => claims.length > 0)
    .map(([place, claims]) => [place, Object.fromEntries(claims)] as const);
  return members.length > 0 ? Object.fromEntries(members) : null;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
