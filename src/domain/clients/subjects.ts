/**
 * Subject identifiers of people (OIDC Core section 8): public, or pairwise, so that clients of different sectors cannot
 * correlate them.
 */

import { toBase64Url } from '../../lib/bytes.ts';
import { sha256 } from '../../lib/secrets.ts';
import { required } from '../../platform/database/required-row.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { Client } from './clients.ts';

const PURPOSE = 'organisation.pairwise_salt';

/** The subjects of one client: the salt of its organisation is opened once for all people. */
export type Subjects = (userId: string) => Promise<string>;

/** No round trip, except for the first pairwise subject of an organisation, which creates the salt. */
export async function subjectsOf(tenant: Tenant, box: SecretBox, client: Client): Promise<Subjects> {
  if (client.subjectType === 'public') return async (userId) => userId;
  const sealed = client.pairwiseSalt ?? (await makeSalt(tenant, box));
  const salt = await box.open(sealed, { purpose: PURPOSE, id: client.organisationId });
  const sector = sectorOf(client);
  // Section 8.1: "The Sector Identifier can be concatenated with a local account ID and a salt value that is kept
  // secret by the Provider. The concatenated string is then hashed".
  return (userId) => sha256(`${sector} ${userId} ${salt}`);
}

/**
 * Section 8.1: the host of sector_identifier_uri, or of the redirect URIs when they have one host in common. A client
 * without either is a sector of its own.
 */
export function sectorOf({
  sectorIdentifierUri,
  redirectUris,
  clientId,
}: Pick<Client, 'sectorIdentifierUri' | 'redirectUris' | 'clientId'>): string {
  if (sectorIdentifierUri !== null) return new URL(sectorIdentifierUri).host;
  const [host, ...others] = new Set(redirectUris.map((uri) => new URL(uri).host));
  return host && others.length === 0 ? host : clientId;
}

/** Of concurrent requests the first one sets the salt: another salt would change every pairwise subject. */
async function makeSalt(tenant: Tenant, box: SecretBox): Promise<string> {
  const context = { purpose: PURPOSE, id: tenant.organisationId } as const;
  const salt = await box.seal(toBase64Url(crypto.getRandomValues(new Uint8Array(32))), context);
  const { prisma, flight } = tenant.db;
  const id = tenant.organisationId;
  const gone = () => new Error('The organisation of the client is gone');
  const [, organisation] = await flight(
    prisma.organisation.updateMany({
      where: { id, pairwiseSalt: null },
      data: { pairwiseSalt: salt, updatedAt: tenant.now },
    }),
    required(prisma.organisation.findUniqueOrThrow({ where: { id }, select: { pairwiseSalt: true } }), gone),
  );
  return organisation.pairwiseSalt as string;
}
