import { beforeAll, describe, expect, it } from 'vitest';
import { LOOKED_AT_MAX } from '../../../src/domain/audit/listing.ts';
import { uuidv7, uuidv7Floor } from '../../../src/lib/ids.ts';
import { expectFlights } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { addRole } from '../../support/roles.ts';

const LOGS = '/v1/admin/audit-logs';

interface Listed {
  data: { id: string; eventType: string; timestamp: string; actor: object; resource: object; metadata: object }[];
  auditLogs: object[];
  total: number;
  totalIsEstimate?: true;
  nextCursor: string | null;
}

let organisation: TestOrganisation;
let auditor: TestPerson;

async function list(query = '', as: { cookies: string; csrf: string } = organisation): Promise<Listed> {
  const answer = await sendAs(as, 'GET', `${LOGS}${query}`);
  expect(answer.status, await answer.clone().text()).toBe(200);
  const listed = (await answer.json()) as Listed;
  if (listed.data.length > 0) expectFlights(answer, 2);
  return listed;
}

interface Row {
  at: string;
  type: string;
  category?: string;
  action?: string;
  userId?: string | null;
  clientId?: string | null;
  resourceId?: string | null;
  success?: boolean;
}

/** An entry of a moment, whose id it returns. */
async function insert({ at, type, category = 'client', action = 'create', ...row }: Row): Promise<string> {
  const id = uuidv7(new Date(at));
  const { userId = null, clientId = null, resourceId = null, success = true } = row;
  await asOwner(
    `INSERT INTO audit_logs (id, organisation_id, user_id, client_id, event_type, event_category, action, resource_type,
       resource_id, ip_address, user_agent, metadata, success, error_message, created_at)
     VALUES ($1, $2, $3, $4, $5, $6::"EventCategory", $7::"EventAction", 'client', $8, '192.0.2.1', 'Browser', NULL, $9,
       CASE WHEN $9 THEN NULL ELSE 'It was refused' END, $10)`,
    [id, organisation.id, userId, clientId, type, category, action, resourceId, success, at],
  );
  return id;
}

beforeAll(async () => {
  organisation = await createOrganisation();
  auditor = await createPerson(organisation, 'staff');
  await createOrganisation();
});

describe('The audit log', () => {
  it('is the newest event first, in each form that clients read', async () => {
    const { id: clientId, clientId: publicId } = await createClient(organisation.id);
    const { owner } = organisation;
    const at = new Date(Date.now() + 1_000).toISOString();
    const id = await insert({ at, type: 'client.created', userId: owner.id, clientId, resourceId: clientId });
    const { data, auditLogs, total } = await list();
    expect(data[0]).toEqual({
      ...{ id, organisationId: organisation.id, userId: owner.id, clientId, eventType: 'client.created' },
      ...{ eventCategory: 'client', action: 'create', resourceType: 'client', resourceId: clientId, success: true },
      ...{ errorMessage: null, createdAt: at, timestamp: at },
      metadata: { ipAddress: '192.0.2.1', userAgent: 'Browser' },
      actor: { id: owner.id, email: owner.email, name: 'Ada Owner' },
      user: { id: owner.id, email: owner.email, name: 'Ada Owner' },
      client: { id: clientId, clientId: publicId, name: expect.any(String) },
      resource: { type: 'client', id: clientId },
    });
    expect(auditLogs).toEqual(data);
    expect(total).toBe(data.length);
    const ids = data.map((entry) => entry.id);
    expect(ids).toEqual([...ids].sort().reverse());
  });

  it('names no person where there was none, and why something failed', async () => {
    const id = await insert({ at: '2026-03-01T10:00:00.000Z', type: 'oauth2.authorize', success: false });
    const answer = await sendAs(organisation, 'GET', `${LOGS}/${id}`);
    expectFlights(answer, 2);
    expect(await answer.json()).toMatchObject({
      ...{ id, user: null, client: null, success: false, errorMessage: 'It was refused' },
      actor: { id: 'system', email: '', name: 'System' },
      resource: { type: 'client', id: '' },
      metadata: { reason: 'It was refused' },
    });
  });

  it('still names who was deleted since, and the person whom an event is about', async () => {
    const person = await createPerson(organisation);
    const at = '2026-03-02T10:00:00.000Z';
    const id = await insert({ at, type: 'user.updated', userId: person.id, resourceId: person.id });
    await asOwner(`UPDATE audit_logs SET resource_type = 'user' WHERE id = $1`, [id]);
    await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [person.id]);
    expect(await (await sendAs(organisation, 'GET', `${LOGS}/${id}`)).json()).toMatchObject({
      actor: { id: person.id, email: person.email },
      resource: { type: 'user', id: person.id, email: person.email },
    });
  });

  it('is for those who may read it', async () => {
    expect((await sendAs(auditor, 'GET', LOGS)).status).toBe(403);
    const roleId = await addRole(organisation.id, 'auditor', ['audit:read']);
    await asOwner('INSERT INTO user_roles (organisation_id, user_id, role_id) VALUES ($1, $2, $3)', [
      ...[organisation.id, auditor.id, roleId],
    ]);
    expect((await list('', auditor)).total).toBeGreaterThan(0);
  });

  it.each(['unknown', '019aaaaa-0000-7000-8000-000000000000'])('has no entry %s', async (id) => {
    const answer = await sendAs(organisation, 'GET', `${LOGS}/${id}`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      expect.objectContaining({ detail: 'Audit log not found' }),
    ]);
  });
});

describe('Filters of the audit log', () => {
  const known: Record<string, string> = {};
  let person: TestPerson;
  let clientId: string;

  beforeAll(async () => {
    person = await createPerson(organisation);
    clientId = (await createClient(organisation.id)).id;
    const at = (day: number) => `2026-02-0${day}T12:00:00.000Z`;
    known.created = await insert({ at: at(1), type: 'client.created', userId: person.id, resourceId: 'thing-1' });
    known.failed = await insert({ at: at(2), type: 'client.created', userId: person.id, success: false });
    known.issued = await insert({ at: at(3), type: 'oauth2.token_issued', category: 'auth', clientId });
    known.refused = await insert({
      at: at(4),
      type: 'oauth2.token_issued',
      category: 'auth',
      clientId,
      success: false,
    });
    known.deleted = await insert({ at: at(5), type: 'client.deleted', action: 'delete', resourceId: 'thing-1' });
  });

  const FEBRUARY = 'startDate=2026-02-01&endDate=2026-02-28';
  const CASES: [query: string, names: string[]][] = [
    ['', ['deleted', 'refused', 'issued', 'failed', 'created']],
    ['&eventCategory=&action=&success=', ['deleted', 'refused', 'issued', 'failed', 'created']],
    ['&userId=PERSON', ['failed', 'created']],
    ['&clientId=CLIENT', ['refused', 'issued']],
    ['&eventType=client.created', ['failed', 'created']],
    ['&eventType=client.created&action=delete', []],
    ['&eventCategory=auth', ['refused', 'issued']],
    ['&filter[eventCategory]=client', ['deleted', 'failed', 'created']],
    ['&eventCategory=client&action=delete', ['deleted']],
    ['&resourceType=token', ['refused', 'issued']],
    ['&resourceId=thing-1', ['deleted', 'created']],
    ['&resourceId=thing-1&eventType=client.deleted', ['deleted']],
    ['&success=false', ['refused', 'failed']],
    ['&success=true', ['deleted', 'issued', 'created']],
    ['&success=false&clientId=CLIENT', ['refused']],
    ['&success=true&userId=PERSON&eventCategory=client', ['created']],
    ['&userId=nobody', []],
    ['&resourceType=nothing', []],
    ['&order=asc&eventCategory=auth', ['issued', 'refused']],
    ['&sort=action&order=asc', ['refused', 'issued', 'failed', 'created', 'deleted']],
    ['&sort=-eventCategory', ['deleted', 'failed', 'created', 'refused', 'issued']],
  ];

  it.each(CASES)('%s', async (query, names) => {
    const { data, total } = await list(`?${FEBRUARY}${query.replace('PERSON', person.id).replace('CLIENT', clientId)}`);
    const nameOf = (id: string) => Object.entries(known).find(([, one]) => one === id)?.[0];
    expect([data.map(({ id }) => nameOf(id)), total]).toEqual([names, names.length]);
  });

  it.each([
    ['a day, to its end', 'startDate=2026-02-02&endDate=2026-02-02', ['failed']],
    ['before all times that ids know', 'startDate=1960-01-01&endDate=1969-12-31', []],
    ['a moment, included', 'startDate=2026-02-03T12:00:00Z&endDate=2026-02-04T13:00:00%2B01:00', ['refused', 'issued']],
  ])('the time is %s', async (_what, query, names) => {
    const { data } = await list(`?${query}`);
    expect(data.map(({ id }) => id)).toEqual(names.map((name) => known[name]));
  });

  it.each([
    'eventCategory=other',
    'action=x',
    'success=maybe',
    'startDate=yesterday',
    'sort=ipAddress',
    'eventType=%00',
  ])('refuse %s', async (query) => {
    const answer = await sendAs(organisation, 'GET', `${LOGS}?${query}`);
    const errors = [expect.objectContaining({ path: [query.split('=')[0]], message: expect.any(String) })];
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ detail: 'Invalid query parameters', errors }),
    ]);
  });

  it.each(['', '&eventCategory=client', '&success=true'])(
    'come in pages by cursor and by offset: %s',
    async (query) => {
      const whole = (await list(`?${FEBRUARY}${query}`)).data.map(({ id }) => id);
      const [first, second] = whole;
      const page = await list(`?${FEBRUARY}${query}&limit=1`);
      const next = await list(`?${FEBRUARY}${query}&limit=1&cursor=${page.nextCursor}`);
      const moved = await list(`?${FEBRUARY}${query}&limit=1&offset=1`);
      expect([page, next, moved].map(({ data }) => data.map(({ id }) => id))).toEqual([[first], [second], [second]]);
      expect(moved.total).toBe(whole.length);
    },
  );

  it('look at a bounded number of entries, and go on behind them', async () => {
    await asOwner(
      `INSERT INTO audit_logs (id, organisation_id, event_type, event_category, action, ip_address, user_agent, success,
         created_at)
       SELECT overlay($1 placing lpad(to_hex(n), 12, '0') from 25)::uuid, $2, 'client.updated', 'client', 'update', '', '',
         n = 1, '2026-01-15' FROM generate_series(1, $3::int) n`,
      [uuidv7Floor(new Date('2026-01-15')), organisation.id, LOOKED_AT_MAX + 10],
    );
    const query = '?startDate=2026-01-01&endDate=2026-01-31&success=true&eventType=client.updated';
    const first = await list(query);
    expect(first).toMatchObject({ data: [], total: 0, totalIsEstimate: true, nextCursor: expect.any(String) });
    const second = await list(`${query}&cursor=${first.nextCursor}`);
    expect([second.data.length, second.nextCursor]).toEqual([1, null]);
  });

  it('refuse a cursor of another list, and one for another order', async () => {
    for (const query of ['cursor=WyJ4Il0', `cursor=${(await list('?limit=1')).nextCursor}&sort=action`]) {
      expect((await sendAs(organisation, 'GET', `${LOGS}?${query}`)).status).toBe(400);
    }
  });
});

describe('An export of the audit log', () => {
  const EXPORT = `${LOGS}/export`;

  it('has every entry of the filter once, the oldest first, and is recorded', async () => {
    const query = '?format=jsonl&startDate=2026-01-01&endDate=2026-01-31&eventType=client.updated';
    const answer = await sendAs(organisation, 'GET', `${EXPORT}${query}`);
    expect(answer.headers.get('Content-Type')).toContain('application/jsonl');
    const entries = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Listed['data'][number]);
    const ids = entries.map(({ id }) => id);
    expect(new Set(ids).size).toBe(LOOKED_AT_MAX + 10);
    expect(ids).toEqual([...ids].sort());
    expect(entries[0]).toMatchObject({ eventType: 'client.updated', actor: { id: 'system' } });
    const [recorded] = (await list('?eventType=audit_log.exported')).data;
    expect(recorded?.metadata).toMatchObject({ filters: { eventType: 'client.updated' } });
  });

  it('looks behind entries of which none match', async () => {
    const query = '?startDate=2026-01-01&endDate=2026-01-31&success=false&eventType=client.updated&resourceId=';
    const matching = await sendAs(organisation, 'GET', `${EXPORT}${query}`);
    // A line of names, and nothing after the last line.
    expect((await matching.text()).split('\r\n')).toHaveLength(LOOKED_AT_MAX + 9 + 2);
    const none = await sendAs(organisation, 'GET', `${EXPORT}?userId=nobody`);
    expect((await none.text()).split('\r\n')).toHaveLength(2);
  });

  it('in CSV lets no spreadsheet run a cell', async () => {
    const id = await insert({ at: '2026-04-01T10:00:00.000Z', type: 'client.created' });
    await asOwner(`UPDATE audit_logs SET user_agent = '=1+1', metadata = '{"a": 1}' WHERE id = $1`, [id]);
    const answer = await sendAs(organisation, 'GET', `${EXPORT}?startDate=2026-04-01&endDate=2026-04-01`);
    expect(await answer.text()).toContain(`,System,,,client,,192.0.2.1,'=1+1,"{""a"":1}"\r\n`);
  });

  it('is for those who may read the log', async () => {
    expect((await sendAs(await createPerson(organisation), 'GET', EXPORT)).status).toBe(403);
  });
});
