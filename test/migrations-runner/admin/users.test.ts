/** `npm run admin -- user …` on the people of two organisations. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { adminOf, events, ISSUER } from '../support/admin.ts';
import { type Added, addPerson } from '../support/people.ts';
import { column, execute, scratchDatabase, seededDatabase } from '../support/scratch.ts';

/** Two organisations: demo, of which owner@demo.example is the owner, and acme. */
async function twoOrganisations() {
  const url = await seededDatabase();
  const admin = adminOf(url);
  await admin.json('organisation create --name Acme --owner-email olive@acme.example');
  await execute(url, 'DELETE FROM audit_logs');
  return { url, ...admin };
}

const sessionsOf = (url: string, { id }: Added) =>
  column(url, 'SELECT count(*)::int FROM sessions WHERE user_id = $1', [id]);

test('a person is blocked with their sessions, again with another reason, and unblocked once', async () => {
  const { url, run, json } = await twoOrganisations();
  const pat = await addPerson(url, 'acme', 'pat@acme.example');
  const other = await addPerson(url, 'acme', 'other@acme.example');
  const named = '--organisation acme Pat@Acme.example';
  expect((await run(`user block --reason Left ${named}`)).output).toBe(
    'pat@acme.example is blocked: sessions and tokens have ended.\n',
  );
  const state = `SELECT concat_ws(' ', blocked_at IS NOT NULL, blocked_reason) FROM users WHERE id = $1`;
  expect(await column(url, state, [pat.id])).toEqual(['t Left']);
  expect(await sessionsOf(url, pat)).toEqual([0]);
  expect(await sessionsOf(url, other)).toEqual([1]);
  const event = `SELECT concat_ws(' ', event_type, user_id, resource_id, metadata ->> 'operator', metadata ->> 'reason')
    FROM audit_logs ORDER BY id DESC LIMIT 1`;
  expect(await column(url, event)).toEqual([`user.blocked ${pat.id} operator (command line) Left`]);

  const again = await run('user block --organisation acme --reason', 'Left for good', pat.id);
  expect(again.output).toBe('pat@acme.example was blocked before; the reason is replaced.\n');
  expect(await column(url, state, [pat.id])).toEqual(['t Left for good']);

  const unblocked = await json(`user unblock ${named}`);
  expect(unblocked).toMatchObject({ id: pat.id, email: 'pat@acme.example', blockedAt: null, blockedReason: null });
  expect((await run(`user unblock ${named}`)).output).toBe('pat@acme.example was not blocked.\n');
  expect(await events(url)).toEqual(['user.blocked', 'user.blocked', 'user.unblocked']);
});

test('second factors are removed once, and the person is told by the mail that is queued with it', async () => {
  const { url, run, json, refusal } = await twoOrganisations();
  const pat = await addPerson(url, 'acme', 'pat@acme.example');
  const other = await addPerson(url, 'acme', 'other@acme.example');
  const factors =
    'SELECT concat(u.email, f.name) FROM users u LEFT JOIN mfa_factors f ON f.user_id = u.id WHERE u.mfa_enabled';
  const mail = 'SELECT recipient || text FROM outbound_emails WHERE sent_at IS NULL';
  await execute(url, 'ALTER TABLE outbound_emails ADD CONSTRAINT refuse CHECK (false) NOT VALID');
  expect((await run('user reset-mfa --organisation acme pat@acme.example')).code).toBe(1);
  expect((await column(url, factors)).sort()).toEqual([`${other.email}Phone`, `${pat.email}Phone`]);
  await execute(url, 'ALTER TABLE outbound_emails DROP CONSTRAINT refuse');

  const removed = await json('user reset-mfa --organisation acme pat@acme.example');
  expect(removed).toEqual({ ...pat, removed: [{ name: 'Phone', type: 'totp' }] });
  expect(await column(url, factors)).toEqual([`${other.email}Phone`]);
  const [text = '', ...more] = await column(url, mail);
  expect(more).toEqual([]);
  expect(text).toContain(`${pat.email}Hello Pat Person`);
  expect(text).toContain('switched off for your account at Acme by an administrator.');
  expect(text).toContain(`${ISSUER}/`);
  expect(text).not.toContain('0.0.0.0');

  const again = await run('user reset-mfa --organisation acme pat@acme.example');
  expect(again.output).toBe('pat@acme.example has no second factor.\n');
  expect(await column(url, mail)).toHaveLength(1);
  expect(await events(url)).toEqual(['user.mfa.disabled']);
  expect(await refusal('user reset-mfa --organisation demo pat@acme.example')).toContain('demo has no person');
});

test('people of an organisation are listed, searched for and counted out', async () => {
  const { url, run, json } = await twoOrganisations();
  await addPerson(url, 'acme', 'pat@acme.example');
  await run('user block --organisation acme pat@acme.example');
  const all = '"Pat Person"  no role  blocked\nolive@acme.example  "olive"  owner\n';
  expect((await run('user list --organisation acme')).output).toBe(`pat@acme.example  ${all}`);
  const found = await json('user list --organisation acme --search LIVE');
  expect(found).toMatchObject([{ email: 'olive@acme.example', roles: [{ slug: 'owner' }] }]);
  expect(await json('user list --organisation acme --status blocked')).toMatchObject([{ email: 'pat@acme.example' }]);
  expect((await run('user list --organisation acme --search nobody')).output).toBe('There is nobody.\n');
  const first = await run('user list --organisation acme --limit 1');
  expect(first.output).toContain('There may be more: see --search and --limit.');
});

test('who is nobody, of another organisation, or the owner is refused, and nothing changes', async () => {
  const { url, refusal } = await twoOrganisations();
  const pat = await addPerson(url, 'acme', 'pat@acme.example');
  const cases: [line: string, sentence: string][] = [
    ['user block --organisation acme nobody@acme.example', 'acme has no person "nobody@acme.example".'],
    ['user block --organisation demo pat@acme.example', 'demo has no person "pat@acme.example".'],
    [`user unblock --organisation demo ${pat.id}`, `demo has no person "${pat.id}".`],
    [`user block --organisation nowhere ${pat.id}`, '--organisation: there is no organisation "nowhere".'],
    [`user unblock ${pat.id}`, '--organisation: say which one it is for: demo, acme.'],
    ['user block --organisation acme', 'Say who: give their address or id.'],
    [
      'user block --organisation acme olive@acme.example',
      'olive@acme.example: The owner of the organisation cannot be blocked. Nothing was changed.',
    ],
    [`user block ${pat.id} --reason a\u202eb`, '--reason: a line of 1 to 500 characters that can be seen.'],
    ['user list --status idle', '--status: one of active, blocked.'],
    ['user list --limit 0', '--limit: a whole number from 1 to 1000.'],
  ];
  for (const [line, sentence] of cases) expect(await refusal(line)).toBe(sentence);
  expect(await column(url, 'SELECT email FROM users WHERE blocked_at IS NOT NULL')).toEqual([]);
  expect(await sessionsOf(url, pat)).toEqual([1]);
  expect(await events(url)).toEqual([]);
});

test('people of a suspended organisation can be blocked, and those of a deleted one are not found', async () => {
  const { url, run, refusal } = await twoOrganisations();
  await addPerson(url, 'acme', 'pat@acme.example');
  await run('organisation suspend acme --reason Unpaid');
  expect((await run('user block --organisation acme pat@acme.example')).code).toBe(0);
  await run('organisation delete acme --force --reason Unpaid');
  expect(await refusal('user unblock --organisation acme pat@acme.example')).toBe(
    '--organisation: "acme" is deleted: organisation restore takes that back.',
  );
});

test('an event that cannot be written takes the block with it', async () => {
  const { url, run } = await twoOrganisations();
  const pat = await addPerson(url, 'acme', 'pat@acme.example');
  await execute(url, `ALTER TABLE audit_logs ADD CONSTRAINT refuse CHECK (event_type <> 'user.blocked') NOT VALID`);
  expect((await run('user block --organisation acme pat@acme.example')).code).toBe(1);
  expect(await column(url, 'SELECT blocked_at FROM users WHERE id = $1', [pat.id])).toEqual([null]);
  expect(await sessionsOf(url, pat)).toEqual([1]);
});

/** The same database, through a proxy that breaks a connection once it has passed COMMIT on. */
async function breakingAtCommit(url: string): Promise<string> {
  const { port, hostname } = new URL(url);
  const proxy = createServer((socket) => {
    const upstream = connect(Number(port), hostname);
    for (const side of [socket, upstream]) side.on('error', () => {});
    socket.on('data', (chunk) => {
      upstream.write(chunk);
      if (chunk.includes('COMMIT')) socket.destroy();
    });
    socket.on('close', () => upstream.end());
    upstream.pipe(socket);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void proxy.close());
  const through = new URL(url);
  through.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return through.href;
}

test('a connection that breaks at the commit leaves a state that is said to be unknown', async () => {
  const { url } = await twoOrganisations();
  await addPerson(url, 'acme', 'pat@acme.example');
  const { refusal } = adminOf(await breakingAtCommit(url));
  expect(await refusal('user block --organisation acme pat@acme.example')).toBe(
    'The connection to the database broke at the commit: whether the change was made is not known. Look before you try again.',
  );
});

test('a database that is not migrated is said to be that', async () => {
  const { refusal } = adminOf(await scratchDatabase());
  expect(await refusal('user block a@b.example')).toContain('has npm run db -- deploy run on this database?');
});
