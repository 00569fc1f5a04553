/** Request headers cannot change the links in mail, and texts of requests cannot add mail headers. */

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { composeMime } from '../../src/platform/mail/mime.ts';
import { csrfOf, openBrowser } from '../pages/browser.ts';
import { listOperations } from '../support/api-document.ts';
import { ISSUER, send } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { newAddress, roleId } from '../support/invitations.ts';
import { emailsTo } from '../support/mailbox.ts';
import { createOperator } from '../support/operators.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { createPerson, type TestPerson } from '../support/people.ts';

const EVIL = 'evil.example';
const NEW_PASSWORD = 'Battery-Staple-9';

/** Headers of proxies about the requested host and the origin of a request. */
const HEADERS = {
  Host: EVIL,
  'X-Forwarded-Host': EVIL,
  'X-Forwarded-Server': EVIL,
  'X-Forwarded-Proto': EVIL,
  'X-Forwarded-Prefix': `//${EVIL}`,
  'X-Host': EVIL,
  'X-Original-Host': EVIL,
  'X-Original-URL': `https://${EVIL}/`,
  'X-Rewrite-URL': `https://${EVIL}/`,
  Forwarded: `host=${EVIL};proto=https;for=203.0.113.9`,
  'X-Forwarded-For': '203.0.113.9',
  'X-Real-IP': '203.0.113.9',
  Referer: `https://${EVIL}/`,
};

let organisation: TestOrganisation;
let person: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  person = await createPerson(organisation);
});

type Caller = { cookies: string; csrf: string };
const NOBODY: Caller = { cookies: '', csrf: '' };

/** A request that names another host. */
function ask(method: string, path: string, body: unknown, { cookies, csrf }: Caller = NOBODY): Promise<Response> {
  const headers = { ...HEADERS, 'Content-Type': 'application/json', Cookie: cookies, 'X-CSRF-Token': csrf };
  return send(`https://${EVIL}${path}`, { method, headers, body: JSON.stringify(body) });
}

/** Triggers mail. @returns the status of the response, and the recipient */
type Act = () => Promise<{ status: number; recipients: string[] }>;

const ACTS: Record<string, Act> = {
  onboarding: async () => {
    const email = newAddress();
    const founding = { organisationName: email, email, firstName: 'Ada', lastName: 'Owner', password: PASSWORD };
    return { status: (await ask('POST', '/v1/auth/onboard', founding)).status, recipients: [email] };
  },
  'a forgotten password': async () => {
    const { email } = person;
    return { status: (await ask('POST', '/v1/auth/forgot-password', { email })).status, recipients: [email] };
  },
  'a forgotten password, told on the page': async () => {
    const browser = openBrowser();
    const _csrf = csrfOf(await browser.get('/auth/forgot-password'));
    const form = { _csrf, email: person.email };
    const { response } = await browser.post(`https://${EVIL}/auth/forgot-password`, form, HEADERS);
    return { status: response.status, recipients: [person.email] };
  },
  'an address to verify': async () => {
    const { id, email } = person;
    await asOwner('UPDATE users SET email_verified_at = NULL WHERE id = $1', [id]);
    return { status: (await ask('POST', '/v1/auth/send-verification-email', { email })).status, recipients: [email] };
  },
  'a change of address': async () => {
    const email = newAddress();
    return {
      status: (await ask('PATCH', '/v1/me/profile', { email }, person)).status,
      recipients: [email, person.email],
    };
  },
  'a new password': async () => {
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    return { status: (await ask('POST', '/v1/me/password', change, person)).status, recipients: [person.email] };
  },
  'a sign-in from a new device': async () => {
    const { email } = person;
    return { status: (await ask('POST', '/v1/auth/login', { email, password: PASSWORD })).status, recipients: [email] };
  },
  'an invitation': async () => {
    const email = newAddress();
    const invitation = { email, roleId: await roleId(organisation, 'staff') };
    return {
      status: (await ask('POST', '/v1/admin/invitations', invitation, organisation)).status,
      recipients: [email],
    };
  },
  'an invitation that is sent again': async () => {
    const email = newAddress();
    const invitation = { email, roleId: await roleId(organisation, 'staff') };
    const made = await ask('POST', '/v1/admin/invitations', invitation, organisation);
    const { id } = (await made.json()) as { id: string };
    await asOwner(`UPDATE invitations SET updated_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    const answer = await ask('POST', `/v1/admin/invitations/${id}/resend`, {}, organisation);
    return { status: answer.status, recipients: [email] };
  },
  'the end of an account': async () => {
    return { status: (await ask('DELETE', '/v1/me/account', {}, person)).status, recipients: [person.email] };
  },
};

describe.each(Object.entries(ACTS))('The mail of %s', (_name, act) => {
  test('links only to the issuer, whatever host was requested', async () => {
    const { status, recipients } = await act();
    expect(status).toBeLessThan(300);
    const all = (await Promise.all(recipients.map((recipient) => emailsTo(recipient)))).flat();
    const links = all.flatMap(({ text, html }) => [...`${text} ${html}`.matchAll(/https?:\/\/[^\s"<>]+/g)].map(String));
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !link.startsWith(`${ISSUER}/`))).toEqual([]);
    for (const { subject, text, html } of all) {
      for (const part of [subject, text, html]) expect(part).not.toMatch(/evil|203\.0\.113\.9/);
    }
  });
});

const INJECTION = 'Ada\r\nBcc: everybody@example.com\r\n\r\nDear customer';

/** Every field of the API for names and addresses, read from the OpenAPI document. */
const FIELDS = (await listOperations()).flatMap(({ method, path, schema }) =>
  Object.entries(schema?.properties ?? {})
    .filter(([field, { description }]) => /name$|^email$/i.test(field) && !description?.startsWith('Ignored'))
    .map(([field]) => [method, path, field] as const),
);

test('There are such fields', () => {
  expect(FIELDS.length).toBeGreaterThan(10);
});

test.each(FIELDS)('%s %s takes no line break in %s', async (method, path, field) => {
  const credential: Record<string, string> = path.startsWith('/v1/system/')
    ? { Authorization: `Bearer ${(await createOperator()).key}` }
    : { Cookie: organisation.cookies, 'X-CSRF-Token': organisation.csrf };
  const headers = { 'Content-Type': 'application/json', ...credential };
  const concrete = path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000');
  for (const injection of [INJECTION, 'a@example.com\r\nBcc: b@example.com', 'a@example.com\nb', 'a\rb', '\u0085a']) {
    const body = JSON.stringify({ [field]: injection });
    const answer = await send(concrete, { method, headers, body });
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { path: string[] }[] };
    expect(errors.map((error) => error.path[0])).toContain(field);
  }
});

describe('Stored names that contain line breaks', () => {
  const HEADER_NAMES = [
    'Auto-Submitted',
    'Content-Type',
    'Date',
    'From',
    'MIME-Version',
    'Message-ID',
    'Subject',
    'To',
  ];

  test('add no header, no recipient and no line', async () => {
    const host = await createOrganisation();
    const email = newAddress();
    await asOwner('UPDATE organisations SET name = $2 WHERE id = $1', [host.id, INJECTION]);
    await asOwner('UPDATE users SET name = $2, first_name = $2 WHERE id = $1', [host.owner.id, INJECTION]);
    await ask('POST', '/v1/admin/invitations', { email, roleId: await roleId(host, 'staff') }, host);
    await ask('POST', '/v1/auth/forgot-password', { email: host.owner.email });
    for (const recipient of [email, host.owner.email]) {
      const message = (await emailsTo(recipient)).at(-1);
      if (!message) throw new Error(`Nothing for ${recipient}`);
      const from = { name: 'Cerberus', address: 'no-reply@id.example.com' };
      const { envelope, content } = await composeMime({ ...message, id: 'the-id', recipient }, from);
      expect(envelope).toEqual({ from: from.address, to: [recipient] });
      const [head = ''] = content.toString('latin1').split('\r\n\r\n');
      const names = [...head.matchAll(/^([\w-]+):/gm)].map(([, name]) => name);
      expect(names.sort()).toEqual([...HEADER_NAMES, 'X-Auto-Response-Suppress'].sort());
      expect(message.text).not.toMatch(/^(Bcc|Dear)/m);
    }
  });

  test.each([
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com, b@example.com',
    'a@example.com>\r\nRCPT TO:<b@example.com',
    'Ada <a@example.com>',
    '"a b"@example.com',
    'a@example.com\0',
    '',
  ])('are refused as recipients: %j', async (recipient) => {
    const message = { id: 'the-id', recipient, subject: 'Hello', text: 'text', html: '<p>html</p>' };
    const composing = composeMime(message, { name: '', address: 'no-reply@id.example.com' });
    await expect(composing).rejects.toMatchObject({ name: 'MailError', permanent: true });
  });
});
