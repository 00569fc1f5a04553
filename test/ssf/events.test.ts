/** What streams are told: CAEP 1.0 and RISC 1.0 events, pushed (RFC 8935) and polled (RFC 8936). */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { erase } from '../../src/domain/account/erasure.ts';
import { runJobs } from '../../src/jobs/index.ts';
import { ISSUER, send } from '../support/app.ts';
import { asOwner, withContext } from '../support/database.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../support/people.ts';
import {
  ask,
  createPushedStream,
  createReceiver,
  createStream,
  introduce,
  pollStream,
  type Receiver,
  receivePushes,
  takeEvents,
  verifyEventToken,
} from '../support/security-events.ts';

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/';

let organisation: TestOrganisation;
let receiver: Receiver;
let stream: string;

beforeAll(async () => {
  organisation = await createOrganisation();
  receiver = await createReceiver(organisation);
  stream = await createStream(receiver);
});

const block = ({ id }: { id: string }) =>
  sendAs(organisation, 'POST', `/v1/admin/users/${id}/block`, { reason: 'Left the company' });

const take = (from = receiver, id = stream) => takeEvents(from, id);

async function known(from = receiver): Promise<TestPerson> {
  const person = await createPerson(organisation);
  await introduce(person, from);
  return person;
}

describe('a block', () => {
  it('is told as the end of all sessions, and as the end of the account', async () => {
    const person = await known();
    await block(person);
    const tokens = await take();
    expect(tokens.flatMap(({ events }) => Object.keys(events)).sort()).toEqual([
      `${CAEP}session-revoked`,
      `${RISC}account-disabled`,
    ]);
    const [token] = tokens;
    expect(token?.sub_id).toMatchObject({ format: 'iss_sub', sub: person.id });
    expect(token?.events[`${CAEP}session-revoked`] ?? token?.events[`${RISC}account-disabled`]).toBeDefined();
  });

  it('is pushed at once, with the header of the receiver', async () => {
    const pusher = await createReceiver(organisation);
    const { url } = await createPushedStream(pusher, { events_requested: [`${CAEP}session-revoked`] });
    const person = await known(pusher);
    const received = receivePushes();
    await block(person);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      url,
      headers: { Authorization: 'Bearer of-the-receiver', 'Content-Type': 'application/secevent+jwt' },
    });
    const { events } = await verifyEventToken(received[0]?.token ?? '', pusher);
    expect(events[`${CAEP}session-revoked`]).toMatchObject({ initiating_entity: 'admin' });
    expect(typeof events[`${CAEP}session-revoked`]?.event_timestamp).toBe('number');
  });
});

it('the end of one session names it as ID tokens do', async () => {
  const person = await known();
  const [session] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [person.id]);
  await send('/v1/auth/logout', { method: 'POST', headers: { Cookie: person.cookies } });
  expect(await take()).toMatchObject([
    {
      sub_id: { format: 'complex', user: { sub: person.id }, session: { format: 'opaque', id: session?.id } },
      events: { [`${CAEP}session-revoked`]: { initiating_entity: 'user' } },
    },
  ]);
});

it('changed claims are told as far as the scopes of the client let it see them', async () => {
  const person = await known();
  await sendAs(organisation, 'PATCH', `/v1/admin/users/${person.id}`, { firstName: 'Renamed' });
  const [token] = await take();
  const claims = token?.events[`${CAEP}token-claims-change`]?.claims as Record<string, unknown>;
  expect(claims).toMatchObject({ given_name: 'Renamed', email: person.email });
  expect(Object.keys(claims)).not.toContain('roles');
});

it('a change of which the client may know nothing is not told', async () => {
  const person = await known();
  const [role] = await asOwner<{ id: string }>(`SELECT id FROM roles WHERE organisation_id = $1 AND slug = 'staff'`, [
    organisation.id,
  ]);
  await sendAs(organisation, 'POST', `/v1/admin/users/${person.id}/roles`, { roleIds: [role?.id] });
  expect(await take()).toEqual([]);
  const [waiting] = await asOwner<{ count: number }>(
    'SELECT count(*)::int FROM event_stream_deliveries WHERE stream_id = $1 AND delivered_at IS NULL',
    [stream],
  );
  expect(waiting?.count).toBe(0);
});

describe('an erasure', () => {
  const erasePerson = ({ id }: TestPerson) =>
    withContext(({ openTenant }) => erase(openTenant(organisation.id, {}), id));
  const typesOf = async () => (await take()).flatMap(({ events }) => Object.keys(events)).sort();

  it('is told of somebody who asked for it, though nothing of them is left', async () => {
    const person = await known();
    await sendAs(person, 'DELETE', '/v1/me/account', { password: PASSWORD });
    expect(await typesOf()).toEqual([`${CAEP}session-revoked`, `${RISC}account-disabled`]);
    await erasePerson(person);
    expect(await typesOf()).toEqual([`${CAEP}session-revoked`, `${RISC}account-purged`]);
  });

  it('is not told again of somebody whom an administrator deleted', async () => {
    const person = await known();
    await sendAs(organisation, 'DELETE', `/v1/admin/users/${person.id}`);
    expect(await typesOf()).toEqual([`${CAEP}session-revoked`, `${RISC}account-purged`]);
    await erasePerson(person);
    expect(await typesOf()).toEqual([]);
  });

  it('is not told of somebody who was removed', async () => {
    const person = await known();
    const subject = { format: 'email', email: person.email };
    await ask(receiver, 'POST', '/ssf/subjects/remove', { stream_id: stream, subject });
    await sendAs(person, 'DELETE', '/v1/me/account', { password: PASSWORD });
    await erasePerson(person);
    expect(await typesOf()).toEqual([]);
  });
});

describe('nobody is told of', () => {
  it('a person whom the client does not know', async () => {
    await block(await createPerson(organisation));
    expect(await take()).toEqual([]);
  });

  it('a person who was removed, until they are added again', async () => {
    const person = await known();
    const subject = { format: 'iss_sub', iss: ISSUER, sub: person.id };
    const byAddress = { format: 'email', email: person.email.toUpperCase() };
    await ask(receiver, 'POST', '/ssf/subjects/remove', { stream_id: stream, subject: byAddress });
    await sendAs(organisation, 'PATCH', `/v1/admin/users/${person.id}`, { firstName: 'Unseen' });
    expect(await take()).toEqual([]);
    const added = await ask(receiver, 'POST', '/ssf/subjects/add', { stream_id: stream, subject });
    expect(added.status).toBe(200);
    await block(person);
    expect(await take()).not.toEqual([]);
  });

  it('somebody of another organisation', async () => {
    const other = await createOrganisation();
    const stranger = await createReceiver(other);
    const theirs = await createStream(stranger);
    await block(await known());
    expect(await take(stranger, theirs)).toEqual([]);
    await take();
  });
});

describe('RFC 8936: polling', () => {
  it('returns an event until it is acknowledged, and a refused one never again', async () => {
    const person = await known();
    await block(person);
    const first = await pollStream(receiver, stream, { maxEvents: 1 });
    expect([first.ids.length, first.moreAvailable]).toEqual([1, true]);
    const again = await pollStream(receiver, stream);
    expect(again.ids).toHaveLength(2);
    const [acknowledged = '', refused = ''] = again.ids;
    const setErrs = { [refused]: { err: 'invalid_request', description: 'Not for us' } };
    expect((await pollStream(receiver, stream, { ack: [acknowledged], setErrs })).ids).toEqual([]);
    expect((await pollStream(receiver, stream)).ids).toEqual([]);
    const rows = await asOwner('SELECT id, error_message FROM event_stream_deliveries WHERE failed_at IS NOT NULL');
    expect(rows).toContainEqual({ id: refused, error_message: 'invalid_request Not for us' });
  });
});

describe('section 8.1.2: the status', () => {
  it('a paused stream keeps what happens, a disabled one forgets it', async () => {
    const person = await known();
    await ask(receiver, 'POST', '/ssf/status', { stream_id: stream, status: 'paused', reason: 'Maintenance' });
    await sendAs(organisation, 'PATCH', `/v1/admin/users/${person.id}`, { firstName: 'Kept' });
    expect((await pollStream(receiver, stream)).ids).toEqual([]);
    await ask(receiver, 'POST', '/ssf/status', { stream_id: stream, status: 'enabled' });
    expect(await take()).toHaveLength(1);
    await ask(receiver, 'POST', '/ssf/status', { stream_id: stream, status: 'disabled' });
    await block(person);
    await ask(receiver, 'POST', '/ssf/status', { stream_id: stream, status: 'enabled' });
    expect(await take()).toEqual([]);
  });
});

describe('RFC 8935: pushing', () => {
  it('tries again later when the receiver fails, and not when it refuses', async () => {
    const pusher = await createReceiver(organisation);
    await createPushedStream(pusher, { events_requested: [`${CAEP}session-revoked`] });
    const [first, second] = [await known(pusher), await known(pusher)];
    const statuses = [503, 400];
    receivePushes(() => new Response('{"err":"invalid_key"}', { status: statuses.shift() ?? 202 }));
    await block(first);
    await block(second);
    const rows = () =>
      asOwner<{ status: number; failed: boolean; delivered: boolean }>(
        `SELECT d.response_status AS status, d.failed_at IS NOT NULL AS failed, d.delivered_at IS NOT NULL AS delivered
         FROM event_stream_deliveries d JOIN event_streams s ON s.id = d.stream_id WHERE s.client_id = $1 ORDER BY d.id`,
        [pusher.id],
      );
    expect(await rows()).toEqual([
      { status: 503, failed: false, delivered: false },
      { status: 400, failed: true, delivered: false },
    ]);
    await asOwner(
      `UPDATE event_stream_deliveries d SET next_attempt_at = now() - interval '1 second' FROM event_streams s
       WHERE s.id = d.stream_id AND s.client_id = $1`,
      [pusher.id],
    );
    await runJobs(env, '*/1 * * * *');
    expect((await rows())[0]).toEqual({ status: 202, failed: false, delivered: true });
  });
});
