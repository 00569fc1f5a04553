/** The chain over the audit log, attacked by somebody who has the database and not the key. */
import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operatorTenant } from '../../../migrations-runner/admin/operator.ts';
import { verifyOrganisation } from '../../../migrations-runner/audit/verify.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { resealSecrets } from '../../../migrations-runner/keys/sealed-secrets.ts';
import { seedDatabase } from '../../../migrations-runner/seed/index.ts';
import { hashOf } from '../../../src/domain/audit/blocks.ts';
import { SEALED_AFTER, sealEntries, sealLateEntries } from '../../../src/domain/audit/sealing.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import { runCommand } from '../support/command-line.ts';
import { seededDatabaseOfFile } from '../support/scratch.ts';

const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const box = createSecretBox(first);
const slug = 'demo';

let url: string;
let drop: () => Promise<void>;
let id: string;
/** Three blocks: of 6, 5 and 1 entries; the last one is of an entry that was committed late. */
const entries: string[] = [];
let late: string;

/** Long enough ago to be sealed. */
const START = Date.now() - (SEALED_AFTER + 3_600) * 1_000;

async function insert(client: Client, at: number): Promise<string> {
  const entry = uuidv7(new Date(START + at * 1_000));
  await client.query(
    `INSERT INTO audit_logs (id, organisation_id, event_type, event_category, action, ip_address, user_agent, metadata,
       success, created_at)
     VALUES ($1, $2, 'invitation.created', 'user', 'create', '192.0.2.1', 'Browser', '{"email": "a@example.com"}', true, $3)`,
    [entry, id, new Date(START + at * 1_000)],
  );
  return entry;
}

async function seal(client: Client, work = sealEntries): Promise<number> {
  await client.query('BEGIN');
  const sealed = await work(operatorTenant(client, new Date(), id), box);
  await client.query('COMMIT');
  return sealed;
}

beforeAll(async () => {
  ({ url, drop } = await seededDatabaseOfFile());
  await withClient(url, async (client) => {
    await client.query('DELETE FROM jwks');
    await seedDatabase(url, { encryptionKey: first, development: true });
    await client.query('DELETE FROM audit_logs');
    ({ id } = (await client.query('SELECT id FROM organisations WHERE slug = $1', [slug])).rows[0]);
    for (let at = 0; at < 6; at++) entries.push(await insert(client, at));
    expect(await seal(client)).toBe(6);
    for (let at = 10; at < 15; at++) entries.push(await insert(client, at));
    expect(await seal(client)).toBe(5);
    late = await insert(client, 12.5);
    expect([await seal(client), await seal(client, sealLateEntries), await seal(client, sealLateEntries)]).toEqual([
      0, 1, 0,
    ]);
    // Too new to be sealed.
    await insert(client, (Date.now() - START) / 1_000);
    expect(await seal(client)).toBe(0);
  });
}, 120_000);

afterAll(() => drop());

/** What the check says after a change, which is undone. */
async function tampered(change: string, values: unknown[] = [], expected?: { number: number; hash: string }) {
  return withClient(url, async (client) => {
    await client.query('BEGIN');
    await client.query(change, values);
    return verifyOrganisation(client, box, { id, slug, expected });
  });
}

test('entries are as they were sealed, those that were committed late too', async () => {
  expect(await tampered('SELECT')).toEqual({
    ...{
      organisation: slug,
      findings: [],
      omitted: 0,
      blocks: 3,
      entries: 12,
      emptied: 0,
      expired: 0,
      late: 1,
      unsealed: 1,
    },
    keptSince: expect.any(Date),
    first: { number: 1, sealedAt: expect.any(Date) },
    head: { number: 3, hash: expect.any(String) },
  });
});

describe('is found:', () => {
  const entry = () => entries[3];

  test.each([
    ['another fact', `event_type = 'user.login.success'`],
    ['another result', 'success = false'],
    ['another moment', `created_at = created_at + interval '1 second'`],
    ['another address of the network', `ip_address = '0.0.0.0'`],
    ['another person in the metadata', `metadata = '{"email": "b@example.com"}'`],
  ])('%s', async (_what, change) => {
    const { findings } = await tampered(`UPDATE audit_logs SET ${change} WHERE id = $1`, [entry()]);
    expect(findings).toEqual([expect.objectContaining({ kind: 'altered', entry: entry(), block: 1 })]);
  });

  test('an entry that is missing, also one that was committed late', async () => {
    const { findings } = await tampered('DELETE FROM audit_logs WHERE id = ANY ($1)', [[entry(), late]]);
    expect(findings).toEqual([
      expect.objectContaining({ kind: 'missing', entry: entry(), block: 1 }),
      expect.objectContaining({ kind: 'missing', entry: late, block: 3 }),
    ]);
  });

  test('an entry that was moved to another place', async () => {
    const place = uuidv7(new Date(START + 4_500));
    const { findings } = await tampered('UPDATE audit_logs SET id = $2 WHERE id = $1', [entry(), place]);
    expect(findings).toEqual([
      expect.objectContaining({ kind: 'moved', entry: entry(), detail: `stands as ${place} now` }),
      expect.objectContaining({ kind: 'inserted', entry: place }),
    ]);
  });

  test('two entries that changed places', async () => {
    const [one, other] = [entries[1], entries[4]];
    const { findings } = await tampered(
      `UPDATE audit_logs l SET event_type = o.event_type, created_at = o.created_at
       FROM audit_logs o WHERE (l.id, o.id) IN (($1, $2), ($2, $1))`,
      [one, other],
    );
    expect(findings.map(({ kind, entry: found }) => [kind, found])).toEqual([
      ['moved', one],
      ['moved', other],
    ]);
  });

  test.each([
    ['between others', 2.5],
    ['before all others', -5],
  ])('an entry that was inserted %s', async (_where, at) => {
    const place = uuidv7(new Date(START + at * 1_000));
    const copy = `INSERT INTO audit_logs SELECT (jsonb_populate_record(l, jsonb_build_object('id', $2::uuid))).* FROM audit_logs l WHERE id = $1`;
    const { findings } = await tampered(copy, [entry(), place]);
    expect(findings).toEqual([expect.objectContaining({ kind: 'inserted', entry: place, block: 1 })]);
  });

  test('a block that is missing', async () => {
    const { findings } = await tampered('DELETE FROM audit_blocks WHERE number = 2');
    expect(findings.map(({ kind, block }) => [kind, block])).toEqual([['missing-block', 3]]);
  });

  test('the beginning that was cut off', async () => {
    const { findings } = await tampered('DELETE FROM audit_blocks WHERE number = 1');
    expect(findings.map(({ kind, block }) => [kind, block])).toEqual([['missing-block', 2]]);
  });

  test('a block without one of its entries, whose hash was computed again', async () => {
    const forged = await withClient(url, async (client) => {
      const { rows } = await client.query(
        `SELECT organisation_id AS "organisationId", number, previous_hash AS "previousHash", last_id AS "lastId",
           row_ids[2:] AS "rowIds", substr(digests, 1 + length(digests) / 6) AS digests
         FROM audit_blocks WHERE number = 1`,
      );
      return { ...rows[0], hash: await hashOf(rows[0]) };
    });
    const { findings } = await tampered(
      `WITH next AS (UPDATE audit_blocks SET previous_hash = $1 WHERE number = 2)
       UPDATE audit_blocks SET hash = $1, row_ids = $2, digests = $3 WHERE number = 1`,
      [forged.hash, forged.rowIds, forged.digests],
    );
    expect(findings.map(({ kind, block }) => [kind, block])).toEqual([
      ['broken-block', 1],
      ['broken-block', 2],
    ]);
  });

  test('the seal of another block', async () => {
    const change = 'UPDATE audit_blocks b SET seal = o.seal FROM audit_blocks o WHERE b.number = 1 AND o.number = 2';
    const { findings } = await tampered(change);
    expect(findings).toEqual([expect.objectContaining({ kind: 'broken-block', block: 1 })]);
  });

  test('the end that was cut off, with a head that was kept elsewhere', async () => {
    const { head } = await tampered('SELECT');
    const cut = `WITH b AS (DELETE FROM audit_blocks WHERE number > 1) DELETE FROM audit_logs WHERE id > $1`;
    expect((await tampered(cut, [entries[5]])).findings).toEqual([]);
    const { findings } = await tampered(cut, [entries[5]], head ?? undefined);
    expect(findings).toEqual([expect.objectContaining({ kind: 'truncated', block: 3 })]);
    const other = await tampered('SELECT', [], { number: 2, hash: 'another' });
    expect(other.findings).toEqual([expect.objectContaining({ kind: 'truncated', block: 2 })]);
  });
});

test('an erasure that took an address is counted, and is no finding', async () => {
  const change = `UPDATE audit_logs SET metadata = metadata - 'email' WHERE id = ANY ($1)`;
  expect(await tampered(change, [entries.slice(0, 2)])).toMatchObject({ findings: [], emptied: 2 });
});

test('of two that seal at once one makes the next block', async () => {
  await withClient(url, (one) =>
    withClient(url, async (other) => {
      await one.query('BEGIN');
      await one.query('DELETE FROM audit_blocks WHERE number > 1');
      await one.query('COMMIT');
      await Promise.all([seal(one), seal(other)]);
      await seal(one, sealLateEntries);
      const { rows } = await one.query('SELECT number FROM audit_blocks ORDER BY number');
      expect(rows.map(({ number }) => number).slice(0, 2)).toEqual([1, 2]);
      expect(await verifyOrganisation(one, box, { id, slug })).toMatchObject({ findings: [], entries: 12 });
    }),
  );
});

test('the command says what it finds, prints the head, and ends with 1; another key opens the chain after a reseal', async () => {
  const run = (key: string, ...args: string[]) =>
    runCommand(['audit', 'verify', ...args], { DATABASE_URL: url, SECRET_ENCRYPTION_KEY: key });
  await resealSecrets(url, createSecretBox(`2:${second},1:${first}`));
  const fine = await run(`2:${second}`);
  expect([fine.code, fine.error]).toEqual([0, '']);
  const [, head] = /^ {2}head (\d+:\S+)$/m.exec(fine.output) ?? [];
  expect(fine.output).toMatch(
    /^demo: as it was sealed; 12 entries in \d blocks, .*expected from \d{4}-\d\d-01 on, 1 not sealed yet$/m,
  );
  await withClient(url, (client) => client.query('UPDATE audit_logs SET success = false WHERE id = $1', [entries[3]]));
  const altered = await run(`2:${second}`, '--organisation', slug, '--expect', head ?? '');
  expect(altered.code).toBe(1);
  expect(altered.output).toContain(`  altered: ${entries[3]} (block 1) is not as it was sealed\n`);
});
