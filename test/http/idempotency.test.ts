/** `Idempotency-Key`: draft-ietf-httpapi-idempotency-key-header. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { failing } from '../support/faults.ts';
import { alterRecord, newKey, recordOf, sendKeyed } from '../support/idempotency.ts';
import { createOrganisation, type TestOrganisation } from '../support/organisation.ts';
import { holdNewRow } from '../support/row-lock.ts';
import { createTeam, newSlug } from '../support/teams.ts';

const TEAMS = '/v1/admin/teams';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const newTeam = () => ({ name: 'Sales', slug: newSlug() });
const create = (body: unknown, key?: string) =>
  sendKeyed(organisation, 'POST', TEAMS, { body, ...(key === undefined ? {} : { key }) });

async function countTeams({ slug }: { slug: string }): Promise<number> {
  return (await asOwner('SELECT FROM teams WHERE organisation_id = $1 AND slug = $2', [organisation.id, slug])).length;
}

async function expectReplayed(answer: Response, first: Response): Promise<void> {
  expect(answer.headers.get('Idempotency-Replayed')).toBe('true');
  expect(answer.status).toBe(first.status);
  expect(answer.headers.get('Content-Type')).toBe(first.headers.get('Content-Type'));
  expect(await answer.text()).toBe(await first.text());
}

describe('A repeated request', () => {
  it('gets the answer of the first one, without a second effect, for two more round trips and one to repeat', async () => {
    const [team, key] = [newTeam(), newKey()];
    const first = await create(team, key);
    expect([first.status, first.headers.get('Idempotency-Replayed')]).toEqual([201, null]);
    expectFlights(first, 4);
    const again = await create(team, key);
    expectFlights(again, 2);
    const { id } = (await first.clone().json()) as { id: string };
    await expectReplayed(again, first);
    expect(await countTeams(team)).toBe(1);
    expect(await asOwner('SELECT event_type FROM audit_logs WHERE resource_id = $1', [id])).toHaveLength(1);
    expect((await create(team)).status).toBe(409);
  });

  it('costs nothing without a key', async () => {
    expectFlights(await create(newTeam()), 2);
  });

  it('may have no body, and an answer without one', async () => {
    const [{ id }, key] = [await createTeam(organisation), newKey()];
    const first = await sendKeyed(organisation, 'DELETE', `${TEAMS}/${id}`, { key });
    expect(first.status).toBe(204);
    await expectReplayed(await sendKeyed(organisation, 'DELETE', `${TEAMS}/${id}`, { key }), first);
  });

  it('is the same in whatever order its members come, and with the key quoted as the draft has it', async () => {
    const [{ name, slug }, key] = [newTeam(), newKey()];
    const first = await create({ name, slug }, key);
    await expectReplayed(await create({ slug, name }, `"${key}"`), first);
  });

  it('is refused when its body, its path or its method is another: draft, section 2.6', async () => {
    const [team, key] = [newTeam(), newKey()];
    const { id } = (await (await create(team, key)).json()) as { id: string };
    const others = [
      await create({ ...team, name: 'Other' }, key),
      await sendKeyed(organisation, 'PATCH', `${TEAMS}/${id}`, { key, body: { name: 'Other' } }),
      await sendKeyed(organisation, 'DELETE', `${TEAMS}/${id}`, { key }),
    ];
    expect(others.map(({ status }) => status)).toEqual([422, 422, 422]);
    expect(await countTeams(team)).toBe(1);
  });

  it('waits for the first one, which is still running: 409 with Retry-After', async () => {
    const [team, key] = [newTeam(), newKey()];
    const insert = 'INSERT INTO teams (id, organisation_id, name, slug) VALUES (gen_random_uuid(), $1, $2, $3)';
    const first = await holdNewRow(insert, [organisation.id, 'Held', team.slug], async (whenWaiting) => {
      const running = create(team, key);
      await whenWaiting(1);
      // Waits for the row of the record, which the first one has locked, so it is awaited after it.
      return [running, create(team, key)] as const;
    });
    const [one, other] = await Promise.all(first);
    expect(one.status).toBe(201);
    expect(await countTeams(team)).toBe(1);
    if (other.status === 201) return expectReplayed(other, one);
    expect([other.status, other.headers.get('Retry-After')]).toEqual([409, '1']);
  });

  it('has one effect when many are sent at once', async () => {
    const [team, key] = [newTeam(), newKey()];
    const answers = await Promise.all(Array.from({ length: 6 }, () => create(team, key)));
    const carriedOut = answers.filter(
      ({ status, headers }) => status === 201 && headers.get('Idempotency-Replayed') === null,
    );
    expect(carriedOut).toHaveLength(1);
    for (const { status, headers } of answers) {
      if (status !== 201) expect([status, headers.get('Retry-After')]).toEqual([409, '1']);
    }
    expect(await countTeams(team)).toBe(1);
  });
});

describe('An answer', () => {
  it('is stored when the handler refused: a second attempt with the key gets the same', async () => {
    const [team, key] = [newTeam(), newKey()];
    await create(team);
    const refused = await create(team, key);
    expect(refused.status).toBe(409);
    await asOwner('DELETE FROM teams WHERE organisation_id = $1 AND slug = $2', [organisation.id, team.slug]);
    await expectReplayed(await create(team, key), refused);
    expect(await countTeams(team)).toBe(0);
  });

  it('is not stored when the input is invalid: the corrected request may have the same key', async () => {
    const key = newKey();
    const invalid = await create({ name: '', slug: 'Not A Slug' }, key);
    expect(invalid.status).toBe(400);
    expectFlights(invalid, 1);
    expect((await create(newTeam(), key)).status).toBe(201);
  });

  it('is not stored after an error of ours that changed nothing', async () => {
    const [team, key] = [newTeam(), newKey()];
    const trigger = `BEFORE INSERT ON teams FOR EACH ROW WHEN (NEW.slug = '${team.slug}')`;
    const failed = await failing(trigger, () => create(team, key));
    expect(failed.status).toBe(503);
    const again = await create(team, key);
    expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([201, null]);
  });

  it('is sealed, and so is what the request said', async () => {
    const [team, key] = [newTeam(), newKey()];
    await create(team, key);
    const record = await recordOf(organisation.id);
    expect(record.answer).toMatch(/^d\d+:/);
    expect(JSON.stringify(record)).not.toContain(team.slug);
    expect(JSON.stringify(record)).not.toContain(key);
  });

  it('expires after a day; the key is free then, whether or not the sweep has run', async () => {
    const [{ id }, key] = [await createTeam(organisation), newKey()];
    const rename = (name: string) =>
      sendKeyed(organisation, 'PATCH', `${TEAMS}/${id}`, { key, body: { name } }).then(({ status }) => status);
    expect(await rename('One')).toBe(200);
    const record = await recordOf(organisation.id);
    expect(record.expires_at.getTime() - record.started_at.getTime()).toBe(86_400_000);
    expect(await rename('Two')).toBe(422);
    // The clocks of the Worker and of the database differ by milliseconds.
    await alterRecord(record, { expires_at: "now() - interval '1 second'" });
    expect(await rename('Two')).toBe(200);
    expect(await rename('Two')).toBe(200);
  });
});

describe('After an isolate ended in the middle of a request', () => {
  it('a request that had changed nothing is carried out, once a minute has passed', async () => {
    const [team, key] = [newTeam(), newKey()];
    await create(team, key);
    await asOwner('DELETE FROM teams WHERE organisation_id = $1 AND slug = $2', [organisation.id, team.slug]);
    const record = await recordOf(organisation.id);
    await alterRecord(record, { applied_at: 'NULL', answer: 'NULL' });
    const early = await create(team, key);
    expect([early.status, await early.json()]).toEqual([409, expect.objectContaining({ idempotency: 'running' })]);
    await alterRecord(record, { started_at: "started_at - interval '61 seconds'" });
    expect((await create({ ...team, name: 'Other' }, key)).status).toBe(422);
    const late = await create(team, key);
    expect([late.status, late.headers.get('Idempotency-Replayed')]).toEqual([201, null]);
    await expectReplayed(await create(team, key), late);
  });

  it('a request whose change was committed is not repeated, and says so', async () => {
    const [{ id }, key] = [await createTeam(organisation), newKey()];
    const path = `${TEAMS}/${id}`;
    const trigger = `BEFORE UPDATE ON idempotency_records FOR EACH ROW
      WHEN (NEW.organisation_id = '${organisation.id}' AND NEW.answer IS NOT NULL)`;
    const rename = () => sendKeyed(organisation, 'PATCH', path, { key, body: { name: 'Renamed' } });
    const first = await failing(trigger, rename);
    expect(first.status).toBe(200);
    const record = await recordOf(organisation.id);
    expect([record.applied_at, record.answer]).toEqual([expect.any(Date), null]);
    expect((await rename()).headers.get('Retry-After')).toBe('1');
    await alterRecord(record, { started_at: "started_at - interval '61 seconds'" });
    const late = await rename();
    expect([late.status, late.headers.get('Retry-After')]).toEqual([409, null]);
    expect(await late.json()).toMatchObject({ idempotency: 'answer_lost' });
    const events = await asOwner(
      `SELECT FROM audit_logs WHERE organisation_id = $1 AND resource_id = $2 AND event_type = 'team.updated'`,
      [organisation.id, id],
    );
    expect(events).toHaveLength(1);
  });
});

describe('A key', () => {
  it.each(['k', 'k'.repeat(255), 'a_b-c.d:e/f+g=', '"with \\"quotes\\" and spaces"'])('may be %s', async (key) => {
    expect((await create(newTeam(), key)).status).toBe(201);
  });

  it.each([
    '',
    'k'.repeat(256),
    'two words',
    '""',
    '"open',
    'a"b',
    'one, two',
    `"${'k'.repeat(256)}"`,
    '"k";p=1',
    'Störung',
    '"\u00e9"',
    '\\',
  ])('is refused as it is: %s', async (key) => {
    const answer = await create(newTeam(), key);
    expect(answer.status).toBe(400);
    expectFlights(answer, 1);
  });

  it('is not read before the CSRF token was checked', async () => {
    const key = newKey();
    const forged = await sendKeyed({ ...organisation, csrf: 'wrong' }, 'POST', TEAMS, { key, body: newTeam() });
    expect(forged.status).toBe(403);
    expect((await create(newTeam(), key)).status).toBe(201);
  });
});
