/** What streams are told of guests: people with an account at home who are members of a host (docs/decisions/0047). */
import { decodeJwt } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { erase } from '../../src/domain/account/erasure.ts';
import { ISSUER } from '../support/app.ts';
import { asOwner, withContext } from '../support/database.ts';
import { createGuest, type TestGuest } from '../support/guests.ts';
import { roleId } from '../support/invitations.ts';
import { obtainTokens } from '../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { createPerson, sendAs, signIn } from '../support/people.ts';
import {
  ask,
  createReceiver,
  createStream,
  type EventToken,
  type Receiver,
  takeEvents,
} from '../support/security-events.ts';
import { createTeam } from '../support/teams.ts';

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/';
const REVOKED = `${CAEP}session-revoked`;
const CHANGED = `${CAEP}token-claims-change`;

interface Party {
  receiver: Receiver;
  stream: string;
}

let host: TestOrganisation;
let home: TestOrganisation;
/** Two applications of the host, one of the home, one of somebody who has to do with neither. */
let app: Party;
let unknown: Party;
let atHome: Party;
let elsewhere: Party;
let guest: TestGuest;

beforeAll(async () => {
  [host, home] = [await createOrganisation(), await createOrganisation()];
  app = await party(host, ['roles', 'groups']);
  [unknown, atHome, elsewhere] = [await party(host), await party(home), await party(await createOrganisation())];
});

beforeEach(async () => {
  guest = await createGuest(host, home);
  await meet(app);
  await meet(atHome);
});

async function party(organisation: TestOrganisation, ofPeople: string[] = []): Promise<Party> {
  const receiver = await createReceiver(organisation, { ofPeople });
  return { receiver, stream: await createStream(receiver) };
}

const meet = ({ receiver }: Party, who: { cookies: string } = guest) =>
  obtainTokens({ ...home, cookies: who.cookies }, receiver, 'openid');
const take = ({ receiver, stream }: Party) => takeEvents(receiver, stream);
const typesOf = (tokens: readonly EventToken[]) => tokens.flatMap(({ events }) => Object.keys(events)).sort();

/** Nobody else hears of it. */
async function expectSilence(...others: Party[]): Promise<void> {
  for (const other of [unknown, elsewhere, ...others]) expect(await take(other)).toEqual([]);
}

describe('what the host does to a guest is told to its clients, by the subject of their ID tokens', () => {
  it('when it ends the membership, and when it takes the guest back', async () => {
    const { sub } = decodeJwt((await meet(app)).id_token);
    await sendAs(host, 'DELETE', `/v1/admin/memberships/${guest.memberId}`);
    const tokens = await take(app);
    expect(typesOf(tokens)).toEqual([REVOKED, `${RISC}account-disabled`]);
    for (const { sub_id } of tokens) expect(sub_id).toMatchObject({ format: 'iss_sub', sub });
    expect(tokens.find(({ events }) => events[REVOKED])?.events[REVOKED]).toMatchObject({ initiating_entity: 'admin' });
    await expectSilence(atHome);
    const restored = { userId: guest.id, roleIds: [await roleId(host, 'staff')] };
    expect((await sendAs(host, 'POST', '/v1/admin/memberships', restored)).status).toBe(201);
    expect(typesOf(await take(app))).toEqual([`${RISC}account-enabled`]);
    await expectSilence(atHome);
  });

  it('with a pairwise subject where the client has those', async () => {
    const receiver = await createReceiver(host, { columns: { subject_type: 'pairwise' } });
    const pairwise = { receiver, stream: await createStream(receiver) };
    const { sub } = decodeJwt((await meet(pairwise)).id_token);
    expect(sub).not.toBe(guest.id);
    await sendAs(host, 'DELETE', `/v1/admin/memberships/${guest.memberId}`);
    for (const { sub_id } of await take(pairwise)) expect(sub_id).toMatchObject({ format: 'iss_sub', sub });
    await take(app);
  });

  it('when the guest leaves, which is their own act', async () => {
    expect((await sendAs(guest, 'DELETE', `/v1/me/organisations/${host.id}`)).status).toBe(204);
    const tokens = await take(app);
    expect(typesOf(tokens)).toEqual([REVOKED, `${RISC}account-disabled`]);
    const [told] = tokens.flatMap(({ events }) => events[REVOKED] ?? []);
    expect(told).toMatchObject({ initiating_entity: 'user' });
    await expectSilence(atHome);
  });

  it('when it changes their roles and teams, with those of the membership alone', async () => {
    const roleIds = [await roleId(host, 'manager')];
    await sendAs(host, 'PATCH', `/v1/admin/memberships/${guest.memberId}`, { roleIds });
    const team = await createTeam(host);
    await sendAs(host, 'POST', `/v1/admin/teams/${team.id}/members`, { userId: guest.id });
    const tokens = await take(app);
    expect(tokens.map(({ events }) => events[CHANGED]?.claims)).toEqual([
      { roles: ['manager'] },
      { groups: [team.slug] },
    ]);
    for (const { sub_id } of tokens) expect(sub_id).toMatchObject({ sub: guest.id });
    await expectSilence(atHome);
  });
});

describe('what happens to the person at home is told to clients of the host', () => {
  it.each([
    ['a block', 'POST', 'block', [REVOKED, `${RISC}account-disabled`]],
    ['a deletion', 'DELETE', '', [REVOKED, `${RISC}account-purged`]],
    ['a demand for another password', 'POST', 'force-password-change', [REVOKED]],
    ['the end of all sessions', 'DELETE', 'sessions', [REVOKED]],
  ])('%s, once', async (_name, method, action, types) => {
    const path = `/v1/admin/users/${guest.id}${action && `/${action}`}`;
    const answer = await sendAs(home, method, path, method === 'POST' ? {} : undefined);
    expect(answer.status, await answer.clone().text()).toBeLessThan(300);
    const tokens = await take(app);
    expect(typesOf(tokens)).toEqual(types);
    for (const { sub_id } of tokens) expect(sub_id).toMatchObject({ format: 'iss_sub', sub: guest.id });
    expect(typesOf(await take(atHome))).toEqual(expect.arrayContaining(types));
    await expectSilence();
  });

  it('a new password, with which all ends that the host has issued', async () => {
    const passwords = { currentPassword: PASSWORD, newPassword: 'Battery-Staple-9' };
    expect((await sendAs(guest, 'POST', '/v1/me/password', passwords)).status).toBe(200);
    expect(typesOf(await take(app))).toEqual([REVOKED]);
    expect(typesOf(await take(atHome))).toEqual([`${CAEP}credential-change`]);
    await expectSilence();
  });

  it('the erasure that they asked for', async () => {
    await sendAs(guest, 'DELETE', '/v1/me/account', { password: PASSWORD });
    await take(app);
    await withContext(({ openTenant }) => erase(openTenant(home.id, {}), guest.id));
    expect(typesOf(await take(app))).toEqual([REVOKED, `${RISC}account-purged`]);
    await take(atHome);
    await expectSilence();
  });

  it('the end of a session that signed in to them, and of no other', async () => {
    const second = await signIn(guest.email);
    await sendAs(second, 'POST', '/v1/auth/logout');
    expect(await take(app)).toEqual([]);
    const { sid } = decodeJwt((await meet(app)).id_token);
    await sendAs(guest, 'POST', '/v1/auth/logout');
    expect(await take(app)).toMatchObject([
      { sub_id: { user: { sub: guest.id }, session: { id: sid } }, events: { [REVOKED]: {} } },
    ]);
    await take(atHome);
    await expectSilence();
  });

  it('nothing else', async () => {
    await sendAs(home, 'PATCH', `/v1/admin/users/${guest.id}`, { firstName: 'Elsewhere' });
    const team = await createTeam(home);
    await sendAs(home, 'POST', `/v1/admin/teams/${team.id}/members`, { userId: guest.id });
    await expectSilence(app);
    await take(atHome);
  });

  it('nothing any more once the membership has ended', async () => {
    await sendAs(host, 'DELETE', `/v1/admin/memberships/${guest.memberId}`);
    await take(app);
    await sendAs(home, 'POST', `/v1/admin/users/${guest.id}/block`, {});
    await sendAs(home, 'DELETE', `/v1/admin/users/${guest.id}`);
    await expectSilence(app);
    await take(atHome);
  });
});

it('what a guest does to others is told as the act of an administrator', async () => {
  const lead = await createGuest(host, home, 'manager');
  const { access_token: token } = await obtainTokens({ ...home, cookies: lead.cookies }, await createClient(host.id));
  const person = await createPerson(host);
  await meet(app, person);
  const team = await createTeam(host);
  await ask({ token }, 'POST', `/v1/admin/teams/${team.id}/members`, { userId: person.id });
  expect(await take(app)).toMatchObject([
    { sub_id: { sub: person.id }, events: { [CHANGED]: { initiating_entity: 'admin' } } },
  ]);
});

describe('section 8.1.3: a receiver that wants to hear nothing of a guest', () => {
  const remove = ({ receiver, stream }: Party, subject: unknown) =>
    ask(receiver, 'POST', '/ssf/subjects/remove', { stream_id: stream, subject });
  const add = ({ receiver, stream }: Party, subject: unknown) =>
    ask(receiver, 'POST', '/ssf/subjects/add', { stream_id: stream, subject });
  const bySub = () => ({ format: 'iss_sub', iss: ISSUER, sub: guest.id });
  const byAddress = () => ({ format: 'email', email: guest.email.toUpperCase() });

  it.each([
    ['by their subject', bySub],
    ['by their address', byAddress],
  ])('names them %s, and hears again when it adds them', async (_how, named) => {
    expect((await remove(app, named())).status).toBe(204);
    await sendAs(home, 'POST', `/v1/admin/users/${guest.id}/block`);
    expect(await take(app)).toEqual([]);
    expect(await take(atHome)).not.toEqual([]);
    expect((await add(app, named())).status).toBe(200);
    await sendAs(host, 'DELETE', `/v1/admin/memberships/${guest.memberId}`);
    expect(typesOf(await take(app))).toContain(REVOKED);
  });

  it('is asked by one of the clients that know them alone, and changes nothing for another stream', async () => {
    for (const stranger of [unknown, elsewhere, atHome]) expect((await remove(stranger, byAddress())).status).toBe(204);
    const left = `SELECT FROM event_stream_left_out_guests WHERE member_id = $1`;
    expect(await asOwner(left, [guest.memberId])).toEqual([]);
    await sendAs(host, 'DELETE', `/v1/admin/memberships/${guest.memberId}`);
    expect(typesOf(await take(app))).toContain(REVOKED);
  });

  it('is not told of their erasure either', async () => {
    await remove(app, bySub());
    await sendAs(guest, 'DELETE', '/v1/me/account', { password: PASSWORD });
    await withContext((context) => erase(context.openTenant(home.id, {}), guest.id));
    expect(await take(app)).toEqual([]);
    expect(await asOwner('SELECT FROM event_stream_left_out_guests WHERE member_id = $1', [guest.memberId])).toEqual(
      [],
    );
  });
});
