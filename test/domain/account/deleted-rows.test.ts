/** People, clients and organisations that were deleted between two steps, or are named in rows that remain. */
import { describe, expect, it } from 'vitest';
import { listErasable } from '../../../src/domain/account/erasure.ts';
import { getAccount } from '../../../src/domain/authenticators/accounts.ts';
import { type Client, findClient } from '../../../src/domain/clients/clients.ts';
import { consentBySession, grantConsent } from '../../../src/domain/consents/consents.ts';
import { listInvitations } from '../../../src/domain/invitations/invitations.ts';
import { chargeAttempt } from '../../../src/domain/lockout/attempts.ts';
import { recordFailure } from '../../../src/domain/lockout/failure.ts';
import { getMfaOverview } from '../../../src/domain/mfa/overview.ts';
import { listOwnSessions } from '../../../src/domain/sessions/own.ts';
import { findPending } from '../../../src/domain/sign-in/pending.ts';
import { sql } from '../../../src/platform/database/statement.ts';
import { cookiesOf } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { inviteSomebody } from '../../support/invitations.ts';
import { createMfaPerson, logIn } from '../../support/mfa.ts';
import { createClient, createOrganisation } from '../../support/organisation.ts';
import { createPerson } from '../../support/people.ts';
import { deleteOrganisation, deleteUser } from '../../support/states.ts';

const cookie = (cookies: string, name: string) => new RegExp(`${name}=([^;]+)`).exec(cookies)?.[1] ?? '';

describe('a deleted person', () => {
  it('has no known browser: an attempt at their address is counted like one at an unknown address', async () => {
    const person = await createPerson(await createOrganisation());
    const origin = { ipAddress: '192.0.2.7', device: cookie(person.cookies, 'cerb_device').split('.')[0] ?? '' };
    const isKnown = () =>
      withContext(async ({ system }) => {
        const subject = sql`SELECT ${person.email}::text AS email`;
        const [[attempt]] = await system.db.flight(await chargeAttempt(system, origin, subject));
        return attempt?.isKnownDevice;
      });
    expect(await isKnown()).toBe(true);
    await deleteUser(person.id);
    expect(await isKnown()).toBe(false);
  });

  it('is not named as the inviter of an invitation, which remains', async () => {
    const organisation = await createOrganisation();
    const { id } = await inviteSomebody(organisation);
    await deleteUser(organisation.owner.id);
    const page = { sort: 'createdAt', order: 'desc', limit: 10, offset: 0 } as const;
    const { invitations } = await withContext((context) =>
      listInvitations(context.openTenant(organisation.id, {}), page),
    );
    expect(invitations).toMatchObject([{ id, invitedBy: null, invitedById: organisation.owner.id }]);
  });

  it('is not changed by a concurrent sign-in', async () => {
    const organisation = await createOrganisation();
    const { id } = await createPerson(organisation);
    await deleteUser(id);
    const attempt = { granted: true, retryAt: null, isKnownDevice: false, device: null, charges: [] };
    const overview = await withContext(async (context) => {
      const tenant = context.openTenant(organisation.id, { userId: id });
      await recordFailure(tenant, attempt, { reason: 'wrong_password', authenticator: 'password' });
      return getMfaOverview(tenant, id);
    });
    expect(overview).toEqual({ enabled: false, backupCodesRemaining: 0, factors: [] });
    expect(await asOwner('SELECT failed_login_count FROM users WHERE id = $1', [id])).toEqual([
      { failed_login_count: 0 },
    ]);
  });
});

describe('a deleted client', () => {
  it('has no consent any more', async () => {
    const organisation = await createOrganisation();
    const client = await createClient(organisation.id);
    const consents = () =>
      withContext(async (context) => {
        const session = decodeURIComponent(cookie(organisation.cookies, 'cerb_sid'));
        return context.system.db.flight(await consentBySession(context.system, session, client));
      });
    await withContext(async (context) => {
      const registered = (await findClient(context.system, client.clientId)) as Client;
      const holder = { userId: organisation.owner.id, memberId: null };
      const consent = { holder, client: registered, scopes: ['openid'] };
      await grantConsent(context.openTenant(organisation.id, {}), consent);
    });
    expect(await consents()).toMatchObject([[{ scopes: ['openid'] }]]);
    await asOwner('UPDATE clients SET deleted_at = now() WHERE id = $1', [client.id]);
    expect(await consents()).toEqual([[]]);
  });
});

describe('a deleted organisation', () => {
  it('has no accounts and no sessions', async () => {
    const organisation = await createOrganisation();
    const { id } = organisation.owner;
    await deleteOrganisation(organisation.id);
    await withContext(async (context) => {
      const tenant = context.openTenant(organisation.id, {});
      await expect(getAccount(tenant, id)).rejects.toMatchObject({ code: 'not_found' });
      expect(await listOwnSessions(tenant, id)).toEqual([]);
    });
  });

  it('has no pending sign-ins', async () => {
    const organisation = await createOrganisation();
    const person = await createMfaPerson(organisation);
    const token = decodeURIComponent(cookie(cookiesOf(await logIn(person.email)), 'cerb_pending'));
    const pending = () => withContext(({ system }) => findPending(system, token));
    expect(await pending()).toMatchObject({ account: { id: person.id } });
    await deleteOrganisation(organisation.id);
    expect(await pending()).toBeNull();
  });

  it('no longer prevents the erasure of its owner', async () => {
    const organisation = await createOrganisation();
    const { id } = organisation.owner;
    await asOwner(`UPDATE users SET deletion_scheduled_at = now(), last_login_at = NULL WHERE id = $1`, [id]);
    const isDeparted = () =>
      withContext(async ({ system }) =>
        (await listErasable(system, { limit: 10_000, except: [] })).some(({ userId }) => userId === id),
      );
    expect(await isDeparted()).toBe(false);
    await deleteOrganisation(organisation.id);
    expect(await isDeparted()).toBe(true);
  });
});
