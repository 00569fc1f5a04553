/** More people of an organisation, signed in. */
import { uuidv7 } from '../../src/lib/ids.ts';
import { cookiesOf, postJson, send } from './app.ts';
import { asOwner } from './database.ts';
import { PASSWORD, type TestOrganisation } from './organisation.ts';
import { setUp } from './set-up.ts';

export interface TestPerson {
  id: string;
  email: string;
  /** The Cookie header of their session. */
  cookies: string;
  csrf: string;
}

/** A person with the owner's password and the given role, or none. */
export async function createPerson(organisation: TestOrganisation, roleSlug?: string): Promise<TestPerson> {
  const id = uuidv7();
  const email = `person-${crypto.randomUUID().slice(0, 13)}@example.com`;
  await asOwner(
    `INSERT INTO users (id, organisation_id, email, first_name, last_name, name, password)
     SELECT $1, $2, $3, 'Grace', 'Person', 'Grace Person', password FROM users WHERE id = $4`,
    [id, organisation.id, email, organisation.owner.id],
  );
  if (roleSlug) {
    await asOwner(
      `INSERT INTO user_roles (organisation_id, user_id, role_id) SELECT $1, $2, id FROM roles
       WHERE organisation_id = $1 AND slug = $3`,
      [organisation.id, id, roleSlug],
    );
  }
  return { id, email, ...(await setUp(() => signIn(email))) };
}

export async function signIn(email: string, password = PASSWORD): Promise<{ cookies: string; csrf: string }> {
  const response = await postJson('/v1/auth/login', { email, password });
  if (response.status !== 200) throw new Error(await response.text());
  return { cookies: cookiesOf(response), csrf: response.headers.get('X-CSRF-Token') ?? '' };
}

/** A request of a signed-in browser. */
export function sendAs(
  { cookies, csrf }: { cookies: string; csrf: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const headers = { Cookie: cookies, 'X-CSRF-Token': csrf };
  if (body === undefined) return send(path, { method, headers });
  return send(path, {
    method,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}
