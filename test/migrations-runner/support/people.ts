/** People of a database of the test. */
import { uuidv7 } from '../../../src/lib/ids.ts';
import { execute } from './scratch.ts';

export interface Added {
  id: string;
  email: string;
}

/** A person of an organisation, with a session and a second factor. */
export async function addPerson(url: string, organisation: string, email: string): Promise<Added> {
  const [id, session] = [uuidv7(), uuidv7()];
  await execute(
    url,
    `INSERT INTO users (id, organisation_id, first_name, last_name, name, email, password, mfa_enabled, mfa_methods)
     SELECT '${id}', id, 'Pat', 'Person', 'Pat Person', '${email}', 'hash', true, '["totp"]'
     FROM organisations WHERE slug = '${organisation}';
     INSERT INTO sessions (id, organisation_id, user_id, session_token, ip_address, user_agent, auth_time, amr,
       last_activity_at, expires_at)
     SELECT '${session}', organisation_id, id, '${session}', '192.0.2.1', 'test', now(), '["pwd"]', now(),
       now() + interval '1 day' FROM users WHERE id = '${id}';
     INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, secret, confirmed_at)
     SELECT '${session}', organisation_id, id, 'totp', 'Phone', 'sealed', now() FROM users WHERE id = '${id}'`,
  );
  return { id, email };
}
