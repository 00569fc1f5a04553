/** The account as sign-in, and changes of its authenticators, read it. */
import { expect, test } from 'vitest';
import { getAccount, stillAsRead } from '../../../src/domain/authenticators/accounts.ts';
import { findPending } from '../../../src/domain/sign-in/pending.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { sql } from '../../../src/platform/database/statement.ts';
import { cookiesOf } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createMfaPerson, logIn } from '../../support/mfa.ts';
import { createOrganisation } from '../../support/organisation.ts';
import { createPerson } from '../../support/people.ts';

async function createFactor(organisationId: string, userId: string, columns: Record<string, unknown>): Promise<string> {
  const row = { id: uuidv7(), organisation_id: organisationId, user_id: userId, ...columns };
  const places = Object.keys(row).map((_, index) => `$${index + 1}`);
  await asOwner(`INSERT INTO mfa_factors (${Object.keys(row)}) VALUES (${places})`, Object.values(row));
  return row.id;
}

test('an account has its confirmed factors, oldest first, with every column', async () => {
  const organisation = await createOrganisation();
  const { id } = await createPerson(organisation);
  const then = new Date('2026-01-02T03:04:05.678Z');
  const later = new Date('2026-02-03T04:05:06.789Z');
  const [first, second] = [uuidv7(then), uuidv7(later)];
  await createFactor(organisation.id, id, {
    id: second,
    type: 'webauthn',
    name: 'Key',
    credential_id: second,
    public_key: 'key',
    sign_count: 4_294_967_295,
    transports: '["usb"]',
    confirmed_at: then,
    held_at: later,
    failures: 3,
    created_at: then,
  });
  await createFactor(organisation.id, id, { type: 'email', name: 'Unconfirmed' });
  const used = { last_step: 60_000_000, confirmed_at: then, created_at: then, last_used_at: later };
  await createFactor(organisation.id, id, { id: first, type: 'totp', name: 'App', secret: 'sealed', ...used });
  const account = await withContext((context) => getAccount(context.openTenant(organisation.id, {}), id));
  const nothing = { secret: null, credentialId: null, publicKey: null, signCount: null, transports: null };
  expect(account.factors).toEqual([
    {
      ...nothing,
      id: first,
      type: 'totp',
      name: 'App',
      secret: 'sealed',
      lastStep: 60_000_000,
      heldAt: null,
      failures: 0,
      createdAt: then,
      lastUsedAt: later,
    },
    {
      ...nothing,
      id: second,
      type: 'webauthn',
      name: 'Key',
      credentialId: second,
      publicKey: 'key',
      signCount: 4_294_967_295,
      transports: ['usb'],
      lastStep: null,
      heldAt: later,
      failures: 3,
      createdAt: then,
      lastUsedAt: null,
    },
  ]);
});

test('a password that was never changed dates from the creation of its account, to the millisecond', async () => {
  const organisation = await createOrganisation();
  const { id, email } = await createMfaPerson(organisation);
  const token = decodeURIComponent(/cerb_pending=([^;]+)/.exec(cookiesOf(await logIn(email)))?.[1] ?? '');
  const read = () =>
    withContext(async (context) => {
      const account = await getAccount(context.openTenant(organisation.id, {}), id);
      const pending = await findPending(context.system, token);
      expect(pending?.account).toEqual(account);
      const [asRead] = await context.system.db.flight(sql`SELECT WHERE ${stillAsRead(account)}`);
      expect(asRead).toHaveLength(1);
      return account;
    });
  const created = '2026-01-02T03:04:05.678999Z';
  await asOwner(`UPDATE users SET password_changed_at = NULL, created_at = '${created}' WHERE id = $1`, [id]);
  expect((await read()).passwordChangedAt).toEqual(new Date('2026-01-02T03:04:05.678Z'));
  await asOwner(`UPDATE users SET password_changed_at = '2026-02-03T04:05:06.789999Z' WHERE id = $1`, [id]);
  expect((await read()).passwordChangedAt).toEqual(new Date('2026-02-03T04:05:06.789Z'));
  expect((await read()).organisation.allowedMfaMethods).toEqual([]);
});
