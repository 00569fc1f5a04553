/** Races: fifty parallel uses of what is valid once, or five times, without the other limits. */
import { expect, test } from 'vitest';
import type { RequestContext } from '../../../src/deps.ts';
import type { Account } from '../../../src/domain/authenticators/accounts.ts';
import { getAccount } from '../../../src/domain/authenticators/accounts.ts';
import { checkEmailCode, sendEmailCode } from '../../../src/domain/authenticators/email.ts';
import { verifyAnswer } from '../../../src/domain/authenticators/kinds.ts';
import { countPendingAttempt } from '../../../src/domain/sign-in/pending.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createMfaPerson, logIn } from '../../support/mfa.ts';
import { createOrganisation } from '../../support/organisation.ts';

const relyingParty = { id: 'localhost', name: 'Cerberus', origins: [] };

async function verifyAndConsume({ system, box, openTenant }: RequestContext, account: Account, answer: string) {
  const tenant = openTenant(account.organisationId, { userId: account.id });
  const verified = await verifyAnswer(
    { system, tenant, box, relyingParty },
    { ...account, hasBackupCodes: true },
    answer,
  );
  const [consumed] = verified ? await tenant.db.flight(verified.consume) : [[]];
  return consumed.length > 0 ? verified : null;
}

async function successesOf(account: Account, answer: string): Promise<number> {
  const attempts = Array.from({ length: 50 }, () =>
    withContext((context) => verifyAndConsume(context, account, answer)),
  );
  return (await Promise.all(attempts)).filter((verified) => verified !== null).length;
}

test('a TOTP code, a backup code and a code by e-mail each work once', async () => {
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
    const account = await getAccount(tenant, person.id);
    const oneTimeCode = async ({ code }: { code: string }) => {
      emailed = code;
      return { recipient: person.email, template: 'one-time-code', subject: '', text: '', html: '' };
    };
    await sendEmailCode(tenant, account, { box, notices: { oneTimeCode } as never });
    return account;
  });
  expect(await successesOf(account, code)).toBe(1);
  expect(await successesOf(account, person.authenticator.backupCodes[0] ?? '')).toBe(1);
  expect(await successesOf(account, emailed)).toBe(1);
});

test('a pending sign-in allows five attempts', async () => {
  const organisation = await createOrganisation();
  const person = await createMfaPerson(organisation);
  await logIn(person.email);
  const [pending] = await asOwner<{ id: string }>(
    `SELECT id FROM one_time_codes WHERE user_id = $1 AND purpose = 'sign_in'`,
    [person.id],
  );
  const attempt = () =>
    withContext(({ openTenant }) => countPendingAttempt(openTenant(organisation.id, {}), pending?.id ?? ''));
  const counted = await Promise.all(Array.from({ length: 50 }, attempt));
  expect(counted.filter(Boolean)).toHaveLength(5);
});

test('a code by e-mail allows five attempts', async () => {
  const organisation = await createOrganisation();
  const person = await createMfaPerson(organisation);
  await asOwner(
    `INSERT INTO one_time_codes (id, organisation_id, user_id, purpose, code_hash, expires_at)
     VALUES ($1, $2, $3, 'mfa.email', 'of nothing', now() + interval '1 minute')`,
    [uuidv7(), organisation.id, person.id],
  );
  const attempt = () =>
    withContext(({ openTenant, box }) => checkEmailCode(openTenant(organisation.id, {}), box, person.id, '12345678'));
  await Promise.all(Array.from({ length: 50 }, attempt));
  const [code] = await asOwner('SELECT attempts FROM one_time_codes WHERE user_id = $1 AND purpose = $2', [
    person.id,
    'mfa.email',
  ]);
  expect(code).toEqual({ attempts: 5 });
});
