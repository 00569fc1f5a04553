import { describe, expect, it } from 'vitest';
import { blockUser } from '../../../src/domain/users/blocking.ts';
import { expectFlights, send } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { enrol } from '../../support/mfa.ts';
import { obtainTokens } from '../../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';
import { ageSessions } from '../../support/states.ts';

const PATH = '/v1/admin/organisation/transfer-ownership';
const HOUR = 3_600;

type Who = Pick<TestPerson, 'cookies' | 'csrf'>;

const transfer = (who: Who, userId: unknown, more: Record<string, unknown> = {}) =>
  sendAs(who, 'POST', PATH, { userId, ...more });

/** Somebody who has confirmed their address. */
async function createHeir(organisation: TestOrganisation, role = 'staff'): Promise<TestPerson> {
  const person = await createPerson(organisation, role);
  await asOwner('UPDATE users SET email_verified_at = now() WHERE id = $1', [person.id]);
  return person;
}

async function ownerOf({ id }: TestOrganisation): Promise<unknown> {
  const [row] = await asOwner<{ owner_id: string }>('SELECT owner_id FROM organisations WHERE id = $1', [id]);
  return row?.owner_id;
}

async function rolesOf(userId: string): Promise<string[]> {
  const rows = await asOwner<{ slug: string }>(
    'SELECT slug FROM user_roles JOIN roles ON roles.id = role_id WHERE user_id = $1 ORDER BY slug',
    [userId],
  );
  return rows.map(({ slug }) => slug);
}

const mailsOf = ({ id }: TestOrganisation) =>
  asOwner<{ recipient: string; subject: string }>(
    `SELECT recipient, subject FROM outbound_emails WHERE organisation_id = $1 AND template = 'ownership-transferred'
     ORDER BY subject`,
    [id],
  );

const tracesOf = ({ id }: TestOrganisation) =>
  asOwner(
    `SELECT user_id, metadata FROM audit_logs
     WHERE organisation_id = $1 AND event_type = 'organisation.ownership_transferred'`,
    [id],
  );

/** Nothing has happened: neither roles nor mail nor events. */
async function expectUnchanged(organisation: TestOrganisation): Promise<void> {
  expect(await ownerOf(organisation)).toBe(organisation.owner.id);
  expect(await rolesOf(organisation.owner.id)).toEqual(['owner']);
  expect([await mailsOf(organisation), await tracesOf(organisation)]).toEqual([[], []]);
}

describe('The owner hands the organisation over', () => {
  it('to one of its people, in two round trips: both are told, and stay signed in', async () => {
    const organisation = await createOrganisation();
    const heir = await createHeir(organisation);
    const answer = await transfer(organisation, heir.id);
    expect([answer.status, await answer.json()]).toEqual([200, { message: 'The organisation was handed over' }]);
    expectFlights(answer, 3);
    expect(await ownerOf(organisation)).toBe(heir.id);
    expect(await rolesOf(heir.id)).toEqual(['owner', 'staff']);
    expect(await rolesOf(organisation.owner.id)).toEqual(['admin']);
    expect(await mailsOf(organisation)).toEqual([
      { recipient: heir.email, subject: `You are the owner of ${organisation.name} now` },
      { recipient: organisation.owner.email, subject: `You have handed over ${organisation.name}` },
    ]);
    const parties = { from: organisation.owner.id, to: heir.id };
    expect(await tracesOf(organisation)).toEqual([{ user_id: organisation.owner.id, metadata: parties }]);

    expect((await transfer(organisation, heir.id)).status).toBe(403);
    expect((await transfer(heir, organisation.owner.id)).status).toBe(200);
    expect(await ownerOf(organisation)).toBe(organisation.owner.id);
  });

  it('with the password when the sign-in is not recent', async () => {
    const organisation = await createOrganisation();
    const heir = await createHeir(organisation);
    await ageSessions(organisation.id, HOUR / 3);
    const without = await transfer(organisation, heir.id);
    expect([without.status, await without.json()]).toEqual([
      403,
      expect.objectContaining({ requiresReauthentication: true }),
    ]);
    expect((await transfer(organisation, heir.id, { password: 'Wrong-Horse-7' })).status).toBe(403);
    await expectUnchanged(organisation);
    expect((await transfer(organisation, heir.id, { password: PASSWORD })).status).toBe(200);
  });

  it('with the second factor, if there is one: the password is not enough', async () => {
    const organisation = await createOrganisation();
    const heir = await createHeir(organisation);
    const owner = await enrol({ ...organisation, id: organisation.owner.id });
    await ageSessions(organisation.id, HOUR / 3);
    const refused = await transfer(owner, heir.id, { password: PASSWORD });
    expect([refused.status, await refused.json()]).toEqual([
      403,
      expect.objectContaining({ requiresReauthentication: true }),
    ]);
    await expectUnchanged(organisation);
    const checked = await sendAs(owner, 'POST', '/v1/me/mfa/check', { token: await owner.authenticator.code() });
    expect(checked.status, await checked.clone().text()).toBe(200);
    expect((await transfer(owner, heir.id)).status).toBe(200);
  });
});

describe('Nobody else can', () => {
  it('not with every permission, nor with a token of the owner', async () => {
    const organisation = await createOrganisation();
    const other = await createHeir(organisation, 'owner');
    const refused = await transfer(other, other.id);
    const detail = 'Only the owner of the organisation can hand it over';
    expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ detail })]);
    const { access_token: token } = await obtainTokens(organisation, await createClient(organisation.id));
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ userId: other.id, password: PASSWORD });
    expect((await send(PATH, { method: 'POST', headers, body })).status).toBe(401);
    await expectUnchanged(organisation);
  });
});

describe('The new owner', () => {
  it('is a person of the organisation', async () => {
    const [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
    const gone = await createHeir(organisation);
    await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [gone.id]);
    for (const id of [stranger.owner.id, gone.id, crypto.randomUUID(), 'nobody', organisation.id]) {
      const answer = await transfer(organisation, id);
      expect([answer.status, await answer.json()]).toEqual([
        404,
        expect.objectContaining({ detail: 'User not found' }),
      ]);
    }
    expect((await transfer(organisation, organisation.owner.id)).status).toBe(409);
    for (const id of [undefined, null, 7, '']) expect([400, 404]).toContain((await transfer(organisation, id)).status);
    await expectUnchanged(organisation);
  });

  it.each([
    ['blocked', 'blocked_at = now()'],
    ['not confirmed', 'email_verified_at = NULL'],
    ['about to be deleted', `deletion_scheduled_at = now() + interval '1 day'`],
  ])('is not %s', async (_state, change) => {
    const organisation = await createOrganisation();
    const heir = await createHeir(organisation);
    await asOwner(`UPDATE users SET ${change} WHERE id = $1`, [heir.id]);
    expect((await transfer(organisation, heir.id)).status).toBe(409);
    await expectUnchanged(organisation);
    expect(await rolesOf(heir.id)).toEqual(['staff']);
  });
});

describe('At the same moment', () => {
  it('two transfers leave one owner', async () => {
    const organisation = await createOrganisation();
    const heirs = [await createHeir(organisation), await createHeir(organisation)] as const;
    const answers = await holdRow('users', organisation.owner.id, async (whenWaiting) => {
      const both = heirs.map((heir) => transfer(organisation, heir.id));
      await whenWaiting(2);
      return both;
    }).then((both) => Promise.all(both));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const winner = heirs[answers.findIndex(({ status }) => status === 200)];
    const loser = heirs.find((heir) => heir !== winner);
    expect(await ownerOf(organisation)).toBe(winner?.id);
    expect([await rolesOf(winner?.id ?? ''), await rolesOf(loser?.id ?? '')]).toEqual([['owner', 'staff'], ['staff']]);
    expect(await tracesOf(organisation)).toHaveLength(1);
  });

  it('a person who is blocked does not become the owner, and the owner is not blocked', async () => {
    const organisation = await createOrganisation();
    const heir = await createHeir(organisation);
    const [blocking, handedOver] = await holdRow('users', heir.id, async (whenWaiting) => {
      const first = withContext((context) => blockUser(context.openTenant(organisation.id, {}), heir.id, null)).then(
        () => true,
        () => false,
      );
      await whenWaiting(1);
      const second = transfer(organisation, heir.id);
      await whenWaiting(2);
      return [first, second] as const;
    }).then((both) => Promise.all(both));
    expect(handedOver.status).toBe(blocking ? 409 : 200);
    expect(await ownerOf(organisation)).toBe(blocking ? organisation.owner.id : heir.id);
  });

  it('a person who deletes their account either becomes the owner or goes', async () => {
    const organisation = await createOrganisation();
    const heir = await createHeir(organisation);
    const [handedOver, going] = await holdRow('users', heir.id, async (whenWaiting) => {
      const first = transfer(organisation, heir.id);
      await whenWaiting(1);
      const second = sendAs(heir, 'DELETE', '/v1/me/account', {});
      await whenWaiting(2);
      return [first, second] as const;
    }).then((both) => Promise.all(both));
    expect([200, 409]).toContain(handedOver.status);
    expect(going.status).toBe(handedOver.status === 200 ? 403 : 200);
    const [row] = await asOwner<{ is_leaving: boolean }>(
      'SELECT deletion_scheduled_at IS NOT NULL AS is_leaving FROM users WHERE id = $1',
      [heir.id],
    );
    expect(row?.is_leaving).toBe(handedOver.status !== 200);
    expect(await ownerOf(organisation)).toBe(handedOver.status === 200 ? heir.id : organisation.owner.id);
  });
});
