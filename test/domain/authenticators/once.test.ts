/** What is good once, or five times, used by fifty at the same moment, past every other limit. */
import { expect, test } from 'vitest';
import type { RequestContext } from '../../../src/deps.ts';
import type { Account } from '../../../src/domain/authenticators/accounts.ts';
import { getAccount } from '../../../src/domain/authenticators/accounts.ts';
import { guessEmailCode, sendEmailCode } from '../../../src/domain/authenticators/email.ts';
import { verifyAnswer } from '../../../src/domain/authenticators/kinds.ts';
import { countGuess } from '../../../src/domain/sign-in/pending.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createMfaPerson, logIn } from '../../support/mfa.ts';
import { createOrganisation } from '../../support/organisation.ts';

const relyingParty = { id: 'localhost', name: 'Cerberus', origins: [] };

async function redeem({ system, box, openTenant }: RequestContext, account: Account, answer: string) {
  const tenant = openTenant(account.organisationId, { userId: account.id });
  const answered = await verifyAnswer(
    { system, tenant, box, relyingParty },
    { ...account, hasBackupCodes: true },
    answer,
  );
  const [used] = answered ? await tenant.db.flight(answered.consuming) : [[]];
  return used.length > 0 ? answered : null;
}

async function successesOf(account: Account, answer: string): Promise<number> {
  const attempts = Array.from({ length: 50 }, () => withContext((context) => redeem(context, account, answer)));
  return (await Promise.all(attempts)).filter((answered) => answered !== null).length;
}

test('TOTP code, backup code, code by e-mail', async () => {
  const organisation = await createOrganisation();
  const person = await createMfaPerson(organisation);
  await asOwner(
    `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, confirmed_at)
     VALUES ($1, $2, $3, 'email', 'E-mail', now())`,
    [uuidv7(), organisation.id, person.id],
  );
  let emailed = '';
  const code = await person.authenticator.code();
  const account = await withContext(async ({ openTenant, box }) => {
    const tenant = openTenant(organisation.id, { userId: person.id });
    const found = await getAccount(tenant, person.id);
    const oneTimeCode = async ({ code }: { code: string }) => {
      emailed = code;
      return { recipient: person.email, template: 'one-time-code', subject: '', text: '', html: '' };
    };
    await sendEmailCode(tenant, found, { box, notices: { oneTimeCode } as never });
    return found;
  });
  expect(await successesOf(account, code)).toBe(1);
  expect(await successesOf(account, person.authenticator.backupCodes[0] ?? '')).toBe(1);
  expect(await successesOf(account, emailed)).toBe(1);
});

test('guesses of a pending sign-in, of which there are five', async () => {
  const organisation = await createOrganisation();
  const person = await createMfaPerson(organisation);
  await logIn(person.email);
  const [pending] = await asOwner<{ id: string }>(
    `SELECT id FROM one_time_codes WHERE user_id = $1 AND purpose = 'sign_in'`,
    [person.id],
  );
  const guess = () => withContext(({ openTenant }) => countGuess(openTenant(organisation.id, {}), pending?.id ?? ''));
  const counted = await Promise.all(Array.from({ length: 50 }, guess));
  expect(counted.filter(Boolean)).toHaveLength(5);
});

test('guesses at a code by e-mail, of which there are five', async () => {
  const organisation = await createOrganisation();
  const person = await createMfaPerson(organisation);
  await asOwner(
    `INSERT INTO one_time_codes (id, organisation_id, user_id, purpose, code_hash, expires_at)
     VALUES ($1, $2, $3, 'mfa.email', 'of nothing', now() + interval '1 minute')`,
    [uuidv7(), organisation.id, person.id],
  );
  const guess = () =>
    withContext(({ openTenant, box }) => guessEmailCode(openTenant(organisation.id, {}), box, person.id, '12345678'));
  await Promise.all(Array.from({ length: 50 }, guess));
  const [code] = await asOwner('SELECT attempts FROM one_time_codes WHERE user_id = $1 AND purpose = $2', [
    person.id,
    'mfa.email',
  ]);
  expect(code).toEqual({ attempts: 5 });
});
