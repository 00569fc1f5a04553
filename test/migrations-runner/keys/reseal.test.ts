/** Secrets as an operator seals them anew: under another key, and in the form that is bound to their rows. */
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { resealSecrets } from '../../../migrations-runner/keys/sealed-secrets.ts';
import { seedDatabase } from '../../../migrations-runner/seed/index.ts';
import { SIGNING_ALGORITHMS } from '../../../src/platform/keys/jwk.ts';
import {
  contextOf,
  SEALED_COLUMNS,
  type SealContext,
  type SealedColumn,
} from '../../../src/platform/keys/sealed-columns.ts';
import { createSecretBox, type Sealing, type SecretBox } from '../../../src/platform/keys/secret-box.ts';
import { runCommand } from '../support/command-line.ts';
import { column, execute, seededDatabase } from '../support/scratch.ts';

const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const BOTH = `2:${second},1:${first}`;

let url: string;

beforeEach(async () => {
  url = await seededDatabase();
  await execute(url, 'DELETE FROM jwks');
  await seedDatabase(url, { encryptionKey: first, development: true });
});

const keys = (args: string[], encryptionKey = first, environment: Record<string, string> = {}) =>
  runCommand(['keys', ...args], { DATABASE_URL: url, SECRET_ENCRYPTION_KEY: encryptionKey, ...environment });

/** The box of releases of before, which seals in the former form. */
const FORMER = createSecretBox(first, 'former');

interface SealedRow {
  id: string;
  ownerId: string | null;
  sealed: string;
}

async function rowsOf({ table, column: name, owner }: SealedColumn): Promise<SealedRow[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<SealedRow>(
      `SELECT id, ${owner ?? 'NULL'} AS "ownerId", ${name} AS sealed FROM ${table} WHERE ${name} IS NOT NULL ORDER BY id`,
    );
    return rows;
  });
}

const write = ({ table, column: name }: SealedColumn, id: string, sealed: string) =>
  column(url, `UPDATE ${table} SET ${name} = $2 WHERE id = $1`, [id, sealed]);

/** Seals something in every column there is; the text says where. The signing keys are sealed anew. */
async function sealEverywhere(count: number, box = FORMER): Promise<void> {
  await execute(
    url,
    `UPDATE clients SET client_secret_sealed = '', previous_client_secret_sealed = '';
     UPDATE organisations SET pairwise_salt = '';
     INSERT INTO event_streams (id, organisation_id, client_id, delivery_method, tells, authorization_sealed)
     SELECT gen_random_uuid(), organisation_id, id, 'urn:ietf:rfc:8936', '{}', '' FROM clients;
     INSERT INTO audit_blocks (id, organisation_id, number, previous_hash, hash, last_id, digests, seal, sealed_at)
     SELECT gen_random_uuid(), id, 1, '', '', gen_random_uuid(), '', '', now() FROM organisations;
     INSERT INTO webhook_endpoints (id, organisation_id, url, secret_encrypted, previous_secret_encrypted, events)
     SELECT gen_random_uuid(), id, 'https://a.example', '', '', '[]' FROM organisations;
     INSERT INTO idempotency_records
       (id, organisation_id, key_hash, fingerprint, attempt, answer, started_at, expires_at)
     SELECT gen_random_uuid(), id, '', '', gen_random_uuid(), '', now(), now() + interval '1 day' FROM organisations;
     INSERT INTO password_reset_tokens (id, organisation_id, user_id, token, destination, expires_at)
     SELECT gen_random_uuid(), organisation_id, id, gen_random_uuid(), '', now() + interval '1 hour' FROM users;
     INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, secret)
     SELECT gen_random_uuid(), u.organisation_id, u.id, 'totp', 'factor ' || n, ''
     FROM (SELECT * FROM users LIMIT 1) u, generate_series(1, ${count}) n`,
  );
  for (const sealed of SEALED_COLUMNS) {
    for (const row of await rowsOf(sealed)) {
      const context = contextOf(sealed, row);
      const text = row.sealed === '' ? `secret of ${sealed.table} ${row.id}` : await box.open(row.sealed, context);
      await write(sealed, row.id, await box.seal(text, context));
    }
  }
}

/** Everything that is sealed, opened. */
async function opened(encryptionKey: string, sealing?: Sealing): Promise<string[]> {
  const box = createSecretBox(encryptionKey, sealing);
  const texts: string[] = [];
  for (const sealed of SEALED_COLUMNS) {
    for (const row of await rowsOf(sealed)) texts.push(await box.open(row.sealed, contextOf(sealed, row)));
  }
  return texts;
}

/** How often something is sealed with each beginning. */
async function beginnings(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const sealed of SEALED_COLUMNS) {
    for (const row of await rowsOf(sealed)) {
      const prefix = row.sealed.split(':')[0] ?? '';
      found[prefix] = (found[prefix] ?? 0) + 1;
    }
  }
  return found;
}

const TOTP = SEALED_COLUMNS.find(({ table }) => table === 'mfa_factors') as SealedColumn;

describe('keys reseal', () => {
  test('seals everything under the current key, so that the former one can go; a second time there is nothing to do', async () => {
    await sealEverywhere(7);
    const before = await opened(first);
    const { output, code } = await keys(['reseal'], BOTH);
    expect(code).toBe(0);
    expect(output).toContain('jwks.private_key: 4 sealed anew');
    expect(output).toContain('mfa_factors.secret: 7 sealed anew');
    expect(output).toContain('Everything is sealed under key 2');
    expect(await opened(`2:${second}`)).toEqual(before);
    const again = await keys(['reseal', '--json'], BOTH);
    expect(JSON.parse(again.output)).toMatchObject({
      version: 2,
      done: true,
      columns: SEALED_COLUMNS.map(({ table, column: name }) => ({
        table,
        column: name,
        count: 0,
        closed: [],
        left: 0,
      })),
    });
    expect(await opened(`2:${second}`)).toEqual(before);
  });

  test('knows of every sealed value in the database, and of its table’s columns', async () => {
    await sealEverywhere(1);
    const texts = await withClient(url, async (client) => {
      const { rows } = await client.query<{ table: string; column: string }>(
        `SELECT table_name AS table, column_name AS column FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb')`,
      );
      return rows;
    });
    const found: string[] = [];
    for (const { table, column: name } of texts) {
      const [count = 0] = await column<number>(
        url,
        `SELECT count(*)::int FROM "${table}" WHERE "${name}"::text ~ '[dv]\\d+:[A-Za-z0-9+/]{38,}'`,
      );
      if (count > 0) found.push(`${table}.${name}`);
    }
    expect(found.sort()).toEqual(SEALED_COLUMNS.map(({ table, column: name }) => `${table}.${name}`).sort());
  });

  test('loses nothing that is written meanwhile, under whichever key', async () => {
    await sealEverywhere(40);
    const written = new Map<string, string>();
    const current = createSecretBox(BOTH);
    const makers = [FORMER, current, createSecretBox(first), createSecretBox(BOTH, 'former')];
    const totp = new Map((await rowsOf(TOTP)).map((row) => [row.id, contextOf(TOTP, row)] as const));
    const ids = [...totp.keys()];
    let isDone = false;
    const writing = withClient(url, async (client) => {
      for (let turn = 0; !isDone; turn++) {
        const id = ids[(turn * 7) % ids.length] ?? '';
        const value = `written ${turn}`;
        const sealed = (await makers[turn % makers.length]?.seal(value, totp.get(id) as SealContext)) ?? '';
        await client.query('UPDATE mfa_factors SET secret = $2 WHERE id = $1', [id, sealed]);
        written.set(id, value);
      }
    });
    for (let pass = 0; pass < 5; pass++) await resealSecrets(url, current, { batch: 3 });
    isDone = true;
    await writing;
    expect(written.size).toBeGreaterThan(5);
    const results = await resealSecrets(url, current, { batch: 3 });
    expect(results.every(({ left, closed }) => left === 0 && closed.length === 0)).toBe(true);
    const alone = createSecretBox(`2:${second}`, 'bound-only');
    for (const row of await rowsOf(TOTP)) {
      const value = written.get(row.id);
      if (value !== undefined) expect(await alone.open(row.sealed, contextOf(TOTP, row))).toBe(value);
    }
  });

  test('leaves a value alone that changes between reading it and storing it', async () => {
    await sealEverywhere(1);
    const current = createSecretBox(BOTH);
    const interrupted: SecretBox = {
      ...current,
      seal: async (text, context) => {
        if (context.purpose === 'mfa.totp') await write(TOTP, context.id, await FORMER.seal('newer', context));
        return current.seal(text, context);
      },
    };
    const results = await resealSecrets(url, interrupted);
    expect(results.find(({ table }) => table === 'mfa_factors')).toMatchObject({ count: 0, left: 1, closed: [] });
    await resealSecrets(url, current);
    const [row] = await rowsOf(TOTP);
    expect(row && (await createSecretBox(`2:${second}`).open(row.sealed, contextOf(TOTP, row)))).toBe('newer');
  });

  test('says which secret no key opens, leaves it as it is, and that the former key is still needed', async () => {
    await sealEverywhere(2);
    await execute(url, `UPDATE mfa_factors SET secret = 'v1:AAAA' WHERE name = 'factor 1'`);
    const { output, code } = await keys(['reseal'], BOTH);
    const [id] = await column(url, `SELECT id::text FROM mfa_factors WHERE secret = 'v1:AAAA'`);
    expect(code).toBe(1);
    expect(output).toContain(`Nothing at hand opens the secret of mfa_factors ${id}.`);
    expect(output).toContain('Keep the other keys');
    expect(output).toContain('mfa_factors.secret: 1 sealed anew');
  });

  test('under keys that are not this database’s touches nothing', async () => {
    await sealEverywhere(1);
    const before = await opened(first);
    expect((await keys(['reseal'], `2:${second}`)).error).toContain('does not open the signing keys');
    expect(await opened(first)).toEqual(before);
  });

  test('moves what is in the former form into the bound one; a second time there is nothing to do', async () => {
    await sealEverywhere(3);
    const before = await opened(first);
    expect(Object.keys(await beginnings())).toEqual(['v1']);
    await expect(opened(first, 'bound-only')).rejects.toThrow('SECRET_SEALING');
    const { output, code } = await keys(['reseal']);
    expect(code).toBe(0);
    expect(output).toContain('mfa_factors.secret: 3 sealed anew');
    expect(output).toContain('half an hour from now SECRET_SEALING=bound-only is safe');
    expect(await opened(first, 'bound-only')).toEqual(before);
    const sealed = await Promise.all(SEALED_COLUMNS.map(rowsOf));
    const again = JSON.parse((await keys(['reseal', '--json'])).output);
    expect(again).toMatchObject({ sealing: 'bound', done: true });
    expect(again.columns.map(({ count }: { count: number }) => count)).toEqual(SEALED_COLUMNS.map(() => 0));
    expect(await Promise.all(SEALED_COLUMNS.map(rowsOf))).toEqual(sealed);
  });

  test('and back, before a release of before runs again', async () => {
    await sealEverywhere(3);
    const before = await opened(first);
    await keys(['reseal']);
    const { output, code } = await keys(['reseal'], first, { SECRET_SEALING: 'former' });
    expect({ code, last: output.trim().split('\n').at(-1) }).toEqual({
      code: 0,
      last: expect.stringContaining('releases of before open it too'),
    });
    expect(Object.keys(await beginnings())).toEqual(['v1']);
    expect(await opened(first)).toEqual(before);
  });

  test('goes on where it was interrupted', async () => {
    await sealEverywhere(10);
    const before = await opened(first);
    const current = createSecretBox(first);
    const report = (progress: string) => {
      if (progress === 'mfa_factors: 6') throw new Error('interrupted');
    };
    await expect(resealSecrets(url, current, { batch: 3, report })).rejects.toThrow('interrupted');
    const half = await beginnings();
    expect(half.d1).toBeGreaterThanOrEqual(6);
    expect(half.v1).toBeGreaterThanOrEqual(4);
    expect(await opened(first)).toEqual(before);
    await resealSecrets(url, current, { batch: 3 });
    expect(await opened(first, 'bound-only')).toEqual(before);
  });

  test('does not bind to its row what was copied into it, once the former form is refused', async () => {
    await sealEverywhere(2);
    await keys(['reseal']);
    const [victim, other] = await rowsOf(TOTP);
    if (!victim || !other) throw new Error('There are two');
    const planted = await FORMER.seal('of somebody else', contextOf(TOTP, other));
    await write(TOTP, victim.id, planted);
    const { output, code } = await keys(['reseal'], BOTH, { SECRET_SEALING: 'bound-only' });
    expect(code).toBe(1);
    expect(output).toContain(`Nothing at hand opens the secret of mfa_factors ${victim.id}.`);
    expect((await rowsOf(TOTP)).find(({ id }) => id === victim.id)?.sealed).toBe(planted);
    expect(await beginnings()).toMatchObject({ v1: 1 });
  });

  test('leaves a secret that was copied from another row as it is', async () => {
    await sealEverywhere(2, createSecretBox(first));
    const [victim, other] = await rowsOf(TOTP);
    if (!victim || !other) throw new Error('There are two');
    await write(TOTP, victim.id, other.sealed);
    const { output, code } = await keys(['reseal'], BOTH);
    expect(code).toBe(1);
    expect(output).toContain(`Nothing at hand opens the secret of mfa_factors ${victim.id}.`);
  });
});

describe('what commands seal', () => {
  test('is bound in a new database, and as the signing keys are in one that exists', async () => {
    expect(Object.keys(await beginnings())).toEqual(['d1']);
    await sealEverywhere(0);
    await keys(['rotate']);
    expect(Object.keys(await beginnings())).toEqual(['v1']);
    await execute(url, `DELETE FROM jwks WHERE alg = 'ES256'`);
    await seedDatabase(url, { encryptionKey: first, development: false });
    expect(Object.keys(await beginnings())).toEqual(['v1']);
    await keys(['reseal']);
    await keys(['rotate', '--now']);
    expect(Object.keys(await beginnings())).toEqual(['d1']);
  });

  test('is what SECRET_SEALING says, where the shell says it', async () => {
    await sealEverywhere(0);
    await keys(['rotate'], first, { SECRET_SEALING: 'bound' });
    expect(await beginnings()).toMatchObject({ d1: SIGNING_ALGORITHMS.length });
    const { code, error } = await keys(['rotate'], first, { SECRET_SEALING: 'bound-only' });
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('does not open the signing keys') });
    const wrong = await keys(['reseal'], first, { SECRET_SEALING: 'new' });
    expect(wrong.error).toBe('SECRET_SEALING is one of former, bound, bound-only.\n');
  });
});
