import { beforeAll, describe, expect, it } from 'vitest';
import { postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

const IMPORTS = '/v1/admin/user-imports';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let manager: TestPerson;
let staff: TestPerson;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  manager = await createPerson(organisation, 'manager');
  staff = await createPerson(organisation, 'staff');
});

type Who = Pick<TestPerson, 'cookies' | 'csrf'>;

async function begin(settings: Record<string, unknown>, who: Who = organisation): Promise<string> {
  const answer = await sendAs(who, 'POST', IMPORTS, settings);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

function upload(id: string, file: BodyInit | null, contentType: string | null, who: Who = organisation, query = '') {
  const headers: Record<string, string> = { Cookie: who.cookies, 'X-CSRF-Token': who.csrf };
  if (contentType !== null) headers['Content-Type'] = contentType;
  return send(`${IMPORTS}/${id}/rows${query}`, { method: 'POST', headers, body: file });
}

const faultsOf = async (id: string, query = '') =>
  (await sendAs(organisation, 'GET', `${IMPORTS}/${id}/faults${query}`)).json();

const newEmail = () => `imported-${crypto.randomUUID()}@example.com`;

/** Of `lètmein`. */
const BCRYPT = '$2b$05$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve';

describe('an import of people', () => {
  it('reads CSV, with a byte order mark, quotes, line ends in cells and empty cells; people sign in as they did', async () => {
    const [one, other] = [newEmail(), newEmail()];
    const file = [
      '\uFEFFemail,firstName,lastName,phone,passwordHash,roles',
      `${one},"Ada ""The"" ","Love,lace",+49 30 1,${BCRYPT},manager`,
      `${other.toUpperCase()},Grace,Hopper,,,`,
      '',
    ].join('\r\n');
    const id = await begin({ format: 'csv' });
    const answer = await upload(id, file, 'text/csv; charset=utf-8');
    expect(answer.status, await answer.clone().text()).toBe(200);
    expect(await answer.json()).toMatchObject({ processedRows: 2, createdRows: 2, failedRows: 0 });

    const login = await postJson('/v1/auth/login', { email: one, password: 'lètmein' });
    expect(await login.json()).toMatchObject({ user: { email: one, name: 'Ada "The" Love,lace' } });
    const [{ phone, password } = { phone: '', password: '' }] = await asOwner<{ phone: string; password: string }>(
      'SELECT phone, password FROM users WHERE email = $1',
      [other],
    );
    expect({ phone, password }).toEqual({ phone: null, password: null });
  });

  it('reads JSON Lines, with hashes of other systems as their exports name them', async () => {
    const lines = [
      { email: newEmail(), firstName: 'Ada', lastName: 'Lovelace', roles: ['staff'], passwordHash: BCRYPT },
      {
        email: newEmail(),
        firstName: 'Fire',
        lastName: 'Base',
        passwordHash: {
          type: 'firebase',
          passwordHash: 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
          salt: '42xEC+ixf3L2lw==',
          signerKey: 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
          saltSeparator: 'Bw==',
          rounds: 8,
          memoryCost: 14,
        },
      },
    ];
    const id = await begin({ format: 'jsonl' });
    const answer = await upload(id, lines.map((line) => JSON.stringify(line)).join('\n'), 'application/jsonl');
    expect(await answer.json()).toMatchObject({ processedRows: 2, createdRows: 2, failedRows: 0 });
  });

  it('reports every fault of every bad row, and imports the rest', async () => {
    const id = await begin({ format: 'jsonl' });
    const good = { email: newEmail(), firstName: 'Ada', lastName: 'Lovelace' };
    const lines = [
      '{"email":',
      '[]',
      JSON.stringify({ ...good, email: 'nobody', firstName: '', isAdmin: true }),
      JSON.stringify({ ...good, passwordHash: 'plain text' }),
      JSON.stringify({ ...good, passwordHash: '$2b$31$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve' }),
      JSON.stringify({ ...good, roles: ['a\u0000b'] }),
      JSON.stringify(good),
    ];
    const answer = await upload(id, lines.join('\n'), 'application/jsonl');
    expect(await answer.json()).toMatchObject({ processedRows: 7, createdRows: 1, failedRows: 6 });
    const { data, total } = (await faultsOf(id)) as {
      data: { row: number; errors: { path: string }[] }[];
      total: number;
    };
    expect(total).toBe(6);
    expect(data.map(({ row, errors }) => [row, errors.map(({ path }) => path)])).toEqual([
      [1, ['']],
      [2, ['']],
      [3, ['email', 'firstName', '']],
      [4, ['passwordHash']],
      [5, ['passwordHash']],
      [6, ['roles.0']],
    ]);
    const page = (await faultsOf(id, '?limit=2&cursor=1')) as { data: { row: number }[]; nextCursor: string | null };
    expect([page.data.map(({ row }) => row), page.nextCursor]).toEqual([[2, 3], '3']);
  });

  it.each<[string, BodyInit | null, string | null, number]>([
    ['another media type', '{}', 'application/json', 415],
    ['no media type', new Uint8Array([1]), null, 415],
    ['a form', 'email=a', 'application/x-www-form-urlencoded', 415],
    ['no body', null, 'text/csv', 400],
    ['a column that there is not', 'email,isAdmin\n', 'text/csv', 400],
    ['a column twice', 'email,email\n', 'text/csv', 400],
    ['a row without an end', `email\n"${'x'.repeat(70_000)}`, 'text/csv', 400],
  ])('refuses %s, and says so', async (_, file, contentType, status) => {
    const id = await begin({ format: 'csv' });
    const answer = await upload(id, file, contentType);
    expect(answer.status, await answer.clone().text()).toBe(status);
    const done = await sendAs(organisation, 'GET', `${IMPORTS}/${id}`);
    expect(await done.json()).toMatchObject({ processedRows: 0 });
  });

  it('keeps the rules of telephone numbers, languages and time zones that people’s own changes keep', async () => {
    const id = await begin({ format: 'jsonl' });
    const good = { email: newEmail(), firstName: 'Ada', lastName: 'Lovelace', phone: '' };
    const lines = [
      { ...good, phone: '1'.repeat(33), locale: 'not a language', zoneinfo: '+02:00' },
      { ...good, locale: 'fr-ca', zoneinfo: 'Europe/Paris' },
    ];
    await upload(id, lines.map((line) => JSON.stringify(line)).join('\n'), 'application/jsonl');
    const { data } = (await faultsOf(id)) as { data: { row: number; errors: { path: string }[] }[] };
    expect(data.map(({ row, errors }) => [row, errors.map(({ path }) => path)])).toEqual([
      [1, ['phone', 'locale', 'zoneinfo']],
    ]);
    const [person] = await asOwner('SELECT phone, locale, zoneinfo FROM users WHERE email = $1', [good.email]);
    expect(person).toEqual({ phone: null, locale: 'fr-CA', zoneinfo: 'Europe/Paris' });
  });

  it('takes a part of the file that says where it begins, and refuses one that leaves a gap', async () => {
    const line = () => JSON.stringify({ email: newEmail(), firstName: 'Ada', lastName: 'Lovelace' });
    const id = await begin({ format: 'jsonl' });
    await upload(id, [line(), line()].join('\n'), 'application/jsonl');
    expect((await upload(id, line(), 'application/jsonl', organisation, '?from=3')).status).toBe(409);
    const next = await upload(id, line(), 'application/jsonl', organisation, '?from=2');
    expect(await next.json()).toMatchObject({ processedRows: 3, createdRows: 3 });
  });

  it('needs users:create, and users:update to change people; another organisation finds none', async () => {
    expect((await sendAs(staff, 'POST', IMPORTS, { format: 'csv' })).status).toBe(403);
    const id = await begin({ format: 'csv', onExisting: 'update' }, manager);
    expect((await upload(id, 'email\n', 'text/csv', staff)).status).toBe(403);
    expect((await upload(id, 'email\n', 'text/csv', stranger)).status).toBe(404);
    for (const path of ['', '/faults']) {
      expect((await sendAs(stranger, 'GET', `${IMPORTS}/${id}${path}`)).status).toBe(404);
    }
    const listed = (await (await sendAs(stranger, 'GET', IMPORTS)).json()) as { data: unknown[] };
    expect(listed.data).toEqual([]);
  });

  it('gives a manager’s import no administrators', async () => {
    const id = await begin({ format: 'csv' }, manager);
    const file = `email,firstName,lastName,roles\n${newEmail()},Ada,Lovelace,admin\n`;
    expect(await (await upload(id, file, 'text/csv', manager)).json()).toMatchObject({ createdRows: 0, failedRows: 1 });
  });
});

describe('an export of people', () => {
  it('has everybody once, without secrets, and is recorded', async () => {
    const answer = await sendAs(organisation, 'GET', '/v1/admin/user-export?format=jsonl');
    expect(answer.headers.get('Content-Type')).toContain('application/jsonl');
    const text = await answer.text();
    const people = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { email: string; roles: string[] });
    const [{ count } = { count: 0 }] = await asOwner<{ count: number }>(
      'SELECT count(*)::int AS count FROM users WHERE organisation_id = $1 AND deleted_at IS NULL',
      [organisation.id],
    );
    expect(new Set(people.map(({ email }) => email)).size).toBe(count);
    expect(people).toHaveLength(count);
    expect(people.find(({ email }) => email === organisation.owner.email)?.roles).toEqual(['owner']);
    expect(text).not.toContain('argon2');
    expect(text).not.toContain(stranger.owner.email);
    const events = await asOwner(`SELECT FROM audit_logs WHERE organisation_id = $1 AND event_type = 'user.exported'`, [
      organisation.id,
    ]);
    expect(events).toHaveLength(1);
  });

  it('in CSV quotes cells, and lets no spreadsheet run one', async () => {
    const email = newEmail();
    await asOwner(
      `INSERT INTO users (id, organisation_id, email, first_name, last_name, name, phone)
       VALUES (gen_random_uuid(), $1, $2, '=HYPERLINK("http://x")', 'a,b', 'x', '+49 30 1')`,
      [organisation.id, email],
    );
    const answer = await sendAs(manager, 'GET', '/v1/admin/user-export');
    const line = (await answer.text()).split('\r\n').find((row) => row.includes(email));
    expect(line).toContain(`${email},"'=HYPERLINK(""http://x"")","a,b",+49 30 1,`);
  });

  it('needs users:read', async () => {
    const nobody = await createPerson(organisation);
    expect((await sendAs(nobody, 'GET', '/v1/admin/user-export')).status).toBe(403);
  });
});
