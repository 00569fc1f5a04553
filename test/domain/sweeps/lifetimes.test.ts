/** Lifetimes of all rows that expire. The last test checks in the catalogue that every such table is listed. */
import { beforeEach, expect, it } from 'vitest';
import { sha256 } from '../../../src/lib/secrets.ts';
import { readTables } from '../../isolation/catalogue.ts';
import { postJson, send } from '../../support/app.ts';
import { authorize, codeOf, handleOf, resume, signInAs } from '../../support/authorization.ts';
import { asOwner } from '../../support/database.ts';
import { inviteSomebody } from '../../support/invitations.ts';
import { newestToken } from '../../support/mailbox.ts';
import { createMfaPerson, logIn } from '../../support/mfa.ts';
import { obtainTokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  PASSWORD,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { addPasskey } from '../../support/passkeys.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let organisation: TestOrganisation;
let client: TestClient;
let person: TestPerson;

/** Each test has its own organisation, and only the rows that it created. */
beforeEach(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
  person = await createPerson(organisation);
  // Some messages are not sent to an unverified address.
  await asOwner('UPDATE users SET email_verified_at = now() WHERE id = $1', [person.id]);
});

interface Kind {
  what: string;
  table: string;
  /** Which rows of the organisation; all by default. */
  where?: string;
  end?: string;
  /** Seconds. */
  lifetime: number;
  make(): Promise<unknown>;
}

const newPassword = () => ({ currentPassword: PASSWORD, newPassword: `Battery-Staple-${crypto.randomUUID()}` });

async function changeAddress(): Promise<Response> {
  const email = `new-${crypto.randomUUID()}@example.com`;
  return sendAs(person, 'PATCH', '/v1/me/profile', { email, currentPassword: PASSWORD });
}

const KINDS: Kind[] = [
  { what: 'a session', table: 'sessions', lifetime: HOUR, make: () => logIn(person.email) },
  {
    what: 'a session in which a second factor is set up',
    table: 'sessions',
    where: `kind = 'enrolment'`,
    lifetime: 15 * MINUTE,
    make: async () => {
      await asOwner('UPDATE organisations SET require_mfa = TRUE WHERE id = $1', [organisation.id]);
      await logIn(person.email);
    },
  },
  {
    what: 'an authorization code',
    table: 'authorization_codes',
    lifetime: 10 * MINUTE,
    make: async () => codeOf(await authorize(client, {}, { cookies: organisation.cookies })),
  },
  {
    what: 'an authorization request, from its creation',
    table: 'authorization_requests',
    lifetime: 30 * MINUTE,
    make: async () => {
      const handle = handleOf(await authorize(client, {}, { cookies: '' }));
      codeOf(await resume(handle, await signInAs(organisation.owner)));
    },
  },
  {
    what: 'an import of people',
    table: 'user_imports',
    lifetime: 30 * DAY,
    make: () => sendAs(organisation, 'POST', '/v1/admin/user-imports', { format: 'csv' }),
  },
  { what: 'an access token', table: 'tokens', lifetime: HOUR, make: () => obtainTokens(organisation, client) },
  {
    what: 'an unused refresh token',
    table: 'refresh_tokens',
    lifetime: 30 * DAY,
    make: () => obtainTokens(organisation, client),
  },
  {
    what: 'a family of refresh tokens',
    table: 'refresh_tokens',
    end: 'family_expires_at',
    lifetime: 90 * DAY,
    make: () => obtainTokens(organisation, client),
  },
  {
    what: 'a reset link',
    table: 'password_reset_tokens',
    lifetime: HOUR,
    make: () => postJson('/v1/auth/forgot-password', { email: person.email }),
  },
  {
    what: 'a link that verifies an address',
    table: 'email_verification_tokens',
    lifetime: DAY,
    // Sent when the organisation was founded.
    make: async () => {},
  },
  {
    what: 'a link that changes an address',
    table: 'email_verification_tokens',
    where: `email LIKE 'new-%'`,
    lifetime: DAY,
    make: () => changeAddress(),
  },
  {
    what: 'a link that restores the earlier address of an account',
    table: 'recovery_links',
    where: `kind = 'address_undo'`,
    lifetime: 7 * DAY,
    make: () => changeAddress(),
  },
  {
    what: 'a link that undoes a change of the password',
    table: 'recovery_links',
    where: `kind = 'password_undo'`,
    lifetime: 7 * DAY,
    make: () => sendAs(person, 'POST', '/v1/me/password', newPassword()),
  },
  {
    what: 'a link that reviews factors after a reset',
    table: 'recovery_links',
    where: `kind = 'factor_review'`,
    lifetime: HOUR,
    make: async () => {
      const owner = await addPasskey(person);
      await postJson('/v1/auth/forgot-password', { email: owner.email });
      const token = await newestToken(owner.email, 'password-reset');
      await postJson('/v1/auth/reset-password', { token, password: newPassword().newPassword });
    },
  },
  { what: 'an invitation', table: 'invitations', lifetime: 7 * DAY, make: () => inviteSomebody(organisation) },
  {
    what: 'an invitation with a chosen lifetime',
    table: 'invitations',
    lifetime: 30 * DAY,
    make: () => inviteSomebody(organisation, { expiresInDays: 30 }),
  },
  {
    what: 'a sign-in that waits for its second factor',
    table: 'one_time_codes',
    where: `purpose = 'sign_in'`,
    lifetime: 10 * MINUTE,
    make: async () => logIn((await createMfaPerson(organisation)).email),
  },
  {
    what: 'a code by e-mail',
    table: 'one_time_codes',
    lifetime: 10 * MINUTE,
    make: () => sendAs(person, 'POST', '/v1/me/mfa/email'),
  },
];

it.each(KINDS)('$what: $lifetime seconds', async ({ table, where = 'TRUE', end = 'expires_at', lifetime, make }) => {
  await make();
  const rows = await asOwner<{ seconds: string }>(
    `SELECT extract(epoch FROM ${end} - created_at) AS seconds FROM ${table} WHERE organisation_id = $1 AND ${where}`,
    [organisation.id],
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map(({ seconds }) => Number(seconds)))).toEqual(new Set([lifetime]));
});

interface Undated {
  what: string;
  table: string;
  /** Seconds. */
  lifetime: number;
  /** @returns the column by which the row is found, and the text whose hash it contains */
  make(): Promise<[column: string, text: string]>;
}

const network = () => '198.18.7.7';
const fail = () => logIn(person.email, { password: 'Wrong-Horse-8' }, { 'CF-Connecting-IP': network() });

/** Rows without a creation date. */
const UNDATED: Undated[] = [
  {
    what: 'a challenge for a passkey',
    table: 'webauthn_challenges',
    lifetime: 10 * MINUTE,
    make: async () => {
      const options = (await (await postJson('/v1/auth/passkey/options', {})).json()) as { challenge: string };
      return ['challenge', options.challenge];
    },
  },
  {
    what: 'the counter of attempts per account and network',
    table: 'sign_in_throttles',
    lifetime: DAY,
    make: async () => {
      await fail();
      return ['key', `pair ${person.email} ${network()}`];
    },
  },
  {
    what: 'the counter of attempts per account',
    table: 'sign_in_throttles',
    lifetime: 6 * HOUR,
    make: async () => {
      await fail();
      return ['key', `account ${person.email} `];
    },
  },
  {
    what: 'the counter of attempts per network',
    table: 'sign_in_throttles',
    lifetime: HOUR,
    make: async () => {
      await fail();
      return ['key', `address ${network()}`];
    },
  },
  {
    what: 'the pause between invitations to an address',
    table: 'sign_in_throttles',
    lifetime: DAY,
    make: async () => ['key', `invitation mail ${(await inviteSomebody(organisation)).email}`],
  },
  {
    what: 'the daily quota of invitations of an organisation',
    table: 'sign_in_throttles',
    lifetime: DAY,
    make: async () => {
      await inviteSomebody(organisation);
      return ['key', `invitations of ${organisation.id}`];
    },
  },
  {
    what: 'the counter of invitation look-ups per network',
    table: 'sign_in_throttles',
    lifetime: 15 * MINUTE,
    make: async () => {
      // The window starts with the first look-up, so no other test may use this network.
      const headers = { 'CF-Connecting-IP': '198.18.7.8' };
      await send(`/v1/public/invitations/inv_${'A'.repeat(43)}`, { headers });
      return ['key', 'invitation 198.18.7.8'];
    },
  },
];

it.each(UNDATED)('$what: $lifetime seconds', async ({ table, lifetime, make }) => {
  const before = Date.now();
  const [column, text] = await make();
  const after = Date.now();
  const hash = await sha256(text);
  const plain = `${hash.replaceAll('-', '+').replaceAll('_', '/')}=`;
  const [row] = await asOwner<{ expires_at: Date }>(`SELECT expires_at FROM ${table} WHERE ${column} IN ($1, $2)`, [
    hash,
    plain,
  ]);
  const begun = (row?.expires_at.getTime() ?? 0) - lifetime * 1000;
  expect(begun).toBeGreaterThanOrEqual(before);
  expect(begun).toBeLessThanOrEqual(after);
});

/** Tables whose lifetime is a parameter, or that are not written yet. */
const ELSEWHERE: Record<string, string> = {
  api_keys: 'as chosen by their creator',
  consents: 'a setting of the client: test/pages/consent.test.ts',
  device_codes: 'nothing writes them yet',
  idempotency_records: 'a day: test/http/idempotency.test.ts',
  onboarding_invitations: 'created by a command of the operator',
  operator_keys: 'created by a command of the operator',
  pushed_authorization_requests: 'nothing writes them yet',
  replay_ledger: 'the lifetime of the assertion: test/oauth/client-auth/client-assertion.test.ts',
};

it('every table whose rows expire is in one of the lists', async () => {
  const expiring = [...(await readTables()).values()].filter(({ columns }) =>
    columns.some(({ name }) => name === 'expires_at'),
  );
  const listed = new Set([...KINDS, ...UNDATED].map(({ table }) => table).concat(Object.keys(ELSEWHERE)));
  expect(expiring.map(({ name }) => name).sort()).toEqual([...listed].sort());
});
