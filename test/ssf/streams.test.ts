/** Streams of security events, as their receivers manage them (OpenID Shared Signals Framework 1.0 sections 7 and 8). */
import { beforeAll, describe, expect, it } from 'vitest';
import { ISSUER, send } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { obtainTokens } from '../support/oauth.ts';
import { createOrganisation, type TestOrganisation } from '../support/organisation.ts';
import {
  ask,
  createPushedStream,
  createReceiver,
  createStream,
  ownToken,
  pollStream,
  type Receiver,
} from '../support/security-events.ts';

let organisation: TestOrganisation;
let receiver: Receiver;
let another: Receiver;
let foreign: Receiver;

beforeAll(async () => {
  organisation = await createOrganisation();
  [receiver, another] = [await createReceiver(organisation), await createReceiver(organisation)];
  foreign = await createReceiver(await createOrganisation());
});

it('section 7: the configuration names every endpoint, and each answers', async () => {
  const answer = await send('/.well-known/ssf-configuration');
  const metadata = (await answer.json()) as Record<string, string>;
  expect(metadata).toMatchObject({ spec_version: '1_0', issuer: ISSUER, default_subjects: 'ALL' });
  const endpoints = Object.entries(metadata).filter(([name]) => name.endsWith('_endpoint'));
  expect(endpoints).toHaveLength(5);
  for (const [, url] of endpoints) {
    const method = url.includes('subjects') || url.endsWith('verify') ? 'POST' : 'GET';
    expect((await send(url.slice(ISSUER.length), { method })).status).toBe(401);
  }
});

describe('section 8.1.1: the configuration of a stream', () => {
  it('is made, read, listed, changed, replaced and deleted', async () => {
    const created = await ask(receiver, 'POST', '/ssf/stream', {
      delivery: {
        method: 'urn:ietf:rfc:8935',
        endpoint_url: 'https://receiver.example.com/',
        authorization_header: 's3cret',
      },
      events_requested: [
        'https://schemas.openid.net/secevent/caep/event-type/session-revoked',
        'https://example.com/unknown',
      ],
      description: 'Ours',
    });
    const text = await created.text();
    expect([created.status, text.includes('s3cret')]).toEqual([201, false]);
    const stream = JSON.parse(text);
    expect(stream).toMatchObject({
      iss: ISSUER,
      aud: receiver.clientId,
      delivery: { method: 'urn:ietf:rfc:8935', endpoint_url: 'https://receiver.example.com/' },
      events_delivered: ['https://schemas.openid.net/secevent/caep/event-type/session-revoked'],
      description: 'Ours',
    });
    const path = `/ssf/stream?stream_id=${stream.stream_id}`;
    expect(await (await ask(receiver, 'GET', path)).json()).toEqual(stream);
    expect(await (await ask(receiver, 'GET', '/ssf/stream')).json()).toContainEqual(stream);
    const changed = await ask(receiver, 'PATCH', '/ssf/stream', { stream_id: stream.stream_id, description: 'Theirs' });
    expect(await changed.json()).toEqual({ ...stream, description: 'Theirs' });
    const replaced = await ask(receiver, 'PUT', '/ssf/stream', { stream_id: stream.stream_id });
    expect(await replaced.json()).toMatchObject({
      delivery: { method: 'urn:ietf:rfc:8936', endpoint_url: `${ISSUER}/ssf/poll/${stream.stream_id}` },
      events_delivered: stream.events_supported,
    });
    expect((await ask(receiver, 'DELETE', path)).status).toBe(204);
    expect((await ask(receiver, 'GET', path)).status).toBe(404);
    expect((await ask(receiver, 'DELETE', path)).status).toBe(404);
  });

  it.each(['http://receiver.example.com/', 'https://10.0.0.1/', 'https://localhost/', 'nothing'])(
    'is not pushed to %s',
    async (endpoint_url) => {
      const delivery = { method: 'urn:ietf:rfc:8935', endpoint_url };
      const answer = await ask(receiver, 'POST', '/ssf/stream', { delivery });
      expect(answer.status).toBe(400);
    },
  );

  it('seals the header with which it is pushed', async () => {
    const { id } = await createPushedStream(receiver);
    const [row] = await asOwner<{ sealed: string }>(
      'SELECT authorization_sealed AS sealed FROM event_streams WHERE id = $1',
      [id],
    );
    expect(row?.sealed).not.toContain('of-the-receiver');
  });

  it('does not send the header of one address to another', async () => {
    const { id } = await createPushedStream(receiver);
    const delivery = { method: 'urn:ietf:rfc:8935', endpoint_url: 'https://another.example.com/' };
    await ask(receiver, 'PATCH', '/ssf/stream', { stream_id: id, delivery });
    const rows = await asOwner('SELECT authorization_sealed FROM event_streams WHERE id = $1', [id]);
    expect(rows).toEqual([{ authorization_sealed: null }]);
  });

  it('is limited in number', async () => {
    const many = await createReceiver(organisation);
    for (let made = 0; made < 5; made++) await createStream(many);
    expect((await ask(many, 'POST', '/ssf/stream', {})).status).toBe(409);
  });
});

describe('a stream is its receiver’s alone', () => {
  it('another client, also of the organisation, gets the answer for an unknown stream', async () => {
    const { id } = await createPushedStream(receiver);
    const polled = await createStream(receiver);
    for (const stranger of [another, foreign]) {
      const subject = { format: 'email', email: organisation.owner.email };
      const answers = [
        await ask(stranger, 'GET', `/ssf/stream?stream_id=${id}`),
        await ask(stranger, 'PATCH', '/ssf/stream', { stream_id: id, description: 'Taken' }),
        await ask(stranger, 'DELETE', `/ssf/stream?stream_id=${id}`),
        await ask(stranger, 'GET', `/ssf/status?stream_id=${id}`),
        await ask(stranger, 'POST', '/ssf/status', { stream_id: id, status: 'disabled' }),
        await ask(stranger, 'POST', '/ssf/subjects/add', { stream_id: id, subject }),
        await ask(stranger, 'POST', '/ssf/subjects/remove', { stream_id: id, subject }),
        await ask(stranger, 'POST', '/ssf/verify', { stream_id: id }),
        await ask(stranger, 'POST', `/ssf/poll/${polled}`, { returnImmediately: true }),
      ];
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    }
  });

  it('a token of a person opens nothing, nor does one without the scope', async () => {
    const { access_token } = await obtainTokens(organisation, receiver, 'openid ssf.manage');
    expect((await ask({ token: access_token }, 'GET', '/ssf/stream')).status).toBe(403);
    const reader = await createReceiver(organisation, { scopes: ['ssf.read'] });
    expect((await ask(reader, 'GET', '/ssf/stream')).status).toBe(200);
    expect((await ask(reader, 'POST', '/ssf/stream', {})).status).toBe(403);
    const nobody = await createReceiver(organisation, { scopes: ['users:read'] });
    expect((await ask(nobody, 'GET', '/ssf/stream')).status).toBe(403);
  });
});

describe('section 8.1.4: verification', () => {
  beforeAll(async () => {
    receiver = await createReceiver(organisation);
  });

  it('is an event with the state that was sent, about the stream', async () => {
    const id = await createStream(receiver);
    expect((await ask(receiver, 'POST', '/ssf/verify', { stream_id: id, state: 'abc' })).status).toBe(204);
    const { tokens } = await pollStream(receiver, id);
    expect(tokens).toMatchObject([
      {
        sub_id: { format: 'opaque', id },
        events: { 'https://schemas.openid.net/secevent/ssf/event-type/verification': { state: 'abc' } },
      },
    ]);
  });

  it('can be asked for once in the interval, also by two at the same moment', async () => {
    const id = await createStream(receiver);
    const asked = await Promise.all([1, 2, 3].map(() => ask(receiver, 'POST', '/ssf/verify', { stream_id: id })));
    expect(asked.map(({ status }) => status).sort()).toEqual([204, 429, 429]);
  });
});

it('a token of a client that was revoked opens nothing', async () => {
  const revoked = await createReceiver(organisation);
  const token = await ownToken(revoked, ['ssf.manage']);
  await asOwner('UPDATE clients SET revoked = true WHERE id = $1', [revoked.id]);
  expect((await ask({ token }, 'GET', '/ssf/stream')).status).toBe(401);
});

it('a body beyond 64 KiB is refused with 413', async () => {
  const answer = await ask(receiver, 'POST', '/ssf/stream', { description: 'x'.repeat(70_000) });
  expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
    413,
    'The body is larger than 65536 bytes',
  ]);
});
