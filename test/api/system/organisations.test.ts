/** `/v1/system/organisations`, for platform operators. test/api/credentials/operator-keys.test.ts: who gets there. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { newestToken } from '../../support/mailbox.ts';
import { createOperator, sendAsOperator, type TestOperator } from '../../support/operators.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { sendAs, signIn } from '../../support/people.ts';

let organisation: TestOrganisation;
let operator: TestOperator;

beforeAll(async () => {
  organisation = await createOrganisation();
  operator = await createOperator();
});

const PATH = '/v1/system/organisations';

async function call<T = Record<string, unknown>>(method: string, path = '', body?: unknown) {
  const answer = await sendAsOperator(operator, method, `${PATH}${path}`, body);
  const text = await answer.text();
  return { answer, status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
}

const eventsOf = async (id: string) =>
  (
    await asOwner<{ event: string; operator: string; reason: string | null; user_id: string | null }>(
      `SELECT event_type AS event, metadata->>'operator' AS operator, metadata->>'reason' AS reason, user_id FROM audit_logs
       WHERE organisation_id = $1 AND metadata ? 'operator' ORDER BY created_at, event_type`,
      [id],
    )
  ).map(({ event, operator: name, reason }) => [event, name, reason]);

describe('creating an organisation', () => {
  const founding = (unique = crypto.randomUUID().slice(0, 13)) => ({
    name: `Founded ${unique}`,
    ownerEmail: `Owner-${unique}@example.com`,
    ownerFirstName: 'Olive',
    ownerLastName: 'Owner',
  });

  it('has an owner who chooses the password by a link in a mail, in two round trips beside authentication', async () => {
    const input = founding();
    const { answer, status, body } = await call<{
      organisation: { id: string; slug: string };
      owner: { email: string };
    }>('POST', '', input);
    expect(status).toBe(201);
    expectFlights(answer, 3);
    expect(body).toMatchObject({
      organisation: { name: input.name, slug: input.name.toLowerCase().replace(' ', '-') },
      owner: { email: input.ownerEmail.toLowerCase(), name: 'Olive Owner' },
    });
    expect(JSON.stringify(body)).not.toContain('prt_');
    const token = await newestToken(body.owner.email, 'owner-welcome');
    const reset = await postJson('/v1/auth/reset-password', { token, password: PASSWORD });
    expect(reset.status).toBe(200);
    const owner = await signIn(body.owner.email);
    expect(await (await sendAs(owner, 'GET', '/v1/me/profile')).json()).toMatchObject({
      organisation: { slug: body.organisation.slug },
    });
    expect(await eventsOf(body.organisation.id)).toEqual([
      ['organisation.created', operator.name, null],
      ['user.created', operator.name, null],
    ]);
  });

  it('is refused when the name or the address is taken, and writes nothing', async () => {
    for (const taken of [{ name: organisation.name }, { ownerEmail: organisation.owner.email }]) {
      const input = { ...founding(), ...taken };
      expect((await call('POST', '', input)).status).toBe(409);
    }
    expect(await asOwner('SELECT id FROM organisations WHERE email = $1', [organisation.owner.email])).toHaveLength(1);
  });

  it('takes one of two organisations that come at the same time with one name', async () => {
    const { name } = founding();
    const answers = await Promise.all([1, 2].map(() => call('POST', '', { ...founding(), name })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe('the list', () => {
  interface List {
    data: { id: string; name: string; status: string }[];
    total: number;
    nextCursor: string | null;
  }
  const MARK = `listed${crypto.randomUUID().slice(0, 8)}`;

  beforeAll(async () => {
    await asOwner(
      `INSERT INTO organisations (id, name, slug, email, status, deleted_at)
       SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 4, '0') || substr(md5($1), 1, 8))::uuid, $1 || ' ' || chr(64 + n),
         $1 || '-' || n, $1 || n || '@example.com',
         (ARRAY['trial', 'active', 'suspended', 'cancelled'])[n]::"OrganisationStatus",
         CASE n WHEN 4 THEN now() END
       FROM generate_series(1, 4) n`,
      [MARK],
    );
  });

  const names = ({ data }: List) => data.map(({ name }) => name.slice(-1)).join('');

  it('finds by a part of the name, the slug or the address, in one round trip beside authentication', async () => {
    const { answer, body } = await call<List>('GET', `?search=${MARK.slice(2).toUpperCase()}`);
    expectFlights(answer, 2);
    expect(names(body)).toBe('DCBA');
    expect(body).toMatchObject({ total: 4, nextCursor: null });
    expect(names((await call<List>('GET', `?search=${MARK}-2`)).body)).toBe('B');
    expect(names((await call<List>('GET', `?search=${MARK}3@example`)).body)).toBe('C');
    expect(names((await call<List>('GET', `?search=${MARK}_`)).body)).toBe('');
  });

  it.each(['trial', 'active', 'suspended', 'cancelled'])('has those that are %s', async (status) => {
    for (const name of ['status', 'filter[status]']) {
      const { body } = await call<List>('GET', `?search=${MARK}&${name}=${status}`);
      expect(body.data.map((one) => one.status)).toEqual([status]);
    }
  });

  it('is sorted, and paged by cursor in each order', async () => {
    for (const [sort, expected] of [
      ['name', 'ABCD'],
      ['-name', 'DCBA'],
      ['createdAt', 'ABCD'],
      ['-slug', 'DCBA'],
    ]) {
      let seen = '';
      let cursor = '';
      do {
        const { body } = await call<List>('GET', `?search=${MARK}&sort=${sort}&limit=3&cursor=${cursor}`);
        seen += names(body);
        cursor = body.nextCursor ?? '';
      } while (cursor !== '');
      expect(seen, sort).toBe(expected);
    }
  });

  it('refuses the cursor of another order', async () => {
    const { body } = await call<List>('GET', `?search=${MARK}&sort=name&limit=1`);
    expect((await call('GET', `?sort=createdAt&cursor=${body.nextCursor}`)).status).toBe(400);
    expect((await call('GET', '?cursor=nonsense')).status).toBe(400);
  });
});

describe('one organisation', () => {
  it('is shown with its owner, in one round trip beside authentication', async () => {
    const { answer, body } = await call('GET', `/${organisation.id}`);
    expectFlights(answer, 2);
    expect(body).toMatchObject({
      id: organisation.id,
      slug: organisation.slug,
      status: 'trial',
      owner: organisation.owner,
    });
  });

  it.each(['x', crypto.randomUUID()])('that does not exist is not found, by any route: %s', async (id) => {
    expect((await call('GET', `/${id}`)).status).toBe(404);
    expect((await call('DELETE', `/${id}`)).status).toBe(404);
    for (const act of ['suspend', 'reactivate', 'restore']) {
      expect((await call('POST', `/${id}/${act}`, { reason: 'Any' })).status).toBe(404);
    }
  });
});

describe('the life of an organisation', () => {
  it('each change is answered with the new status, and is in its own log with the name of the operator', async () => {
    const its = await createOrganisation();
    const { answer, body } = await call('PATCH', `/${its.id}/suspend`, { reason: 'Unpaid' });
    expectFlights(answer, 3);
    expect(body).toMatchObject({ status: 'suspended', statusReason: 'Unpaid', suspendedAt: expect.any(String) });
    expect((await sendAs(its, 'GET', '/v1/me/profile')).status).toBe(401);
    expect((await call('PATCH', `/${its.id}/reactivate`)).body).toMatchObject({ status: 'trial', suspendedAt: null });
    await signIn(its.owner.email);
    const deleted = await call<{ cancelledAt: string; erasedFrom: string }>('DELETE', `/${its.id}`);
    expect(deleted.body).toMatchObject({ status: 'cancelled', owner: its.owner });
    expect(Date.parse(deleted.body.erasedFrom) - Date.parse(deleted.body.cancelledAt)).toBe(30 * 86_400_000);
    expect((await call('POST', `/${its.id}/restore`, { reason: 'A mistake' })).body).toMatchObject({
      status: 'trial',
      cancelledAt: null,
    });
    expect(await eventsOf(its.id)).toEqual([
      ['organisation.suspended', operator.name, 'Unpaid'],
      ['organisation.reactivated', operator.name, null],
      ['organisation.cancelled', operator.name, null],
      ['organisation.restored', operator.name, 'A mistake'],
    ]);
  });

  it('a suspension needs a reason, and a second one is a conflict', async () => {
    const its = await createOrganisation();
    expect((await call('POST', `/${its.id}/suspend`, {})).status).toBe(400);
    expect((await call('POST', `/${its.id}/suspend`, { reason: ' ' })).status).toBe(400);
    expect((await call('POST', `/${its.id}/suspend`, { reason: 'First' })).status).toBe(200);
    expect((await call('POST', `/${its.id}/suspend`, { reason: 'Second' })).body).toMatchObject({
      status: 409,
      detail: 'The organisation is suspended already',
    });
  });
});
