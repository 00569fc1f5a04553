/** Look-ups of reset links, before they are used. */
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { lookUpResetLink } from '../../../src/domain/passwords/mailbox-links.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { postJson } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { newestToken } from '../../support/mailbox.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, type TestPerson } from '../../support/people.ts';

let organisation: TestOrganisation;
let person: TestPerson;
let token: string;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  person = await createPerson(organisation);
  await postJson('/v1/auth/forgot-password', { email: person.email });
  token = await newestToken(person.email, 'password-reset');
});

const look = () => withContext(({ system }) => lookUpResetLink(system, token));
const alter = (assignment: string) =>
  asOwner(`UPDATE password_reset_tokens SET ${assignment} WHERE user_id = $1`, [person.id]);

it('a valid link returns its owner', async () => {
  expect(await look()).toMatchObject({ isUsed: false, link: { userId: person.id, history: [], factorNames: [] } });
});

it('a used link is recognised as used', async () => {
  await alter('consumed_at = now()');
  expect(await look()).toMatchObject({ isUsed: true, link: null });
});

it('an expired link is unknown', async () => {
  await alter(`expires_at = now() - interval '1 second'`);
  expect(await look()).toEqual({ isUsed: false, link: null, destination: null });
});

it('a link is unknown once there is a newer one, even if that was used', async () => {
  await asOwner(
    `INSERT INTO password_reset_tokens (id, organisation_id, user_id, token, expires_at, consumed_at, created_at)
     VALUES ($1::uuid, $2, $3, $1::text, now() + interval '1 hour', now(), now() + interval '1 second')`,
    [uuidv7(), organisation.id, person.id],
  );
  expect(await look()).toEqual({ isUsed: false, link: null, destination: null });
});
