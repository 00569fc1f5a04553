/** The mailbox of a development server. */
import { expect, test } from 'vitest';
import { PRODUCTION, send } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { createOrganisation } from '../support/organisation.ts';
import { openBrowser } from './browser.ts';

const DEVELOPMENT = { ENVIRONMENT: 'development' };

/** Other tests send mail at the same time, so messages are identified by their organisation. */
test('The mailbox shows the newest message first, as text with links', async () => {
  const older = await createOrganisation();
  const newer = await createOrganisation();
  const page = await openBrowser().get('/dev/mailbox', DEVELOPMENT);
  expect(page.status).toBe(200);
  const messages = page.body.match(/<article.*?<\/article>/gs) ?? [];
  const place = (name: string) => messages.findIndex((message) => message.includes(`${name} is ready`));
  expect(place(newer.name)).toBeGreaterThanOrEqual(0);
  expect(place(older.name)).toBeGreaterThan(place(newer.name));
  const times = messages.map((message) => /datetime="([^"]+)"/.exec(message)?.[1]);
  expect(times).toEqual([...times].sort().reverse());
  const message = messages[place(newer.name)];
  expect(message).toContain(`To ${newer.owner.email}`);
  expect(message).toMatch(/<pre>Hello .*<a href="http:\/\/localhost:4000\/auth\/login">/s);
});

test('The mailbox shows messages of a deleted organisation', async () => {
  const { id, name } = await createOrganisation();
  await asOwner('UPDATE organisations SET deleted_at = now() WHERE id = $1', [id]);
  expect((await openBrowser().get('/dev/mailbox', DEVELOPMENT)).body).toContain(`${name} is ready`);
});

test('The mailbox escapes the text of messages', async () => {
  const { id } = await createOrganisation();
  const values = [id, '<script>alert(1)</script>', 'https://x.example/"onclick="alert(1) javascript:alert(2)'];
  await asOwner('UPDATE outbound_emails SET subject = $2, text = $3 WHERE organisation_id = $1', values);
  const { body } = await openBrowser().get('/dev/mailbox', DEVELOPMENT);
  expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(body).not.toMatch(/<script>alert|onclick="|href="javascript/);
});

test.each(['test', 'production'])('In %s the mailbox answers like an unknown path', async (environment) => {
  const bindings = environment === 'production' ? PRODUCTION : { ENVIRONMENT: environment };
  const seen = async (path: string) => {
    const response = await send(path, { headers: { 'X-Request-ID': 'the-same-one' } }, bindings);
    const body = (await response.text()).replaceAll(path, '');
    return { status: response.status, headers: [...response.headers], body };
  };
  const mailbox = await seen('/dev/mailbox');
  expect(mailbox.status).toBe(404);
  expect(mailbox).toEqual(await seen('/dev/no-such-page'));
});
