/** `npm run admin -- user create`: who is added, and how their link reaches them. */
import { expect, test } from 'vitest';
import { looksLikeSecret, sha256 } from '../../../src/lib/secrets.ts';
import { adminOf, events, ISSUER } from '../support/admin.ts';
import { column, execute, seededDatabase } from '../support/scratch.ts';

const people = (url: string) =>
  column(
    url,
    `SELECT concat_ws('|', u.email, u.name, u.password IS NULL, role.slug) FROM users u
     LEFT JOIN user_roles r ON r.user_id = u.id LEFT JOIN roles role ON role.id = r.role_id
     WHERE u.email <> 'owner@demo.example' ORDER BY u.email, role.slug`,
  );
const links = (url: string) => column(url, `SELECT token || ' ' || sent_by_mail FROM password_reset_tokens`);
const mails = (url: string) => column(url, 'SELECT text FROM outbound_emails');

test('a person has no password, the default role, and a link that is told once and mailed to nobody', async () => {
  const url = await seededDatabase();
  const { run, json, refusal } = adminOf(url);
  const { passwordUrl, ...created } = await json('user create --email Pat@Acme.example --name', 'Pat van Person');
  expect(created).toMatchObject({
    user: { email: 'pat@acme.example', name: 'Pat van Person', roles: ['staff'] },
    organisation: 'demo',
  });
  expect(await people(url)).toEqual(['pat@acme.example|Pat van Person|t|staff']);
  const token = new URL(passwordUrl).searchParams.get('token') ?? '';
  expect(passwordUrl).toBe(`${ISSUER}/auth/reset-password?token=${token}`);
  expect(looksLikeSecret('passwordReset', token)).toBe(true);
  expect(await links(url)).toEqual([`${await sha256(token)} false`]);
  expect(await mails(url)).toEqual([]);
  const event = `SELECT concat_ws(' ', event_type, resource_id, metadata ->> 'operator', metadata ->> 'roles')
    FROM audit_logs WHERE event_type LIKE 'user.%'`;
  expect(await column(url, event)).toEqual([`user.created ${created.user.id} operator (command line) ["staff"]`]);

  expect(await refusal('user create --email pat@acme.example')).toBe(
    '--email: pat@acme.example is the address of an account already, perhaps of another organisation or of a deleted one. Nobody was added.',
  );
  expect(await links(url)).toHaveLength(1);
  const { output } = await run('user create --email zed@acme.example --role manager --role admin');
  expect(output).toMatch(
    /^Added zed@acme\.example to demo, as admin, manager\.\n.*7 days:\nhttps:\/\/id\.example\.com\//s,
  );
  expect((await people(url)).slice(1)).toEqual(['zed@acme.example|zed|t|admin', 'zed@acme.example|zed|t|manager']);
});

test('with --mail the link is in the message that is queued with the person, and is not printed', async () => {
  const url = await seededDatabase();
  const { run, json, refusal } = adminOf(url);
  await execute(url, 'ALTER TABLE outbound_emails ADD CONSTRAINT refuse CHECK (false) NOT VALID');
  expect((await run('user create --mail --email pat@acme.example')).code).toBe(1);
  expect([await people(url), await links(url), await events(url)]).toEqual([[], [], []]);
  await execute(url, 'ALTER TABLE outbound_emails DROP CONSTRAINT refuse');

  const created = await json('user create --mail --email pat@acme.example');
  expect(Object.keys(created)).toEqual(['user', 'organisation']);
  const [text = ''] = await mails(url);
  const [token = ''] = /(?<=token=)\S+/.exec(text) ?? [];
  expect(await links(url)).toEqual([`${await sha256(token)} true`]);
  expect(await refusal('user create --mail --email pat@acme.example')).toContain('--email: pat@acme.example is');
  expect(await mails(url)).toHaveLength(1);
});

test('what is refused adds nobody', async () => {
  const url = await seededDatabase();
  const { run, refusal } = adminOf(url);
  const line = 'user create --email pat@acme.example';
  const cases: [line: string, sentence: string][] = [
    ['user create', '--email: needed.'],
    ['user create --email nobody', '--email: invalid email address.'],
    [`${line} --name a\u202eb`, '--name: a line of 1 to 100 characters that can be seen.'],
    [`${line} --role boss`, '--role: demo has no role "boss"; its roles are admin, manager, owner, staff.'],
    [`${line} --organisation nowhere`, '--organisation: there is no organisation "nowhere".'],
    [`${line} --password x`, "Unknown option '--password'; see npm run admin -- user create --help."],
  ];
  for (const [one, sentence] of cases) expect(await refusal(one)).toBe(sentence);
  await run('organisation suspend demo --reason Unpaid');
  expect(await refusal(line)).toBe('demo is suspended: organisation reactivate ends that. Nothing was made.');
  await run('organisation delete demo --force --reason Unpaid');
  expect(await refusal(`${line} --organisation demo`)).toContain('"demo" is deleted');
  expect([await people(url), await links(url)]).toEqual([[], []]);
});
