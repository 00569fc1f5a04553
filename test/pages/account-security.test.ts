/** Passkeys, other factors and sessions on the account page. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { flightsOf } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { emailsTo, newestCode } from '../support/mailbox.ts';
import { createMfaPerson, forgetGuesses, logIn } from '../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { addPasskey } from '../support/passkeys.ts';
import { createPerson, sendAs, signIn } from '../support/people.ts';
import { ageSessions } from '../support/states.ts';
import { alertOf, csrfOf, openBrowser, type Page } from './browser.ts';

type PasskeyPerson = Awaited<ReturnType<typeof addPasskey>>;

let organisation: TestOrganisation;
let person: PasskeyPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  person = await addPasskey(await createPerson(organisation));
});

const pathOf = ({ passkeyId }: PasskeyPerson) => `/account/factors/${passkeyId}`;
const namesOf = async ({ cookies }: { cookies: string }) => {
  const { body } = await openBrowser(cookies).get('/account');
  return [...body.matchAll(/aria-label="Manage ([^"]+)"/g)].map(([, name]) => name);
};
const remove = (who: PasskeyPerson, fields: Record<string, string> = {}, whose = who): Promise<Page> => {
  const browser = openBrowser(who.cookies);
  const path = pathOf(whose);
  return browser.submit('/account', fields, `${path}/remove`);
};
/** Makes the sign-in too old to be recent, while the session still lives. */
const age = () => ageSessions(organisation.id, 1_000);

describe('Passkeys on the account page', () => {
  test('are listed with name and dates in two round trips, and more can be added', async () => {
    const page = await openBrowser(person.cookies).get('/account');
    expect(flightsOf(page.response)).toBe(2);
    expect(page.body).toContain('<bdi>My laptop</bdi>');
    expect(page.body).toMatch(/Added \d+ \w+ 20\d\d · not used yet/);
    expect(page.body).toMatch(/<button id="passkey"[^>]* hidden="" data-mode="register"/);
    expect(page.body).toContain('You have 10 backup codes left.');
    await asOwner('UPDATE mfa_factors SET last_used_at = $2 WHERE id = $1', [person.passkeyId, '2026-02-03T04:05:06Z']);
    expect((await openBrowser(person.cookies).get('/account')).body).toContain('last used 3 February 2026');
  });

  test('cannot be added where the organisation does not allow them, but can be removed', async () => {
    const strict = await createOrganisation();
    const owner = await addPasskey({ ...strict.owner, cookies: strict.cookies, csrf: strict.csrf });
    await asOwner(`UPDATE organisations SET allowed_mfa_methods = '["totp"]' WHERE id = $1`, [strict.id]);
    const page = await openBrowser(owner.cookies).get('/account');
    expect(page.body).not.toContain('id="passkey"');
    expect(page.headers.get('Content-Security-Policy')).not.toContain('connect-src');
    expect((await remove(owner, { code: owner.backupCodes[0] ?? '' })).location).toBe('/account');
    expect(await namesOf(owner)).toEqual([]);
  });

  test('have a page each, in one round trip', async () => {
    const page = await openBrowser(person.cookies).get(pathOf(person));
    expect([page.status, flightsOf(page.response)]).toEqual([200, 1]);
    expect(page.body).toContain('<h1><bdi>My laptop</bdi></h1>');
    expect(page.body).toContain('It is your last one');
    expect(page.body).not.toContain('type="password"');
  });

  test('are renamed in two round trips', async () => {
    const answer = await openBrowser(person.cookies).submit(
      pathOf(person),
      { name: '  Key <b>ring</b> ' },
      `${pathOf(person)}/rename`,
    );
    expect([answer.status, answer.location, flightsOf(answer.response)]).toEqual([303, '/account', 2]);
    expect(await namesOf(person)).toEqual(['Key &lt;b&gt;ring&lt;/b&gt;']);
  });

  test.each(['', '   ', 'x'.repeat(101), 'two\nlines'])('are not renamed to %j', async (name) => {
    const answer = await openBrowser(person.cookies).submit(pathOf(person), { name }, `${pathOf(person)}/rename`);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('Enter a name of up to 100 characters.');
    expect(await namesOf(person)).toEqual(['My laptop']);
  });

  test('are removed in three round trips after a check of a factor, and their owner gets a mail', async () => {
    await asOwner('UPDATE sessions SET factor_checked_at = now() WHERE user_id = $1', [person.id]);
    const answer = await remove(person);
    expect([answer.status, answer.location, flightsOf(answer.response)]).toEqual([303, '/account', 3]);
    expect(await namesOf(person)).toEqual([]);
    expect((await openBrowser(person.cookies).get('/account')).body).toContain('your password alone is enough');
    expect((await emailsTo(person.email, 'mfa-changed')).at(-1)?.subject).toBe('Two-step sign-in was switched off');
    expect((await logIn(person.email)).status).toBe(200);
  });
});

describe('When the sign-in was a while ago', () => {
  beforeEach(age);

  test('no factor is added without a new sign-in', async () => {
    const page = await openBrowser(person.cookies).get('/account');
    expect(page.body).not.toContain('id="passkey"');
    expect(page.body).toContain(
      '<a href="/auth/login?back=%2Faccount&amp;another=1">Sign in again</a> to add a passkey',
    );
    expect(page.headers.get('Content-Security-Policy')).not.toContain('connect-src');
  });

  test('a passkey is removed with a backup code, or confirmed with itself', async () => {
    const browser = openBrowser(person.cookies);
    const { body } = await browser.get(pathOf(person));
    expect(body).toContain('data-mode="check"');
    expect(body).not.toContain('type="password"');
    const answer = await browser.submit(
      pathOf(person),
      { code: person.backupCodes[0] ?? '' },
      `${pathOf(person)}/remove`,
    );
    expect([answer.status, answer.location]).toEqual([303, '/account']);
    expect(await namesOf(person)).toEqual([]);
  });

  test('a passkey is not removed without a code, with the password or with a wrong code, and attempts are counted', async () => {
    for (const fields of [{}, { password: PASSWORD }]) {
      const bare = await remove(person, fields);
      expect([bare.status, alertOf(bare)]).toEqual([
        403,
        'Please confirm with a code of your second factor, or a backup code',
      ]);
      expect(flightsOf(bare.response)).toBe(1);
    }
    const statuses: number[] = [];
    for (let guess = 0; guess < 6; guess++) statuses.push((await remove(person, { code: '123 456' })).status);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
    await forgetGuesses(person.email);
    expect(await namesOf(person)).toEqual(['My laptop']);
  });
});

describe('Somebody else’s passkey', () => {
  test('cannot be seen, renamed or removed', async () => {
    const colleague = await addPasskey(await createPerson(organisation));
    const elsewhere = await createOrganisation();
    const strangers = [colleague, await addPasskey({ ...elsewhere.owner, ...elsewhere, id: elsewhere.owner.id })];
    for (const { cookies } of strangers) {
      const browser = openBrowser(cookies);
      const answers = [
        await browser.get(pathOf(person)),
        await browser.submit('/account', { name: 'Mine' }, `${pathOf(person)}/rename`),
      ];
      // The same answer as for a second click.
      for (const fields of [{}, { password: PASSWORD }]) {
        const answer = await browser.submit('/account', fields as Record<string, string>, `${pathOf(person)}/remove`);
        expect([answer.status, answer.location]).toEqual([303, '/account']);
      }
      for (const { status, headers } of answers) {
        expect(status).toBe(404);
        expect(headers.get('Content-Type')).toMatch(/^text\/html/);
      }
    }
    expect(await namesOf(person)).toEqual(['My laptop']);
  });

  test.each(['00000000-0000-7000-8000-000000000000', 'nothing', "'%20OR%201=1--", '%00'])(
    'nor can the id %s',
    async (id) => {
      const browser = openBrowser(person.cookies);
      expect((await browser.get(`/account/factors/${id}`)).status).toBe(404);
      expect((await browser.submit('/account', { name: 'x' }, `/account/factors/${id}/rename`)).status).toBe(404);
      // The same answer as for a second click.
      expect((await browser.submit('/account', {}, `/account/factors/${id}/remove`)).location).toBe('/account');
    },
  );
});

describe('A session that may only set up a second factor', () => {
  test('cannot see the account, remove factors or end sessions', async () => {
    const strict = await createOrganisation();
    const [before, victim] = [await createPerson(strict), await signIn(strict.owner.email)];
    await asOwner('UPDATE organisations SET require_mfa = TRUE WHERE id = $1', [strict.id]);
    const browser = openBrowser();
    await browser.submit('/auth/login', { email: before.email, password: PASSWORD });
    const _csrf = csrfOf(await browser.get('/auth/mfa/enrol'));
    const paths = ['sessions/end-others', `sessions/${person.passkeyId}/end`, 'factors/x/remove', 'factors/x/rename'];
    for (const path of paths) {
      expect((await browser.post(`/account/${path}`, { _csrf })).location).toBe('/auth/login');
    }
    expect((await browser.get('/account/factors/x')).location).toBe('/auth/login?back=%2Faccount%2Ffactors%2Fx');
    for (const { cookies } of [before, victim]) {
      expect((await openBrowser(cookies).get('/account')).status).toBe(200);
    }
  });
});

describe('Two-step sign-in on the account page', () => {
  test('can be switched on and off there', async () => {
    const plain = await createPerson(organisation);
    const off = await openBrowser(plain.cookies).get('/account');
    expect(off.body).toContain('your password alone is enough');
    expect(off.body).toContain('<a id="add-factor" href="/auth/mfa/enrol">Switch it on</a>');
    const enrolled = await createMfaPerson(organisation);
    expect(await namesOf(enrolled)).toEqual(['Authenticator application']);
    const browser = openBrowser(enrolled.cookies);
    const path = /href="(\/account\/factors\/[^"]+)"/.exec((await browser.get('/account')).body)?.[1] ?? '';
    const page = await browser.get(path);
    expect(page.body).not.toContain('id="rename"');
    expect((await browser.submit(path, { name: 'Mine' }, `${path}/rename`)).status).toBe(404);
    const code = enrolled.authenticator.backupCodes[0] ?? '';
    expect((await browser.submit(path, { code }, `${path}/remove`)).location).toBe('/account');
    expect((await logIn(enrolled.email)).status).toBe(200);
  });

  test('takes a further factor, and then offers none', async () => {
    const browser = openBrowser(person.cookies);
    const page = await browser.get('/auth/mfa/enrol');
    expect(page.body).toContain('<h1>Set up another way</h1>');
    expect(page.body).toContain('id="secret"');
    expect(page.body).not.toContain('id="passkey"');
    await browser.submit('/auth/mfa/enrol', {}, '/auth/mfa/enrol/email');
    const code = await newestCode(person.email);
    const added = await browser.submit('/auth/mfa/enrol', { code });
    expect(added.location, 'the backup codes stay as they are').toBe('/account');
    expect(await namesOf({ cookies: browser.cookies() })).toEqual(['My laptop', 'E-mail']);
    await asOwner(`UPDATE organisations SET allowed_mfa_methods = '["webauthn", "email"]' WHERE id = $1`, [
      organisation.id,
    ]);
    expect((await browser.get('/auth/mfa/enrol')).location).toBe('/account');
    expect((await browser.get('/account')).body).not.toContain('id="add-factor"');
    await asOwner('UPDATE organisations SET allowed_mfa_methods = NULL WHERE id = $1', [organisation.id]);
  });
});

describe('Sessions on the account page', () => {
  const statusOf = async ({ cookies }: { cookies: string }) =>
    (await sendAs({ cookies, csrf: '' }, 'GET', '/v1/me/profile')).status;
  const endings = (page: Page) => [...page.body.matchAll(/action="(\/account\/sessions\/[^"]+\/end)"/g)];

  test('are listed with the current one marked, and one is ended in two round trips', async () => {
    const plain = await createPerson(organisation);
    const alone = await openBrowser(plain.cookies).get('/account');
    expect(alone.body).toContain('this browser');
    expect(alone.body).not.toContain('id="end-others"');
    expect(endings(alone)).toEqual([]);
    const other = await signIn(plain.email);
    const browser = openBrowser(plain.cookies);
    const page = await browser.get('/account');
    expect(page.body.match(/this browser/g)).toHaveLength(1);
    expect(page.body).toContain('active just now');
    const [ending] = endings(page);
    const answer = await browser.submit('/account', {}, ending?.[1] ?? '');
    expect([answer.location, flightsOf(answer.response)]).toEqual(['/account', 2]);
    expect([await statusOf(plain), await statusOf(other)]).toEqual([200, 401]);
  });

  test('all others are ended in two round trips', async () => {
    const plain = await createPerson(organisation);
    const others = [await signIn(plain.email), await signIn(plain.email)];
    await asOwner(`UPDATE sessions SET last_activity_at = now() - interval '5 minutes' WHERE user_id = $1`, [plain.id]);
    expect((await openBrowser(plain.cookies).get('/account')).body).toContain('active 5 minutes ago');
    const answer = await openBrowser(plain.cookies).submit('/account', {}, '/account/sessions/end-others');
    expect([answer.location, flightsOf(answer.response)]).toEqual(['/account', 2]);
    expect(await Promise.all(others.map(statusOf))).toEqual([401, 401]);
    expect(await statusOf(plain)).toBe(200);
    expect(await statusOf(person), 'those of others go on').toBe(200);
  });

  test('ending the current one signs the browser out', async () => {
    const plain = await createPerson(organisation);
    const [{ id } = { id: '' }] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [
      plain.id,
    ]);
    const browser = openBrowser(plain.cookies);
    await browser.submit('/account', {}, `/account/sessions/${id}/end`);
    expect(browser.cookies()).not.toContain('cerb_sid');
  });

  test('somebody else’s is not ended', async () => {
    const victim = await createPerson(organisation);
    const [{ id } = { id: '' }] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [
      victim.id,
    ]);
    for (const target of [id, 'nothing', '%00']) {
      const answer = await openBrowser(person.cookies).submit('/account', {}, `/account/sessions/${target}/end`);
      expect(answer.location).toBe('/account');
    }
    expect(await statusOf(victim)).toBe(200);
  });

  test('have the name of their browser', async () => {
    await asOwner(`UPDATE sessions SET user_agent = $2, ip_address = '192.0.2.7' WHERE user_id = $1`, [
      person.id,
      'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    ]);
    const { body } = await openBrowser(person.cookies).get('/account');
    expect(body).toContain('<strong><bdi>Firefox on Linux</bdi></strong><span>192.0.2.7 · this browser</span>');
    await asOwner('UPDATE sessions SET user_agent = $2 WHERE user_id = $1', [person.id, '<script>alert(1)</script>']);
    expect((await openBrowser(person.cookies).get('/account')).body).toContain('&lt;script&gt;alert(1)');
  });
});
