/** The consent page. */
import { describe, expect, test } from 'vitest';
import { flightsOf } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { authorizeUrl } from '../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD } from '../support/organisation.ts';
import { alertOf, beginAuthorization, csrfOf, openBrowser } from './browser.ts';

/** The consent page of a third-party application, opened by a signed-in owner. */
async function openConsent(options: Parameters<typeof createClient>[1] = {}, scope = 'openid profile') {
  const organisation = await createOrganisation();
  const client = await createClient(organisation.id, { firstParty: false, ...options });
  const browser = openBrowser(organisation.cookies);
  const consent = await beginAuthorization(browser, client, { scope });
  return { organisation, client, browser, consent };
}

function consentsOf(clientId: string) {
  return asOwner<{ scopes: string[] }>('SELECT scopes FROM consents WHERE client_id = $1', [clientId]);
}

describe('The consent page', () => {
  test('shows the application, the person, the scopes and the target of the answer', async () => {
    const { organisation, browser, consent } = await openConsent(
      { name: 'Ledger', scopes: ['openid', 'email', 'invoices:read'] },
      'openid email invoices:read',
    );
    expect(consent).toMatch(/^\/oauth2\/consent\?handle=d1\./);
    const page = await browser.get(consent);
    expect(page.status).toBe(200);
    expect(flightsOf(page.response)).toBe(1);
    const said = [
      'Allow Ledger?',
      organisation.name,
      organisation.owner.email,
      organisation.owner.name,
      'app.example.com',
    ];
    for (const text of [...said, 'Your e-mail address', 'See your e-mail address', 'invoices:read']) {
      expect(page.body).toContain(text);
    }
  });

  test('shows logo and documents of the client only when they are https', async () => {
    const { client, browser, consent } = await openConsent();
    const set = (logo: string, policy: string, tos: string) =>
      asOwner('UPDATE clients SET logo_uri = $2, policy_uri = $3, tos_uri = $4 WHERE id = $1', [
        client.id,
        logo,
        policy,
        tos,
      ]);
    await set('https://cdn.example.com/logo.png', 'https://example.com/privacy', 'https://example.com/terms');
    const shown = (await browser.get(consent)).body;
    expect(shown).toContain('<img class="logo" src="https://cdn.example.com/logo.png" alt=""');
    expect(shown).toContain('href="https://example.com/privacy" target="_blank" rel="noopener noreferrer"');
    expect(shown).toContain('href="https://example.com/terms"');
    await set('http://cdn.example.com/logo.png', 'http://example.com/privacy', 'https://not a URL');
    const hidden = (await browser.get(consent)).body;
    for (const text of ['<img', 'example.com/privacy', 'not a URL', 'Privacy policy'])
      expect(hidden).not.toContain(text);
  });

  test('redirects somebody who is not signed in to the authorization endpoint', async () => {
    const { consent } = await openConsent();
    const stranger = await createOrganisation();
    const back = consent.replace('/oauth2/consent', '/oauth2/authorize');
    for (const browser of [openBrowser(), openBrowser(stranger.cookies)]) {
      const page = await browser.get(consent);
      expect([page.status, page.location]).toEqual([303, back]);
      expect((await browser.get(back)).location).toBe(consent.replace('/oauth2/consent', '/auth/login'));
    }
  });

  test('redirects a person who was blocked meanwhile too', async () => {
    const { organisation, browser, consent } = await openConsent();
    await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [organisation.owner.id]);
    expect((await browser.get(consent)).location).toContain('/oauth2/authorize');
  });

  test.each(['?handle=areq_unknown', ''])('reports an unknown handle (%j)', async (query) => {
    const page = await openBrowser().get(`/oauth2/consent${query}`);
    expect(page.status).toBe(400);
    expect(alertOf(page)).toContain('Go back to the application');
  });
});

describe('The answer', () => {
  test('"allow" stores the consent to these scopes, and the client gets its code', async () => {
    const { client, browser, consent } = await openConsent();
    const answer = await browser.submit(consent, { decision: 'allow' });
    expect([answer.status, answer.location]).toEqual([303, consent.replace('/oauth2/consent', '/oauth2/authorize')]);
    expect(flightsOf(answer.response)).toBe(2);
    expect(await consentsOf(client.id)).toEqual([{ scopes: ['openid', 'profile'] }]);
    const done = new URL((await browser.get(answer.location ?? '')).location ?? '');
    expect(done.searchParams.get('code')).toMatch(/^authz_/);
    expect(done.searchParams.get('state')).toBe('the-state');
  });

  test('"deny" tells the client access_denied, stores no consent, and uses the request up', async () => {
    const { client, browser, consent } = await openConsent();
    const answer = await browser.submit(consent, { decision: 'deny' });
    expect([answer.status, flightsOf(answer.response)]).toEqual([303, 2]);
    const done = new URL((await browser.get(answer.location ?? '')).location ?? '');
    expect(done.origin + done.pathname).toBe(client.redirectUri);
    expect(Object.fromEntries(done.searchParams)).toMatchObject({ error: 'access_denied', state: 'the-state' });
    expect(await consentsOf(client.id)).toEqual([]);
    expect((await browser.get(consent)).status).toBe(400);
  });

  test.each([{}, { decision: '' }, { decision: 'perhaps' }])('%j is refused and names the field', async (fields) => {
    const { client, browser, consent } = await openConsent();
    const answer = await browser.submit(consent, fields as Record<string, string>);
    expect(answer.status).toBe(400);
    expect(alertOf(answer)).toContain('decision');
    expect(await consentsOf(client.id)).toEqual([]);
  });

  test('of a person of another organisation has no effect', async () => {
    const { client, consent } = await openConsent();
    const stranger = await createOrganisation();
    const browser = openBrowser(stranger.cookies);
    for (const decision of ['allow', 'deny']) {
      const answer = await browser.submit('/account', { decision }, consent);
      expect([answer.status, answer.location]).toEqual([303, consent.replace('/oauth2/consent', '/oauth2/authorize')]);
    }
    expect(await consentsOf(client.id)).toEqual([]);
    expect(await asOwner('SELECT FROM authorization_requests WHERE client_id = $1', [client.id])).toEqual([]);
  });

  test('from a page older than another sign-in is refused', async () => {
    const { organisation, client, browser, consent } = await openConsent();
    const old = await browser.get(consent);
    await browser.submit('/auth/login?another=1', { email: organisation.owner.email, password: PASSWORD });
    const answer = await browser.post(consent, { _csrf: csrfOf(old), decision: 'allow' });
    expect(answer.status).toBe(403);
    expect(await consentsOf(client.id)).toEqual([]);
  });
});

describe('Earlier consent', () => {
  const headings = (body: string) => [...body.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, text]) => text);

  /** The parts of the page below each of its headings. */
  const parts = (body: string) => body.split('<h2>').slice(1);

  test('is shown apart from new scopes, and both are allowed afterwards', async () => {
    const { client, browser, consent } = await openConsent({}, 'openid profile');
    await browser.submit(consent, { decision: 'allow' });
    const more = await beginAuthorization(browser, client, { scope: 'openid email' });
    const page = await browser.get(more);
    expect(flightsOf(page.response)).toBe(1);
    expect(headings(page.body)).toEqual(['What it asks for', 'What you allowed before']);
    const [asked = '', before = ''] = parts(page.body);
    expect(asked).toContain('Your e-mail address');
    expect(asked).not.toContain('Your profile');
    expect(asked).not.toContain('Sign you in');
    for (const text of ['Your profile', 'Sign you in']) expect(before).toContain(text);
    const answer = await browser.submit(more, { decision: 'allow' });
    expect(flightsOf(answer.response)).toBe(2);
    const [row] = await consentsOf(client.id);
    expect(row?.scopes.sort()).toEqual(['email', 'openid', 'profile']);
    const again = await browser.get(await authorizeUrl(client, { scope: 'openid profile email' }));
    expect(again.location).toContain('code=authz_');
  });

  test('is asked for again with prompt=consent', async () => {
    const { client, browser, consent } = await openConsent({}, 'openid email');
    await browser.submit(consent, { decision: 'allow' });
    const again = await beginAuthorization(browser, client, { scope: 'openid email', prompt: 'consent' });
    const { body } = await browser.get(again);
    expect(headings(body)).toEqual(['What it asks for']);
    for (const text of ['Your e-mail address', 'Sign you in']) expect(body).toContain(text);
  });

  test('that was revoked is asked for again', async () => {
    const { client, browser, consent } = await openConsent({}, 'openid profile');
    await browser.submit(consent, { decision: 'allow' });
    await asOwner('UPDATE consents SET revoked_at = now() WHERE client_id = $1', [client.id]);
    const more = await beginAuthorization(browser, client, { scope: 'openid email' });
    const { body } = await browser.get(more);
    expect(headings(body)).toEqual(['What it asks for']);
    await browser.submit(more, { decision: 'allow' });
    expect(await consentsOf(client.id)).toEqual([{ scopes: ['openid', 'email'] }]);
  });
});

describe('The lifetime of a consent', () => {
  test('is a setting of the client that the page shows; afterwards it is asked for again', async () => {
    const { client, browser, consent } = await openConsent({ columns: { consent_lifetime: 30 * 86_400 } });
    expect((await browser.get(consent)).body).toContain('You will be asked again after 30 days.');
    await browser.submit(consent, { decision: 'allow' });
    const [row] = await asOwner<{ lifetime: number }>(
      'SELECT extract(epoch FROM expires_at - granted_at)::int AS lifetime FROM consents WHERE client_id = $1',
      [client.id],
    );
    expect(row?.lifetime).toBe(30 * 86_400);
    const url = await authorizeUrl(client, { scope: 'openid profile' });
    expect((await browser.get(url)).location).toContain('code=authz_');
    await asOwner("UPDATE consents SET expires_at = now() - interval '1 second' WHERE client_id = $1", [client.id]);
    expect((await browser.get(url)).location).toContain('/oauth2/consent?handle=');
  });

  test('starts again with every answer', async () => {
    const { client, browser, consent } = await openConsent({ columns: { consent_lifetime: 3600 } });
    await browser.submit(consent, { decision: 'allow' });
    await asOwner("UPDATE consents SET expires_at = now() + interval '1 second' WHERE client_id = $1", [client.id]);
    const more = await beginAuthorization(browser, client, { scope: 'openid email' });
    await browser.submit(more, { decision: 'allow' });
    const [row] = await asOwner<{ lifetime: number }>(
      'SELECT extract(epoch FROM expires_at - granted_at)::int AS lifetime FROM consents WHERE client_id = $1',
      [client.id],
    );
    expect(row?.lifetime).toBe(3600);
  });

  test('is unlimited without the setting', async () => {
    const { client, browser, consent } = await openConsent();
    expect((await browser.get(consent)).body).not.toContain('asked again');
    await browser.submit(consent, { decision: 'allow' });
    expect(await asOwner('SELECT expires_at FROM consents WHERE client_id = $1', [client.id])).toEqual([
      { expires_at: null },
    ]);
  });
});

describe('Descriptions of scopes', () => {
  test('come from the organisation, from permissions, or are the name', async () => {
    const organisation = await createOrganisation();
    const stranger = await createOrganisation();
    const describe = (id: string, name: string, text: string) =>
      asOwner(
        `INSERT INTO organisation_scopes (id, organisation_id, name, display_name, description)
         VALUES (gen_random_uuid(), $1, $2, $3, $4)`,
        [id, name, `Title of ${text}`, `Words of ${text}`],
      );
    await describe(organisation.id, 'invoices:read', 'ours');
    await describe(stranger.id, 'invoices:read', 'theirs');
    await describe(stranger.id, 'plain', 'theirs');
    const scopes = ['openid', 'invoices:read', 'users:read', 'plain'];
    const client = await createClient(organisation.id, { firstParty: false, scopes });
    const browser = openBrowser(organisation.cookies);
    const page = await browser.get(await beginAuthorization(browser, client, { scope: scopes.join(' ') }));
    expect(flightsOf(page.response)).toBe(1);
    for (const text of ['Title of ours', 'Words of ours', 'Read Users', '<strong><bdi>plain</bdi></strong>']) {
      expect(page.body).toContain(text);
    }
    expect(page.body).not.toContain('theirs');
  });

  test('are shown for single claims too', async () => {
    const { client, browser } = await openConsent({}, 'openid');
    const claims = JSON.stringify({ userinfo: { email: { essential: true } } });
    const page = await beginAuthorization(browser, client, { scope: 'openid', claims });
    expect((await browser.get(page)).body).toContain('See your e-mail address');
    const answer = await browser.submit(page, { decision: 'allow' });
    expect((await browser.get(answer.location ?? '')).location).toContain('code=authz_');
    expect(await consentsOf(client.id)).toEqual([{ scopes: ['openid', 'email'] }]);
  });

  test('are shown as text, not as markup', async () => {
    const organisation = await createOrganisation();
    await asOwner(
      `INSERT INTO organisation_scopes (id, organisation_id, name, display_name, description)
       VALUES (gen_random_uuid(), $1, 'x', '<b>bold</b>', '<script>alert(1)</script>')`,
      [organisation.id],
    );
    const client = await createClient(organisation.id, { firstParty: false, scopes: ['openid', 'x'] });
    const browser = openBrowser(organisation.cookies);
    const { body } = await browser.get(await beginAuthorization(browser, client, { scope: 'openid x' }));
    expect(body).toContain('&lt;b&gt;bold&lt;/b&gt;');
    expect(body).not.toContain('<script>alert');
  });
});
