/** `npm run admin -- organisation suspend|reactivate|delete|restore`: what each says, records and refuses. */
import { expect, test } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { adminOf } from '../support/admin.ts';
import { type Added, addPerson } from '../support/people.ts';
import { column, execute, scratchDatabase, seededDatabase } from '../support/scratch.ts';

const statuses = (url: string) =>
  column(url, `SELECT concat_ws(' ', status, status_reason, deleted_at IS NOT NULL) FROM organisations ORDER BY slug`);

const acts = (url: string) =>
  column(
    url,
    `SELECT concat_ws(' ', o.slug, event_type, l.metadata ->> 'operator', l.metadata ->> 'reason') FROM audit_logs l
     JOIN organisations o ON o.id = l.organisation_id
     WHERE event_type LIKE 'organisation.%' AND event_type <> 'organisation.created' ORDER BY l.id`,
  );

const BY = 'operator (command line)';

test('the life of an organisation: each act is said, recorded with its reason, and refused the second time', async () => {
  const url = await seededDatabase();
  const { run, json, refusal } = adminOf(url);
  expect((await run('organisation suspend demo --reason Unpaid')).output).toBe(
    'demo is suspended: its sessions have ended, and nobody signs in.\n',
  );
  expect(await refusal('organisation suspend demo --reason Again')).toBe('The organisation is suspended already.');
  expect(await statuses(url)).toEqual(['suspended Unpaid f']);
  expect(await json('organisation reactivate demo --reason Paid')).toMatchObject({ slug: 'demo', status: 'active' });
  expect(await refusal('organisation reactivate demo --reason Again')).toBe('The organisation is active.');

  expect(await refusal('organisation delete demo --reason Left')).toContain('add --force');
  expect(await statuses(url)).toEqual(['active Paid f']);
  expect((await run('organisation delete demo --force --reason Left')).output).toBe(
    'demo is cancelled: it can be restored for thirty days.\n',
  );
  expect(await refusal('organisation delete demo --force --reason Again')).toContain('is cancelled already.');
  expect(await refusal('organisation suspend demo --reason Again')).toContain('is cancelled already.');
  expect((await run('organisation restore demo --reason Back')).output).toBe('demo is active again.\n');
  expect(await statuses(url)).toEqual(['active Back f']);
  expect(await acts(url)).toEqual([
    `demo organisation.suspended ${BY} Unpaid`,
    `demo organisation.reactivated ${BY} Paid`,
    `demo organisation.cancelled ${BY} Left`,
    `demo organisation.restored ${BY} Back`,
  ]);
});

test('without a slug, a reason or an organisation nothing happens, and after the retention nothing comes back', async () => {
  const url = await seededDatabase();
  const { run, refusal } = adminOf(url);
  const cases: [line: string, sentence: string][] = [
    ['organisation suspend --reason Unpaid', 'Say which organisation: give its slug.'],
    ['organisation suspend demo', '--reason: needed, of 1 to 500 characters.'],
    [`organisation suspend demo --reason ${'x'.repeat(501)}`, '--reason: needed, of 1 to 500 characters.'],
    ['organisation suspend nowhere --reason Unpaid', 'There is no organisation "nowhere".'],
    ['organisation restore demo --reason Back', 'The organisation is active.'],
  ];
  for (const [line, sentence] of cases) expect(await refusal(line)).toBe(sentence);
  expect([await statuses(url), await acts(url)]).toEqual([['active f'], []]);
  await run('organisation delete demo --force --reason Left');
  await execute(url, `UPDATE organisations SET deleted_at = now() - interval '30 days 1 minute'`);
  expect(await refusal('organisation restore demo --reason Back')).toBe('The organisation can no longer be restored.');
});

/** The person is a guest of demo, and has signed in to one of its clients there. */
async function signInAsGuest(url: string, { id }: Added): Promise<void> {
  const member = uuidv7();
  await execute(
    url,
    `UPDATE clients SET backchannel_logout_uri = 'https://shop.example/logout' WHERE client_id = 'demo-web';
     INSERT INTO organisation_members (id, organisation_id, user_organisation_id, user_id)
     SELECT '${member}', o.id, u.organisation_id, u.id FROM organisations o, users u
     WHERE o.slug = 'demo' AND u.id = '${id}';
     INSERT INTO organisation_member_sessions (organisation_id, member_id, session_id, client_id)
     SELECT c.organisation_id, '${member}', s.id, c.id FROM clients c, sessions s
     WHERE c.client_id = 'demo-web' AND s.user_id = '${id}'`,
  );
}

test('a suspension ends the sessions of the organisation alone, and tells the clients of hosts', async () => {
  const url = await seededDatabase();
  const { run, json } = adminOf(url);
  await json('organisation create --name Acme --owner-email olive@acme.example');
  const guest = await addPerson(url, 'acme', 'pat@acme.example');
  await addPerson(url, 'demo', 'dan@demo.example');
  await signInAsGuest(url, guest);
  expect((await run('organisation suspend acme --reason Unpaid')).code).toBe(0);
  const left = 'SELECT u.email FROM sessions s JOIN users u ON u.id = s.user_id';
  expect(await column(url, left)).toEqual(['dan@demo.example']);
  const told = `SELECT c.client_id FROM logout_deliveries d JOIN clients c ON c.id = d.client_id
    WHERE d.delivered_at IS NULL AND d.member_id IS NOT NULL`;
  expect(await column(url, told)).toEqual(['demo-web']);
});

test('an event that cannot be written takes the suspension with it', async () => {
  const url = await seededDatabase();
  await execute(url, `ALTER TABLE audit_logs ADD CONSTRAINT refuse CHECK (resource_type <> 'organisation') NOT VALID`);
  expect((await adminOf(url).run('organisation suspend demo --reason Unpaid')).code).toBe(1);
  expect(await statuses(url)).toEqual(['active f']);
});

test('a database that is not migrated is said to be that', async () => {
  const { refusal } = adminOf(await scratchDatabase());
  const sentence = await refusal('organisation suspend demo --reason Unpaid');
  expect(sentence).toContain('has npm run db -- deploy run on this database?');
});
