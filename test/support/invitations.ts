/** Invitations, sent by an owner over the API. */
import { asOwner } from './database.ts';
import { newestToken } from './mailbox.ts';
import type { TestOrganisation } from './organisation.ts';
import { sendAs } from './people.ts';

export interface TestInvitation {
  id: string;
  email: string;
  token: string;
}

export async function roleId(organisation: TestOrganisation, slug: string): Promise<string> {
  const [role] = await asOwner<{ id: string }>('SELECT id FROM roles WHERE organisation_id = $1 AND slug = $2', [
    organisation.id,
    slug,
  ]);
  return role?.id ?? '';
}

export function newAddress(): string {
  return `invitee-${crypto.randomUUID()}@example.com`;
}

export async function inviteSomebody(
  organisation: TestOrganisation,
  { email = newAddress(), ...fields }: { email?: string; [field: string]: unknown } = {},
): Promise<TestInvitation> {
  const response = await sendAs(organisation, 'POST', '/v1/admin/invitations', {
    email,
    roleId: await roleId(organisation, 'staff'),
    ...fields,
  });
  if (response.status !== 201) throw new Error(await response.text());
  const { id } = (await response.json()) as { id: string };
  return { id, email, token: await newestToken(email, 'invitation') };
}
