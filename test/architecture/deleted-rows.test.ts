/** Every statement has `deleted_at IS NULL` for its people, clients and organisations, or is listed here. */
import { expect, test } from 'vitest';
import { forgetfulMentions } from './deleted-rows.ts';
import { readSources, virtualSources } from './sources.ts';

/** What has to see deleted rows: where, which, and why. One line for each time that the table is mentioned there. */
const ALLOWED: readonly [place: string, table: string, because: string][] = [
  ['src/domain/audit/entries.ts getAuditEntry', 'users', 'the audit log names who has been deleted since'],
  ['src/domain/audit/entries.ts getAuditEntry', 'users', 'nor is whom an event is about forgotten'],
  ['src/domain/audit/entries.ts getAuditEntry', 'clients', 'the audit log names what has been deleted since'],
  ['src/domain/audit/sealing.ts listUnsealed', 'organisations', 'the log of a deleted organisation is sealed too'],
  ['src/domain/audit/listing.ts entriesOf', 'users', 'the audit log names who has been deleted since'],
  ['src/domain/audit/listing.ts entriesOf', 'users', 'nor is whom an event is about forgotten'],
  ['src/domain/audit/listing.ts entriesOf', 'clients', 'the audit log names what has been deleted since'],
  [
    'src/domain/account/erasure.ts erasableAccounts',
    'users',
    'finds those who were deleted long enough ago to be erased',
  ],
  ['src/domain/account/erasure.ts erase', 'users', 'messages to a deleted person go with them, by their address'],
  [
    'src/domain/invitations/links.ts invitationByToken',
    'users',
    'an address stays reserved after its account is deleted: no second one can be made for it',
  ],
  ['src/domain/access/guests.ts contextJoins', 'users', 'asks for the living behind the parentheses of its join'],
  ['src/domain/invitations/inviting.ts isOfOrganisation', 'users', 'a reserved address cannot join again'],
  ['src/domain/invitations/inviting.ts isOfOrganisation', 'users', 'nor can a guest whose account at home was deleted'],
  [
    'src/domain/organisations/access-end.ts endOrganisationAccess',
    'organisations',
    'sessions of cancelled organisations are ended too',
  ],
  ['src/domain/organisations/access-end.ts firstBatch', 'organisations', 'runs after the change that cancels it'],
  ['src/domain/organisations/access-end.ts people', 'users', 'deleted people may have tokens that are not ended yet'],
  [
    'src/domain/organisations/access-end.ts endingOrganisations',
    'organisations',
    'counts those whose sessions are to be ended, cancelled ones too',
  ],
  [
    'src/domain/organisations/erasure.ts erasableOrganisations',
    'organisations',
    'finds those that were cancelled long enough ago to be erased',
  ],
  [
    'src/domain/sweeps/expired-rows.ts accepted',
    'organisations',
    'says who founded an organisation, also one that was cancelled',
  ],
  ['src/domain/organisations/status.ts restoreOrganisation', 'organisations', 'restores what was deleted before'],
  [
    'src/platform/keys/lifecycle.ts removeKeys',
    'clients',
    'a key outlives all that it signed, and a deleted client still holds what was signed for it',
  ],
  ['src/domain/users/creation.ts reserveSlot', 'users', 'a reserved address cannot join again'],
  ['src/domain/users/filtered-listing.ts isAfterCursor', 'users', 'a cursor outlives the person whom it names'],
  ['src/domain/users/listing.ts isAfterCursor', 'users', 'a cursor outlives the person whom it names'],
];

const placeOf = ({ path, place, table }: { path: string; place: string; table: string }) =>
  `${path} ${place}: ${table}`;

test('every statement excludes soft-deleted rows, except those that must read them', () => {
  const allowed = ALLOWED.map(([place, table]) => `${place}: ${table}`);
  expect(forgetfulMentions(readSources('src')).map(placeOf).sort()).toEqual(allowed.sort());
});

test('every exception says why', () => {
  for (const [place, , because] of ALLOWED) expect(because.split(' ').length, place).toBeGreaterThan(4);
});

const statement = (text: string) =>
  forgetfulMentions(virtualSources({ 'src/a.ts': `const a = sql\`${text}\`;` })).map(({ table }) => table);

test.each([
  ['no condition', 'SELECT id FROM users WHERE id = 1', ['users']],
  ['a join without one', 'SELECT 1 FROM a JOIN clients c ON c.id = a.id WHERE a.deleted_at IS NULL', ['clients']],
  ['an update', 'UPDATE organisations SET name = 1 WHERE id = 1', ['organisations']],
  ['a deletion', 'DELETE FROM users WHERE id = 1', ['users']],
  ['a list of tables', 'SELECT 1 FROM a, users u WHERE u.id = a.id', ['users']],
  ['a name in quotes', 'SELECT 1 FROM "users"', ['users']],
  ['a name with its schema', 'SELECT 1 FROM public.users', ['users']],
  ['a table by itself', 'clients', ['clients']],
  ['the condition of another row', 'SELECT 1 FROM users u JOIN clients c ON c.deleted_at IS NULL', ['users']],
  ['one of two rows', 'SELECT 1 FROM users u JOIN users v ON v.id = u.id WHERE u.deleted_at IS NULL', ['users']],
  ['the condition of a sub-select', 'SELECT 1 FROM users WHERE EXISTS (SELECT 1 WHERE deleted_at IS NULL)', ['users']],
  ['a sub-select of its own', 'SELECT (SELECT 1 FROM clients) FROM users WHERE deleted_at IS NULL', ['clients']],
  ['half of a union', 'SELECT 1 FROM users WHERE deleted_at IS NULL UNION SELECT 1 FROM users', ['users']],
  ['an OR beside it', 'SELECT 1 FROM users WHERE id = 1 OR id = 2 AND deleted_at IS NULL', ['users']],
  ['what is only asked', 'SELECT u.deleted_at IS NULL AS alive FROM users u', ['users']],
  ['what a CASE asks', 'SELECT CASE WHEN a AND u.deleted_at IS NULL THEN 1 END FROM users u', ['users']],
  ['the opposite', 'SELECT 1 FROM users u WHERE u.deleted_at IS NOT NULL', ['users']],
  ['a text that looks like it', `SELECT 1 FROM users WHERE a = 'x' AND b = ' AND deleted_at IS NULL'`, ['users']],
])('found: %s', (_, text, tables) => {
  expect(statement(text)).toEqual(tables);
});

test.each([
  ['a row', 'SELECT id FROM users WHERE id = 1 AND deleted_at IS NULL'],
  ['a row by its table', 'SELECT 1 FROM users WHERE users.deleted_at IS NULL'],
  [
    'rows by their aliases',
    'SELECT 1 FROM users u JOIN clients AS c ON c.deleted_at IS NULL WHERE u.deleted_at IS NULL',
  ],
  ['an OR in brackets', 'SELECT 1 FROM users WHERE (id = 1 OR id = 2) AND deleted_at IS NULL'],
  [
    'both halves of a union',
    'SELECT 1 FROM users WHERE deleted_at IS NULL UNION ALL SELECT 1 FROM clients c WHERE c.deleted_at IS NULL',
  ],
  ['a new row', 'INSERT INTO users (id) VALUES (1)'],
  ['a column of a row that stands elsewhere', 'SELECT 1 FROM a WHERE a.user_id = users.id'],
  ['a column that is called so', `SELECT count(*) AS users, json_build_object('clients', 1) FROM a`],
])('fine: %s', (_, text) => {
  expect(statement(text)).toEqual([]);
});

test('a fragment counts where it stands, and what nobody can look into does not', () => {
  const hole = (expression: string) => `\${${expression}}`;
  const select = (condition: string) => `const a = sql\`SELECT 1 FROM users u WHERE ${hole(condition)}\`;`;
  const files = {
    'src/fragments.ts':
      'export const LIVE = sql`u.deleted_at IS NULL`;\nexport const JOIN = sql`JOIN users u ON TRUE`;',
    'src/named.ts': select('LIVE'),
    'src/called.ts': `${select('isLive(now)')}\nfunction isLive() {\n  return sql\`${hole('LIVE')}\`;\n}`,
    'src/joined.ts': `const a = sql\`SELECT 1 FROM a ${hole('JOIN')} WHERE ${hole('LIVE')}\`;`,
    'src/forgotten.ts': `const a = sql\`SELECT 1 FROM a ${hole('JOIN')} WHERE TRUE\`;`,
    'src/unknown.ts': select('condition'),
  };
  const paths = forgetfulMentions(virtualSources(files)).map(({ path }) => path);
  expect(paths).toEqual(['src/forgotten.ts', 'src/unknown.ts']);
});
