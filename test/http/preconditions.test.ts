/** `ETag`, `If-Match` and `If-None-Match` of single resources: RFC 9110 sections 8.8.3 and 13. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectFlights } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { newKey, sendKeyed } from '../support/idempotency.ts';
import { createOrganisation, type TestOrganisation } from '../support/organisation.ts';
import { holdRow } from '../support/row-lock.ts';
import { addTo, createTeam, type TestTeam } from '../support/teams.ts';

let organisation: TestOrganisation;
let team: TestTeam;
let tag: string;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  team = await createTeam(organisation);
  tag = tagOf(await read());
});

const path = () => `/v1/admin/teams/${team.id}`;
const tagOf = ({ headers }: Response) => headers.get('ETag') ?? '';
const read = (headers: Record<string, string> = {}) => sendKeyed(organisation, 'GET', path(), { headers });
const rename = (name: string, headers: Record<string, string>, key?: string) =>
  sendKeyed(organisation, 'PATCH', path(), { body: { name }, headers, ...(key === undefined ? {} : { key }) });
const eventsOf = ({ id }: TestTeam) =>
  asOwner(`SELECT FROM audit_logs WHERE resource_id = $1 AND event_type <> 'team.created'`, [id]);
const another = '"another"';

describe('GET', () => {
  it('answers with a strong tag, the same until the resource changes', async () => {
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect(tagOf(await read())).toBe(tag);
    await addTo(team, organisation, { userId: organisation.owner.id });
    expect(tagOf(await read())).not.toBe(tag);
  });

  it.each([() => tag, () => `W/${tag}`, () => `${another}, ${tag}`, () => '*'])(
    'answers 304 without a body to whoever has it: section 13.1.2 (%#)',
    async (condition) => {
      const answer = await read({ 'If-None-Match': condition() });
      expect([answer.status, await answer.text(), tagOf(answer)]).toEqual([304, '', tag]);
      expectFlights(answer, 2);
    },
  );

  it.each([() => another, () => tag.replaceAll('"', ''), () => ''])(
    'answers as ever otherwise (%#)',
    async (condition) => {
      const answer = await read({ 'If-None-Match': condition() });
      expect([answer.status, tagOf(answer)]).toEqual([200, tag]);
    },
  );
});

describe('A change', () => {
  it('of the version that the client knows is made, for one more round trip, and answers with the new tag', async () => {
    const changed = await rename('Renamed', { 'If-Match': tag });
    expect(changed.status).toBe(200);
    expectFlights(changed, 3);
    expect(tagOf(changed)).not.toBe(tag);
    expect(tagOf(changed)).toBe(tagOf(await read()));
  });

  it('needs no precondition, and costs nothing without one', async () => {
    const changed = await rename('Renamed', {});
    expect(changed.status).toBe(200);
    expectFlights(changed, 2);
  });

  it.each([
    ['PATCH', { name: 'Lost' }],
    ['DELETE', undefined],
  ])('of a version that is gone is refused, and leaves no trace: %s', async (method, body) => {
    const changed = await rename('Renamed', {});
    expect(changed.status).toBe(200);
    const refused = await sendKeyed(organisation, method, path(), { body, headers: { 'If-Match': tag } });
    expect(refused.status).toBe(412);
    expect(await refused.json()).toMatchObject({ title: 'Precondition Failed' });
    expect(await (await read()).json()).toMatchObject({ name: 'Renamed' });
    expect(await eventsOf(team)).toHaveLength(1);
  });

  it.each([() => '*', () => `${another}, ${tag}`, () => `  ${tag}  `])('is made for %s', async (condition) => {
    expect((await rename('Renamed', { 'If-Match': condition() })).status).toBe(200);
  });

  it.each([() => another, () => `W/${tag}`, () => tag.replaceAll('"', ''), () => '', () => `"*"`])(
    'is not made for what is not this tag: weak tags never match, section 13.1.1 (%#)',
    async (condition) => {
      expect((await rename('Lost', { 'If-Match': condition() })).status).toBe(412);
    },
  );

  it('with If-None-Match is made when the resource has another version: section 13.1.2', async () => {
    expect((await rename('Lost', { 'If-None-Match': tag })).status).toBe(412);
    expect((await rename('Renamed', { 'If-None-Match': another })).status).toBe(200);
  });

  it('of a resource that does not exist, or is another organisation’s, answers 404 whatever the precondition', async () => {
    const foreign = await createTeam(await createOrganisation());
    for (const id of [crypto.randomUUID(), 'none', foreign.id]) {
      const sent = { body: { name: 'Lost' }, headers: { 'If-Match': '*' } };
      expect((await sendKeyed(organisation, 'PATCH', `/v1/admin/teams/${id}`, sent)).status).toBe(404);
    }
  });

  it('of two with the same tag at once is made once: both had read it before either was made', async () => {
    const racing = await holdRow('teams', team.id, async (whenWaiting) => {
      const both = [rename('One', { 'If-Match': tag }), rename('Other', { 'If-Match': tag })];
      await whenWaiting(2);
      return both;
    });
    const statuses = (await Promise.all(racing)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412]);
    expect(await eventsOf(team)).toHaveLength(1);
  });

  it('and a deletion at once: one of them', async () => {
    const headers = { 'If-Match': tag };
    const racing = await holdRow('teams', team.id, async (whenWaiting) => {
      const both = [rename('One', headers), sendKeyed(organisation, 'DELETE', path(), { headers })];
      await whenWaiting(2);
      return both;
    });
    const [renamed, deleted] = (await Promise.all(racing)).map(({ status }) => status);
    expect([
      [200, 412],
      [412, 204],
    ]).toContainEqual([renamed, deleted]);
  });
});

describe('With an Idempotency-Key', () => {
  it('a repeated change gets the answer of the first one, whose tag is no longer current', async () => {
    const key = newKey();
    const first = await rename('Renamed', { 'If-Match': tag }, key);
    const again = await rename('Renamed', { 'If-Match': tag }, key);
    expect([first.status, again.status, again.headers.get('Idempotency-Replayed')]).toEqual([200, 200, 'true']);
    expect(tagOf(again)).toBe(tagOf(first));
    expect(await eventsOf(team)).toHaveLength(1);
  });

  it('a change of another version is another request', async () => {
    const key = newKey();
    expect((await rename('Renamed', { 'If-Match': another }, key)).status).toBe(412);
    expect((await rename('Renamed', { 'If-Match': tag }, key)).status).toBe(422);
    expect((await rename('Renamed', { 'If-Match': tag }, newKey())).status).toBe(200);
  });
});
