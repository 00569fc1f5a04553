/** OpenID Connect Front-Channel Logout 1.0: the browser loads the logout URIs of clients that have cookies. */
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Browser, openBrowser, type Page } from '../../pages/browser.ts';
import { expectFlights, ISSUER, send } from '../../support/app.ts';
import { policyOf } from '../../support/content-security-policy.ts';
import { asOwner } from '../../support/database.ts';
import { signInTo } from '../../support/logouts.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

const NEXT = 'https://app.example.com/signed-out';

let its: TestOrganisation;
let browser: Browser;
/** The client whose ID token is the hint; it has no logout URI. */
let asking: TestClient;

beforeEach(async () => {
  its = await createOrganisation();
  browser = openBrowser(its.cookies);
  asking = await createClient(its.id, { columns: { post_logout_redirect_uris: [NEXT] } });
});

/** Signs in to clients with these logout URIs too, and logs out. */
async function leave(uris: string[], fields: Record<string, string> = {}): Promise<{ page: Page; sid: string }> {
  for (const uri of uris) {
    await signInTo(its, await createClient(its.id, { columns: { frontchannel_logout_uri: uri } }));
  }
  const [idToken = ''] = await signInTo(its, asking);
  const page = await browser.get(`/oauth2/logout?${new URLSearchParams({ id_token_hint: idToken, ...fields })}`);
  return { page, sid: String(decodeJwt(idToken).sid) };
}

const framesOf = ({ body }: Page) =>
  [...body.matchAll(/<iframe src="([^"]+)"/g)].map(([, src = '']) => src.replaceAll('&amp;', '&'));

const directivesOf = ({ headers }: Page) =>
  new Map(
    (headers.get('Content-Security-Policy') ?? '').split('; ').map((part) => part.split(/ (.*)/s) as [string, string]),
  );

describe('the page after a logout (section 2)', () => {
  it('loads every client of the session, hidden, with issuer and session', async () => {
    const { page, sid } = await leave(['https://a.example.com/out', 'https://b.example.com/out']);
    const query = new URLSearchParams({ iss: ISSUER, sid });
    expect(framesOf(page).toSorted()).toEqual([
      `https://a.example.com/out?${query}`,
      `https://b.example.com/out?${query}`,
    ]);
    expect(page.body.match(/<iframe [^>]*>/g)?.every((frame) => / hidden(=""|[ >])/.test(frame))).toBe(true);
    expectFlights(page.response, 2);
  });

  it.each(['revoked = true', 'is_active = false', 'deleted_at = now()'])(
    'loads no client that may not be used: %s',
    async (change) => {
      const uri = 'https://closed.example.com/out';
      const closed = await createClient(its.id, { columns: { frontchannel_logout_uri: uri } });
      await signInTo(its, closed);
      await asOwner(`UPDATE clients SET ${change} WHERE id = $1`, [closed.id]);
      const { page } = await leave(['https://a.example.com/out']);
      expect(framesOf(page).map((frame) => new URL(frame).origin)).toEqual(['https://a.example.com']);
    },
  );

  it('keeps the query that a client registered', async () => {
    const { page, sid } = await leave(['https://a.example.com/out?tenant=1&x=%7e']);
    const query = new URLSearchParams({ iss: ISSUER, sid });
    expect(framesOf(page)).toEqual([`https://a.example.com/out?tenant=1&x=%7e&${query}`]);
  });

  it('allows frames of these origins only, sandboxed to their own scripts', async () => {
    const { page } = await leave(['https://a.example.com/1', 'https://a.example.com/2', 'https://b.example.com:8443/']);
    const frames = [...new Set(framesOf(page).map((frame) => new URL(frame).origin))];
    expect(frames.toSorted()).toEqual(['https://a.example.com', 'https://b.example.com:8443']);
    expect(page.headers.get('Content-Security-Policy')).toBe(await policyOf(page.body, { frames }));
    expect(page.body.match(/sandbox="([^"]*)"/)?.[1]).toBe('allow-same-origin allow-scripts');
    // They do not get the URL of the page, which has the ID token in it.
    expect(page.headers.get('Referrer-Policy')).toBe('same-origin');
  });

  it.each(['http://a.example.com/out', 'https://non sense'])('loads nothing that is not https: %s', async (uri) => {
    const { page } = await leave([uri]);
    expect(framesOf(page)).toEqual([]);
    expect(directivesOf(page).has('frame-src')).toBe(false);
  });

  it('escapes the URIs', async () => {
    const { page } = await leave(['https://a.example.com/"><script>alert(1)</script>', "https://b.example.com/;'x"]);
    expect(page.body).not.toContain('<script>alert');
    expect(directivesOf(page).get('frame-src')?.split(' ').toSorted()).toEqual([
      'https://a.example.com',
      'https://b.example.com',
    ]);
  });

  it('redirects to the application: by script, without one, and by a link', async () => {
    const { page } = await leave(['https://a.example.com/out'], { post_logout_redirect_uri: NEXT, state: 'a&"b' });
    expect([page.status, page.location]).toEqual([200, null]);
    const next = `${NEXT}?${new URLSearchParams({ state: 'a&"b' })}`;
    expect(page.body).toContain(`<a id="continue" href="${next}">`);
    expect(page.body).toContain(`<meta http-equiv="refresh" content="2; url=${next}"/>`);
    expect(page.body).toContain('location.replace(');
    expect(page.headers.get('Content-Security-Policy')).toBe(
      await policyOf(page.body, { frames: ['https://a.example.com'] }),
    );
  });

  it('stays when there is no redirect URI', async () => {
    const { page } = await leave(['https://a.example.com/out']);
    expect(page.body).not.toContain('http-equiv="refresh"');
    expect(page.body).not.toContain('location.replace(');
  });

  it('is skipped when there is no client to load', async () => {
    const { page } = await leave([], { post_logout_redirect_uri: NEXT });
    expect(page.location).toBe(NEXT);
  });
});

describe('the clients that are loaded', () => {
  it('are the clients of this session, not those of others', async () => {
    const other = await createOrganisation();
    const client = await createClient(other.id, { columns: { frontchannel_logout_uri: 'https://c.example.com/' } });
    await signInTo(other, client);
    expect(framesOf((await leave(['https://a.example.com/'])).page)).toHaveLength(1);
  });

  it('include no revoked client', async () => {
    const client = await createClient(its.id, { columns: { frontchannel_logout_uri: 'https://c.example.com/' } });
    await signInTo(its, client);
    await asOwner('UPDATE clients SET revoked = true WHERE id = $1', [client.id]);
    expect(framesOf((await leave([])).page)).toEqual([]);
  });

  it('are loaded once', async () => {
    await leave(['https://a.example.com/']);
    expect(framesOf(await browser.get('/oauth2/logout'))).toEqual([]);
  });

  it('are loaded by a sign-out on the account page too, which then redirects to the sign-in', async () => {
    await signInTo(its, await createClient(its.id, { columns: { frontchannel_logout_uri: 'https://a.example.com/' } }));
    const page = await browser.submit('/account', {}, '/account/sign-out');
    expect(framesOf(page)).toHaveLength(1);
    expect(page.body).toContain('<a id="continue" href="/auth/login">');
  });
});

it('The metadata advertise front-channel logout', async () => {
  expect(await (await send('/.well-known/openid-configuration')).json()).toMatchObject({
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
  });
});
