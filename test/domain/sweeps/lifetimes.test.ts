/** How long everything that is stored with an end is good: one table, in which the catalogue looks for every such row. */
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

/** Each test has an organisation of its own, whose rows are those that it made. */
beforeEach(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
  person = await createPerson(organisation);
  // What concerns an address that nobody has proved is not sent.
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
    what: 'an authorization request, from its beginning',
    table: 'authorization_requests',
    lifetime: 30 * MINUTE,
    make: async () => {
      const handle = handleOf(await authorize(client, {}, { cookies: '' }));
      codeOf(await resume(handle, await signInAs(organisation.owner)));
    },
  },
  { what: 'an access token', table: 'tokens', lifetime: HOUR, make: () => obtainTokens(organisation, client) },
  {
    what: 'a refresh token that is not used',
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
    // Founding the organisation has sent it.
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
    what: 'a link that gives an account its earlier address back',
    table: 'recovery_links',
    where: `kind = 'address_undo'`,
    lifetime: 7 * DAY,
    make: () => changeAddress(),
  },
  {
    what: 'a link that locks a password which somebody else set',
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
    what: 'an invitation whose end was chosen',
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
  /** @returns what the row is found by: the column, and the text that it is the hash of */
  make(): Promise<[column: string, text: string]>;
}

const network = () => '198.18.7.7';
const fail = () => logIn(person.email, { password: 'Wrong-Horse-8' }, { 'CF-Connecting-IP': network() });

/** Those that do not say when they were made. */
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
    what: 'the guesses at an account from one network',
    table: 'sign_in_throttles',
    lifetime: DAY,
    make: async () => {
      await fail();
      return ['key', `pair ${person.email} ${network()}`];
    },
  },
  {
    what: 'the guesses at an account from everywhere',
    table: 'sign_in_throttles',
    lifetime: 6 * HOUR,
    make: async () => {
      await fail();
      return ['key', `account ${person.email} `];
    },
  },
  {
    what: 'the guesses of a network',
    table: 'sign_in_throttles',
    lifetime: HOUR,
    make: async () => {
      await fail();
      return ['key', `address ${network()}`];
    },
  },
  {
    what: 'the pause of an address that was invited',
    table: 'sign_in_throttles',
    lifetime: DAY,
    make: async () => ['key', `invitation mail ${(await inviteSomebody(organisation)).email}`],
  },
  {
    what: 'the invitations that an organisation has sent in a day',
    table: 'sign_in_throttles',
    lifetime: DAY,
    make: async () => {
      await inviteSomebody(organisation);
      return ['key', `invitations of ${organisation.id}`];
    },
  },
  {
    what: 'the looks of a network at invitations',
    table: 'sign_in_throttles',
    lifetime: 15 * MINUTE,
    make: async () => {
      // Counted from the first one on, so no other test may look from there.
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

/** Rows whose end is somebody's choice, or that nothing writes. */
const ELSEWHERE: Record<string, string> = {
  api_keys: 'as long as whoever makes it says',
  consents: 'as the client says: test/pages/consent.test.ts',
  device_codes: 'nothing writes them yet',
  onboarding_invitations: 'made by a command of the operator',
  pushed_authorization_requests: 'nothing writes them yet',
  replay_ledger: 'as long as its bearer: test/oauth/client-auth/client-assertion.test.ts',
};

it('every table whose rows expire is in one of the lists', async () => {
  const expiring = [...(await readTables()).values()].filter(({ columns }) =>
    columns.some(({ name }) => name === 'expires_at'),
  );
  const listed = new Set([...KINDS, ...UNDATED].map(({ table }) => table).concat(Object.keys(ELSEWHERE)));
  expect(expiring.map(({ name }) => name).sort()).toEqual([...listed].sort());
});
