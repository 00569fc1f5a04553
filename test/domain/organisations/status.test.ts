/** Suspending, reactivating, cancelling and restoring an organisation. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  cancelOrganisation,
  reactivateOrganisation,
  restoreOrganisation,
  suspendOrganisation,
} from '../../../src/domain/organisations/status.ts';
import type { Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import { closures } from '../../../src/jobs/closures.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createGuest } from '../../support/guests.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh } from '../../support/oauth.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { sendAs } from '../../support/people.ts';

let organisation: TestOrganisation;

beforeEach(async () => {
  organisation = await createOrganisation();
});

type Change = (tenant: Tenant, change: { reason: string | null }) => Promise<void>;

/** The number of round trips. */
const change = (apply: Change, reason: string | null = null) =>
  withContext(async (context) => {
    await apply(context.openTenant(organisation.id, {}), { reason });
    return context.db.flights;
  });

const row = async () =>
  (await asOwner('SELECT status, status_reason, deleted_at FROM organisations WHERE id = $1', [organisation.id]))[0];

const events = () =>
  asOwner(
    `SELECT event_type, metadata->>'reason' AS reason FROM audit_logs
     WHERE organisation_id = $1 AND resource_type = 'organisation' AND event_type <> 'organisation.created' ORDER BY id`,
    [organisation.id],
  );

const countOf = async (condition: string) =>
  (
    await asOwner<{ count: number }>(`SELECT count(*)::int FROM ${condition} AND organisation_id = $1`, [
      organisation.id,
    ])
  )[0]?.count;

describe('suspension', () => {
  it('keeps the reason and records it, in one round trip, and is taken back to the status before', async () => {
    expect(await change(suspendOrganisation, 'Unpaid')).toBe(1);
    expect(await row()).toEqual({ status: 'suspended', status_reason: 'Unpaid', deleted_at: null });
    expect(await change(reactivateOrganisation, 'Paid')).toBe(1);
    expect(await row()).toEqual({ status: 'trial', status_reason: 'Paid', deleted_at: null });
    expect(await events()).toEqual([
      { event_type: 'organisation.suspended', reason: 'Unpaid' },
      { event_type: 'organisation.reactivated', reason: 'Paid' },
    ]);
  });

  it('ends sessions, codes and tokens, of guests too, so that reactivation brings none back', async () => {
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, client);
    const code = await obtainCode(organisation, client);
    const guest = await createGuest(organisation, await createOrganisation());
    const ofGuest = await obtainTokens({ ...organisation, cookies: guest.cookies }, client);
    await change(suspendOrganisation);
    await change(reactivateOrganisation);
    expect((await sendAs(organisation, 'GET', '/v1/me/profile')).status).toBe(401);
    expect((await exchangeCode(client, code)).status).toBe(400);
    for (const { refresh_token } of [tokens, ofGuest]) expect((await refresh(client, refresh_token)).status).toBe(400);
    expect(await countOf('tokens WHERE revoked_at IS NULL')).toBe(0);
  });

  it('tells the clients of its sessions (OpenID Connect Back-Channel Logout 1.0)', async () => {
    const uri = 'https://app.example.com/logout';
    await obtainTokens(organisation, await createClient(organisation.id, { columns: { backchannel_logout_uri: uri } }));
    await change(suspendOrganisation);
    expect(await countOf('logout_deliveries WHERE TRUE')).toBe(1);
  });

  it('leaves other organisations alone', async () => {
    const other = await createOrganisation();
    await change(suspendOrganisation);
    expect((await sendAs(other, 'GET', '/v1/me/profile')).status).toBe(200);
  });
});

describe('an organisation of more people than a batch', () => {
  beforeEach(async () => {
    await asOwner(
      `INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
       SELECT gen_random_uuid(), $1, md5(random()::text || n) || '@example.com', 'A', 'B', 'A B'
       FROM generate_series(1, 1000) n`,
      [organisation.id],
    );
    await asOwner(
      `INSERT INTO sessions (id, organisation_id, user_id, session_token, expires_at, auth_time, last_activity_at, amr, ip_address, user_agent)
       SELECT gen_random_uuid(), $1, id, md5(id::text), now() + interval '1 hour', now(), now(), '[]', '', ''
       FROM users WHERE organisation_id = $1 AND id <> $2`,
      [organisation.id, organisation.owner.id],
    );
  });

  const endSessions = () => closures((work) => withContext(work));

  it('is reactivated only after a job has ended all sessions', async () => {
    await change(suspendOrganisation);
    expect(await countOf('sessions WHERE TRUE')).toBe(1);
    await expect(change(reactivateOrganisation)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('still being ended'),
    });
    expect(await events()).toHaveLength(1);
    await endSessions();
    expect(await countOf('sessions WHERE TRUE')).toBe(0);
    await change(reactivateOrganisation);
    expect(await row()).toMatchObject({ status: 'trial' });
  });

  it('loses its sessions by the same job when it was cancelled', async () => {
    await change(cancelOrganisation);
    await expect(change(restoreOrganisation)).rejects.toMatchObject({
      message: expect.stringContaining('still being ended'),
    });
    await endSessions();
    expect(await countOf('sessions WHERE TRUE')).toBe(0);
    await change(restoreOrganisation);
  });
});

describe('cancellation', () => {
  it('deletes softly, in one round trip, and is taken back within thirty days', async () => {
    expect(await change(cancelOrganisation, 'Left')).toBe(1);
    expect(await row()).toEqual({ status: 'cancelled', status_reason: 'Left', deleted_at: expect.any(Date) });
    expect(await change(restoreOrganisation, 'Came back')).toBe(1);
    expect(await row()).toEqual({ status: 'trial', status_reason: 'Came back', deleted_at: null });
    expect(await events()).toEqual([
      { event_type: 'organisation.cancelled', reason: 'Left' },
      { event_type: 'organisation.restored', reason: 'Came back' },
    ]);
  });

  it('is final after that', async () => {
    await change(cancelOrganisation);
    // A second more: the clock of a Worker stands still while it computes.
    const over = `now() - interval '30 days 1 second'`;
    await asOwner(`UPDATE organisations SET deleted_at = ${over} WHERE id = $1`, [organisation.id]);
    await expect(change(restoreOrganisation)).rejects.toMatchObject({ message: expect.stringContaining('no longer') });
    expect(await row()).toMatchObject({ status: 'cancelled' });
  });

  it('of a suspended organisation leads back to the suspension, and from there to the status before', async () => {
    await asOwner(`UPDATE organisations SET status = 'active' WHERE id = $1`, [organisation.id]);
    for (const apply of [suspendOrganisation, cancelOrganisation, restoreOrganisation]) await change(apply);
    expect(await row()).toMatchObject({ status: 'suspended', deleted_at: null });
    await change(reactivateOrganisation);
    expect(await row()).toMatchObject({ status: 'active' });
  });
});

describe('a change that does not fit the status is refused, and records nothing', () => {
  it.each<[string, Change[], Change]>([
    ['suspended twice', [suspendOrganisation], suspendOrganisation],
    ['suspended after its cancellation', [cancelOrganisation], suspendOrganisation],
    ['reactivated without a suspension', [], reactivateOrganisation],
    ['reactivated after its cancellation', [cancelOrganisation], reactivateOrganisation],
    ['cancelled twice', [cancelOrganisation], cancelOrganisation],
    ['restored without a cancellation', [], restoreOrganisation],
    ['restored when it is suspended', [suspendOrganisation], restoreOrganisation],
  ])('%s', async (_what, before, refused) => {
    for (const apply of before) await change(apply);
    const recorded = await events();
    await expect(change(refused)).rejects.toMatchObject({ code: 'conflict' });
    expect(await events()).toEqual(recorded);
  });

  it('one of two at the same time', async () => {
    const both = await Promise.allSettled([change(suspendOrganisation, 'A'), change(suspendOrganisation, 'B')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await events()).toHaveLength(1);
  });

  it('and an unknown organisation is not found', async () => {
    organisation = { ...organisation, id: crypto.randomUUID() };
    await expect(change(suspendOrganisation)).rejects.toMatchObject({ code: 'not_found' });
  });
});
