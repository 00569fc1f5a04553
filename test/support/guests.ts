/** Guests: members of an organisation whose account belongs to another one. */
import { uuidv7 } from '../../src/lib/ids.ts';
import { asOwner } from './database.ts';
import type { TestOrganisation } from './organisation.ts';
import { createPerson, type TestPerson } from './people.ts';

export interface TestGuest extends TestPerson {
  memberId: string;
}

/** A person of `home`, without a role there, who is a member of `host` with the given role. */
export async function createGuest(host: TestOrganisation, home: TestOrganisation, role = 'staff'): Promise<TestGuest> {
  const person = await createPerson(home);
  return { ...person, memberId: await makeMember(host, home, person.id, role) };
}

export async function makeMember(
  host: TestOrganisation,
  home: TestOrganisation,
  userId: string,
  role = 'staff',
): Promise<string> {
  const memberId = uuidv7();
  await asOwner(
    `INSERT INTO organisation_members (id, organisation_id, user_organisation_id, user_id) VALUES ($1, $2, $3, $4)`,
    [memberId, host.id, home.id, userId],
  );
  await asOwner(
    `INSERT INTO organisation_member_roles (organisation_id, member_id, role_id)
     SELECT $1, $2, id FROM roles WHERE organisation_id = $1 AND slug = $3`,
    [host.id, memberId, role],
  );
  return memberId;
}
