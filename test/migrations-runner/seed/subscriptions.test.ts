/** Events that a release adds reach the webhooks and streams that asked for their names. */
import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { seedDatabase } from '../../../migrations-runner/seed/index.ts';
import { EVENTS_SUPPORTED, tellsOf } from '../../../src/domain/streams/vocabulary.ts';
import { eventTypesOf } from '../../../src/domain/webhooks/subscriptions.ts';
import { runCommand } from '../support/command-line.ts';
import { column, migratedDatabase } from '../support/scratch.ts';

const [FIRST = '', SECOND = ''] = EVENTS_SUPPORTED;

let url: string;

beforeEach(async () => {
  url = await migratedDatabase();
  await seedDatabase(url, { encryptionKey: randomBytes(32).toString('base64'), development: true });
});

/** As an earlier release left it, which knew none of the events. */
async function webhook(events: string[], types: string[] = []): Promise<string> {
  const [id = ''] = await column<string>(
    url,
    `INSERT INTO webhook_endpoints (id, organisation_id, url, secret_encrypted, events, event_types)
     SELECT gen_random_uuid(), id, 'https://receiver.example/', '', '${JSON.stringify(events)}', '{${types}}'
     FROM organisations RETURNING id`,
  );
  return id;
}

async function stream(requested: string[]): Promise<string> {
  const [id = ''] = await column<string>(
    url,
    `INSERT INTO event_streams (id, organisation_id, client_id, delivery_method, events_requested, tells)
     SELECT gen_random_uuid(), organisation_id, id, 'urn:ietf:rfc:8936', '{${requested}}', '{}'
     FROM clients WHERE client_id = 'demo-service' RETURNING id`,
  );
  return id;
}

const deploy = () => runCommand(['deploy'], { DATABASE_URL: url });
const typesOf = (id: string) =>
  column<string>(url, `SELECT unnest(event_types) FROM webhook_endpoints WHERE id = '${id}'`);
const tellsBy = (id: string) => column(url, `SELECT tells FROM event_streams WHERE id = '${id}'`);

test('a webhook gets the types that its names stand for now, and one of everything needs none', async () => {
  const [named, all, current] = [
    await webhook(['session.created', 'user.created']),
    await webhook(['*'], ['*']),
    await webhook(['team.created'], ['team.created']),
  ];
  const { output } = await deploy();
  expect(output).toContain('for 1 webhooks and 0 event streams');
  expect(await typesOf(named)).toEqual(eventTypesOf(['session.created', 'user.created']));
  expect([await typesOf(all), await typesOf(current)]).toEqual([['*'], ['team.created']]);
});

test('a stream is told what its types stand for now, and one that named none gets all', async () => {
  const [named, all] = [await stream([FIRST, 'https://example.com/unknown']), await stream(['*'])];
  await deploy();
  expect(await tellsBy(named)).toEqual([tellsOf([FIRST])]);
  expect(await tellsBy(all)).toEqual([tellsOf([...EVENTS_SUPPORTED])]);
  expect(JSON.stringify(await tellsBy(named))).not.toContain(SECOND);
});

test('a second deployment writes nothing', async () => {
  await webhook(['user.created']);
  await stream([SECOND]);
  await deploy();
  const rows = () =>
    column(url, 'SELECT xmin::text FROM webhook_endpoints UNION ALL SELECT xmin::text FROM event_streams');
  const before = await rows();
  expect((await deploy()).output).not.toContain('webhooks');
  expect(await rows()).toEqual(before);
});
