import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, ISSUER, postForm, send } from '../../support/app.ts';
import {
  authorize as authorizeAt,
  codeOf,
  errorOf,
  handleOf,
  resume as resumeWith,
  signInAs,
} from '../../support/authorization.ts';
import { asOwner } from '../../support/database.ts';
import { agedHandle, requestOf } from '../../support/handles.ts';
import { createMfaPerson } from '../../support/mfa.ts';
import { authorizeUrl, exchangeCode, redirectParameters, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { holdRow } from '../../support/row-lock.ts';
import { ageSessions, blockUser, deleteUser, setStatus, signInTimeOf } from '../../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

interface Visit {
  cookies?: string;
  to?: TestClient;
  overrides?: Record<string, unknown>;
}

async function authorize(parameters: Record<string, string> = {}, visit: Visit = {}): Promise<Response> {
  const { cookies = organisation.cookies, to = client, overrides = {} } = visit;
  return authorizeAt(to, parameters, { cookies, overrides });
}

function resume(handle: string, cookies = organisation.cookies): Promise<Response> {
  return resumeWith(handle, cookies);
}

const SIGNED_OUT = { cookies: '' };

function signIn({ owner }: TestOrganisation): Promise<string> {
  return signInAs(owner);
}

describe('a person without a session', () => {
  it('is sent to the sign-in page with a handle only, and returns to get the code', async () => {
    const sent = await authorize({ nonce: 'n-1', scope: 'openid email' }, SIGNED_OUT);
    expectFlights(sent, 1);
    const back = await resume(handleOf(sent));
    expect(Object.fromEntries(redirectParameters(back))).toMatchObject({ state: 'the-state', iss: ISSUER });
    expectFlights(back, 2);
    const tokens = await exchangeCode(client, codeOf(back));
    expect(await tokens.json()).toMatchObject({ scope: 'openid email' });
  });

  it('is sent there again with the same handle after returning without a session', async () => {
    const handle = handleOf(await authorize({}, SIGNED_OUT));
    expect(handleOf(await resume(handle, ''))).toBe(handle);
    codeOf(await resume(handle));
  });

  it('is sent to the operator’s sign-in page, with the absolute URL to return to and the client in it', async () => {
    const overrides = { LOGIN_UI_URL: 'https://login.example.com/sign-in?theme=dark' };
    const response = await authorize({}, { ...SIGNED_OUT, overrides });
    const location = new URL(response.headers.get('Location') ?? '');
    expect(location.origin + location.pathname).toBe('https://login.example.com/sign-in');
    expect(location.searchParams.get('theme')).toBe('dark');
    const back = new URL(location.searchParams.get('redirect_uri') ?? '');
    expect(back.origin + back.pathname).toBe(`${ISSUER}/oauth2/authorize`);
    expect(back.searchParams.get('client_id')).toBe(client.clientId);
    codeOf(await send(back.pathname + back.search, { headers: { Cookie: organisation.cookies } }));
  });

  describe('and an operator’s sign-in page (LOGIN_UI_URL), which returns a signed-in browser, is not used', () => {
    const overrides = { LOGIN_UI_URL: 'https://login.example.com/sign-in' };

    it.each([
      ['prompt=login', { prompt: 'login' }],
      ['prompt=select_account', { prompt: 'select_account' }],
      ['max_age=0', { max_age: '0' }],
      ['a session that is too old', { max_age: '10' }],
    ] as [string, Record<string, string>][])(
      'for %s: our own page takes over, and the request is answered',
      async (_what, asked) => {
        const its = await createOrganisation();
        const to = await createClient(its.id);
        await ageSessions(its.id, 60);
        const handle = handleOf(await authorize(asked, { cookies: its.cookies, to, overrides }));
        expect(handleOf(await resumeAt(handle, its.cookies))).toBe(handle);
        codeOf(await resumeAt(handle, await signIn(its)));
      },
    );

    it('for an acr that the session does not have', async () => {
      const its = await createOrganisation();
      const person = await createMfaPerson(its);
      await asOwner(`UPDATE sessions SET amr = '["pwd"]' WHERE user_id = $1`, [person.id]);
      const to = await createClient(its.id);
      const acr = { essential: true, value: 'urn:cerberus:aal2' };
      const claims = JSON.stringify({ id_token: { acr } });
      handleOf(await authorize({ claims }, { cookies: person.cookies, to, overrides }));
    });

    it('for a session of another organisation', async () => {
      handleOf(await authorize({}, { cookies: (await createOrganisation()).cookies, overrides }));
    });

    it('for the session of a person who is blocked', async () => {
      const its = await createOrganisation();
      const to = await createClient(its.id);
      await blockUser(its.owner.id);
      handleOf(await authorize({}, { cookies: its.cookies, to, overrides }));
    });

    it('twice for one request: without a session our own page asks the second time', async () => {
      const sent = await authorize({}, { ...SIGNED_OUT, overrides });
      const back = new URL(new URL(sent.headers.get('Location') ?? '').searchParams.get('redirect_uri') ?? '');
      handleOf(await send(back.pathname + back.search, {}, overrides));
    });

    it('and a request posted from another site gets there once', async () => {
      const fields = Object.fromEntries(new URL(await authorizeUrl(client), ISSUER).searchParams);
      const posted = await postForm('/oauth2/authorize', fields, {}, overrides);
      const sent = await send(posted.headers.get('Location') ?? '', {}, overrides);
      expect(sent.headers.get('Location')).toMatch(/^https:\/\/login\.example\.com\/sign-in\?/);
    });

    async function resumeAt(handle: string, cookies: string): Promise<Response> {
      return send(`/oauth2/authorize?handle=${handle}`, { headers: { Cookie: cookies } }, overrides);
    }
  });

  it.each([
    ['no session', async () => ''],
    ['a cookie that is no session', async () => 'cerb_sid=nonsense'],
    ['a session that never was', async () => `cerb_sid=ses_${'A'.repeat(43)}`],
    ['an empty cookie', async () => 'cerb_sid='],
    ['a session of another organisation', async () => (await createOrganisation()).cookies],
  ])('%s', async (_what, cookies) => {
    handleOf(await authorize({}, { cookies: await cookies() }));
  });

  it.each([
    ['a blocked person', (its: TestOrganisation) => blockUser(its.owner.id)],
    ['a deleted person', (its: TestOrganisation) => deleteUser(its.owner.id)],
    ['an expired session', (its: TestOrganisation) => ageSessions(its.id, 3601)],
    ['an idle session', (its: TestOrganisation) => ageSessions(its.id, 1801)],
  ])('%s', async (_what, change) => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    codeOf(await authorize({}, { cookies: its.cookies, to }));
    await change(its);
    handleOf(await authorize({}, { cookies: its.cookies, to }));
    expect(errorOf(await authorize({ prompt: 'none' }, { cookies: its.cookies, to }))).toBe('login_required');
  });
});

describe('prompt (OIDC Core section 3.1.2.1)', () => {
  it('none: answers a code when no interaction is needed', async () => {
    codeOf(await authorize({ prompt: 'none' }));
  });

  it('none: answers login_required instead of a page (3.1.2.6)', async () => {
    const response = await authorize({ prompt: 'none' }, SIGNED_OUT);
    expect(response.headers.get('Location')?.startsWith(`${client.redirectUri}?`)).toBe(true);
    expect(errorOf(response)).toBe('login_required');
    expectFlights(response, 1);
  });

  it('none: answers consent_required instead of a page (3.1.2.6)', async () => {
    const to = await createClient(organisation.id, { firstParty: false });
    expect(errorOf(await authorize({ prompt: 'none' }, { to }))).toBe('consent_required');
  });

  it.each(['login', 'select_account', 'login consent'])('%s: asks although there is a session', async (prompt) => {
    const handle = handleOf(await authorize({ prompt }));
    // Returning with the same session is no new sign-in.
    expect(handleOf(await resume(handle))).toBe(handle);
  });

  it('login: a new sign-in satisfies it, and moves auth_time', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    await ageSessions(its.id, 600);
    const handle = handleOf(await authorize({ prompt: 'login' }, { cookies: its.cookies, to }));
    const before = Math.floor(Date.now() / 1000);
    const tokens = await exchangeCode(to, codeOf(await resume(handle, await signIn(its))));
    expect(authTimeOf((await tokens.json()) as Tokens)).toBeGreaterThanOrEqual(before);
  });

  it('none: the ID token has the same subject and auth_time', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    await ageSessions(its.id, 600);
    const facts = async (parameters: Record<string, string>) => {
      const code = codeOf(await authorize(parameters, { cookies: its.cookies, to }));
      const { sub, auth_time } = decodeJwt(((await (await exchangeCode(to, code)).json()) as Tokens).id_token);
      return { sub, auth_time };
    };
    expect(await facts({ prompt: 'none' })).toEqual(await facts({}));
  });

  it('login: asks anew for each request', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const handle = handleOf(await authorize({ prompt: 'login' }, { cookies: its.cookies, to }));
    const cookies = await signIn(its);
    codeOf(await resume(handle, cookies));
    handleOf(await authorize({ prompt: 'login' }, { cookies, to }));
  });

  it('consent: asks although the client needs none', async () => {
    const handle = handleOf(await authorize({ prompt: 'consent' }), '/oauth2/consent');
    expect(handleOf(await resume(handle), '/oauth2/consent')).toBe(handle);
  });

  it('consent: asks although there is a consent, and only a newer one satisfies it', async () => {
    const to = await createClient(organisation.id, { firstParty: false });
    // Clearly before the request: the clocks of the database and of the Worker need not agree to the millisecond.
    await consent(to, ['openid'], "granted_at = now() - interval '1 second'");
    const handle = handleOf(await authorize({ prompt: 'consent' }, { to }), '/oauth2/consent');
    const moment = `timestamptz '${(await requestOf(handle)).createdAt.toISOString()}'`;
    await consent(to, ['openid'], `granted_at = ${moment}`);
    expect(handleOf(await resume(handle), '/oauth2/consent')).toBe(handle);
    await consent(to, ['openid'], `granted_at = ${moment} + interval '1 second'`);
    codeOf(await resume(handle));
  });
});

function authTimeOf(tokens: Tokens): number {
  return Number(decodeJwt(tokens.id_token).auth_time);
}

/** What the consent page would store. */
async function consent(to: TestClient, scopes: string[], changes = ''): Promise<void> {
  await asOwner(
    `INSERT INTO consents (id, organisation_id, user_id, client_id, scopes) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (user_id, client_id) DO UPDATE SET granted_at = now(), scopes = excluded.scopes`,
    [crypto.randomUUID(), organisation.id, organisation.owner.id, to.id, JSON.stringify(scopes)],
  );
  if (changes) await asOwner(`UPDATE consents SET ${changes} WHERE client_id = $1`, [to.id]);
}

describe('consent (OIDC Core section 3.1.2.4)', () => {
  it('is not asked for by first-party clients, nor by those registered to need none', async () => {
    codeOf(await authorize());
    const to = await createClient(organisation.id, { firstParty: false, requireConsent: false });
    codeOf(await authorize({}, { to }));
  });

  it.each([
    ['was never given', null, ''],
    ['covers less', ['openid'], ''],
    ['was revoked', ['openid', 'email'], 'revoked_at = now()'],
    ['has expired', ['openid', 'email'], "expires_at = now() - interval '1 second'"],
  ])('is asked for when it %s', async (_why, scopes, changes) => {
    const to = await createClient(organisation.id, { firstParty: false });
    if (scopes) await consent(to, scopes, changes);
    handleOf(await authorize({ scope: 'openid email' }, { to }), '/oauth2/consent');
  });

  it('is not asked for again when it covers the request', async () => {
    const to = await createClient(organisation.id, { firstParty: false });
    await consent(to, ['openid', 'email', 'profile']);
    const response = await authorize({ scope: 'openid email' }, { to });
    codeOf(response);
    expectFlights(response, 2);
  });

  it.each([
    ['covers offline_access', ['openid', 'offline_access'], true],
    ['does not cover offline_access (OIDC Core section 11)', ['openid'], false],
  ])('that %s', async (_what, scopes, isEnough) => {
    const to = await createClient(organisation.id, { firstParty: false });
    await consent(to, scopes);
    const response = await authorize({ scope: 'openid offline_access' }, { to });
    if (isEnough) codeOf(response);
    else handleOf(response, '/oauth2/consent');
  });

  it('is required for requested claims as for their scope (OIDC Core section 5.5)', async () => {
    const to = await createClient(organisation.id, { firstParty: false });
    const claims = (names: object) => ({ claims: JSON.stringify(names) });
    await consent(to, ['openid']);
    handleOf(await authorize(claims({ userinfo: { email: null } }), { to }), '/oauth2/consent');
    handleOf(await authorize(claims({ id_token: { name: null } }), { to }), '/oauth2/consent');
    codeOf(
      await authorize(claims({ id_token: { auth_time: null, sub: null }, userinfo: { shoe_size: null } }), { to }),
    );
    await consent(to, ['openid', 'email']);
    codeOf(await authorize(claims({ userinfo: { email: null } }), { to }));
  });

  it('of one client does not count for another', async () => {
    await consent(await createClient(organisation.id, { firstParty: false }), ['openid']);
    const to = await createClient(organisation.id, { firstParty: false });
    handleOf(await authorize({}, { to }), '/oauth2/consent');
  });

  it('when refused ends the request with access_denied, once (RFC 6749 section 4.1.2.1)', async () => {
    const to = await createClient(organisation.id, { firstParty: false });
    const handle = handleOf(await authorize({}, { to }), '/oauth2/consent');
    await deny(to, handle);
    expect(errorOf(await resume(handle))).toBe('access_denied');
    expect((await resume(handle)).status).toBe(400);
  });
});

/** What the consent page would store. */
async function deny(to: TestClient, handle: string, organisationId = organisation.id): Promise<void> {
  await asOwner(
    `INSERT INTO authorization_requests (id, organisation_id, client_id, denied_at, expires_at)
     VALUES ($1, $2, $3, now(), now() + interval '1 minute')`,
    [(await requestOf(handle)).id, organisationId, to.id],
  );
}

it('a denial that is concurrent with the code wins', async () => {
  const its = await createOrganisation();
  const to = await createClient(its.id);
  const handle = handleOf(await authorize({}, { ...SIGNED_OUT, to }));
  const [session] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [its.owner.id]);
  const answer = await holdRow('sessions', session?.id ?? '', async (whenWaiting) => {
    const asking = resume(handle, its.cookies);
    await whenWaiting(1);
    await deny(to, handle, its.id);
    return [asking] as const;
  });
  const response = await answer[0];
  expect([response.status, response.headers.get('Location')]).toEqual([400, null]);
  expect(await asOwner('SELECT FROM authorization_codes WHERE client_id = $1', [to.id])).toEqual([]);
  expect(errorOf(await resume(handle, its.cookies))).toBe('access_denied');
});

describe('max_age (OIDC Core section 3.1.2.1)', () => {
  let its: TestOrganisation;
  let to: TestClient;

  beforeAll(async () => {
    its = await createOrganisation();
    to = await createClient(its.id);
    await ageSessions(its.id, 100);
  });

  it.each(['0', '1', '99'])('%s: a sign-in 100 seconds ago is too long ago', async (maxAge) => {
    handleOf(await authorize({ max_age: maxAge }, { cookies: its.cookies, to }));
    const silent = await authorize({ max_age: maxAge, prompt: 'none' }, { cookies: its.cookies, to });
    expect(errorOf(silent)).toBe('login_required');
  });

  it.each(['1000', '10000'])('%s: it is recent enough, and the ID token tells when it was', async (maxAge) => {
    const response = await authorize({ max_age: maxAge }, { cookies: its.cookies, to });
    const tokens = (await (await exchangeCode(to, codeOf(response))).json()) as Tokens;
    expect(authTimeOf(tokens)).toBe(await signInTimeOf(its.id));
  });

  it('is what the client registered when the request does not say (OIDC Dynamic Client Registration section 2)', async () => {
    const strict = await createClient(its.id, { columns: { default_max_age: 99 } });
    handleOf(await authorize({}, { cookies: its.cookies, to: strict }));
    codeOf(await authorize({ max_age: '10000' }, { cookies: its.cookies, to: strict }));
    const lax = await createClient(its.id, { columns: { default_max_age: 10_000 } });
    codeOf(await authorize({}, { cookies: its.cookies, to: lax }));
    handleOf(await authorize({ max_age: '99' }, { cookies: its.cookies, to: lax }));
  });

  it('0: a sign-in before the request is too old; one after it is accepted', async () => {
    const fresh = await signIn(its);
    const handle = handleOf(await authorize({ max_age: '0' }, { cookies: fresh, to }));
    expect(handleOf(await resume(handle, fresh))).toBe(handle);
    codeOf(await resume(handle, await signIn(its)));
  });
});

describe('the handle of a waiting request', () => {
  const EXPIRED = /This sign-in( to [^.]+)? (has expired|was completed already)/;

  async function expectRefused(response: Response): Promise<void> {
    expect([response.status, response.headers.get('Location')]).toEqual([400, null]);
    expect(await response.text()).toMatch(EXPIRED);
  }

  it.each(['nonsense', `areq_${'A'.repeat(43)}`, `v1.${'A'.repeat(400)}`, 'v9.AAAA', '0'])(
    'unknown: %s',
    async (handle) => {
      await expectRefused(await resume(handle));
    },
  );

  it('altered in any place', async () => {
    const handle = handleOf(await authorize({}, SIGNED_OUT));
    for (const at of [4, 20, 40, handle.length >> 1, handle.length - 3]) {
      const other = handle[at] === 'A' ? 'B' : 'A';
      await expectRefused(await resume(handle.slice(0, at) + other + handle.slice(at + 1)));
    }
    codeOf(await resume(handle));
  });

  it('sealed for another purpose', async () => {
    const response = await postForm('/oauth2/logout', { client_id: client.clientId });
    const sealed = new URL(response.headers.get('Location') ?? '', ISSUER).searchParams.get('request') ?? '';
    expect(sealed).toMatch(/^d1:/);
    const handle = sealed.replace(':', '.').replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    await expectRefused(await resume(handle));
  });

  it('half an hour old', async () => {
    const handle = handleOf(await authorize({}, SIGNED_OUT));
    await expectRefused(await resume(await agedHandle(handle, 1800)));
    codeOf(await resume(await agedHandle(handle, 1700)));
  });

  it('used once already', async () => {
    const handle = handleOf(await authorize({}, SIGNED_OUT));
    codeOf(await resume(handle));
    await expectRefused(await resume(handle));
  });

  it('used many times at once: one code is issued', async () => {
    const handle = handleOf(await authorize({}, SIGNED_OUT));
    const responses = await Promise.all(Array.from({ length: 10 }, () => resume(handle)));
    expect(responses.map((response) => response.status).sort()).toEqual([302, ...Array(9).fill(400)]);
  });

  it('of a client that was revoked meanwhile', async () => {
    const to = await createClient(organisation.id);
    const handle = handleOf(await authorize({}, { ...SIGNED_OUT, to }));
    await asOwner('UPDATE clients SET revoked = true WHERE id = $1', [to.id]);
    await expectRefused(await resume(handle));
  });

  it('of an organisation that was suspended meanwhile', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const handle = handleOf(await authorize({}, { ...SIGNED_OUT, to }));
    await setStatus(its.id, 'suspended');
    await expectRefused(await resume(handle, its.cookies));
  });

  it('cannot be combined with other parameters: the validated ones count', async () => {
    const handle = handleOf(await authorize({}, SIGNED_OUT));
    const others = { handle, scope: 'root', redirect_uri: 'https://evil.example', state: 'other', client_id: 'nobody' };
    const response = await send(`/oauth2/authorize?${new URLSearchParams(others)}`, {
      headers: { Cookie: organisation.cookies },
    });
    codeOf(response);
    expect(response.headers.get('Location')?.startsWith(client.redirectUri)).toBe(true);
    expect(redirectParameters(response).get('state')).toBe('the-state');
  });

  it('given twice is refused', async () => {
    const handle = handleOf(await authorize({}, SIGNED_OUT));
    const response = await send(`/oauth2/authorize?handle=${handle}&handle=${handle}`);
    expect([response.status, response.headers.get('Location')]).toEqual([404, null]);
  });

  it('can be posted', async () => {
    const handle = handleOf(await authorize({}, SIGNED_OUT));
    const response = await postForm('/oauth2/authorize', { handle }, { Cookie: organisation.cookies });
    expect([response.status, redirectParameters(response).has('code')]).toEqual([303, true]);
  });

  it('reveals nothing of the request', async () => {
    const handle = handleOf(await authorize({ login_hint: 'ada@example.com', nonce: 'n-1' }, SIGNED_OUT));
    const text = atob(handle.slice(3).replaceAll('-', '+').replaceAll('_', '/'));
    for (const part of ['ada@example.com', 'the-state', 'n-1', client.redirectUri]) expect(text).not.toContain(part);
  });
});

describe('no row is stored for a request', () => {
  const rowsOf = (to: TestClient) =>
    asOwner('SELECT denied_at, consumed_at FROM authorization_requests WHERE client_id = $1', [to.id]);

  it('before a signed-in person has answered it', async () => {
    const to = await createClient(organisation.id, { firstParty: false });
    const handle = handleOf(await authorize({}, { ...SIGNED_OUT, to }));
    await resume(handle, '');
    await send(`/auth/login?handle=${handle}`);
    await send(`/oauth2/consent?handle=${handle}`);
    handleOf(await resume(handle), '/oauth2/consent');
    expect(await rowsOf(to)).toEqual([]);
    await consent(to, ['openid']);
    codeOf(await resume(handle));
    expect(await rowsOf(to)).toEqual([{ denied_at: null, consumed_at: expect.any(Date) }]);
  });

  it('when it ends in an error without a session, however often', async () => {
    const to = await createClient(organisation.id);
    const posted = await postForm((await authorizeUrl(to)).split('?')[0] ?? '', {
      ...Object.fromEntries(new URL(await authorizeUrl(to, { prompt: 'none' }), ISSUER).searchParams),
    });
    const handle = handleOf(posted, '/oauth2/authorize');
    for (let times = 0; times < 3; times++) expect(errorOf(await resume(handle, ''))).toBe('login_required');
    expect(await rowsOf(to)).toEqual([]);
  });
});

describe('a request of maximum length', () => {
  const long = 's'.repeat(8192);

  it('waits for a sign-in with the longest state, and brings it back', async () => {
    const handle = handleOf(await authorize({ state: long }, SIGNED_OUT));
    expect(handle.length).toBeLessThan(14_000);
    expect((await send(`/auth/login?handle=${handle}`)).status).toBe(200);
    expect(redirectParameters(await resume(handle)).get('state')).toBe(long);
  });

  it('is refused to the client, with its state, when no URL could carry it', async () => {
    const response = await authorize({ state: long, nonce: long }, SIGNED_OUT);
    expect(Object.fromEntries(redirectParameters(response))).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('too long to wait for a sign-in'),
      state: long,
    });
    codeOf(await authorize({ state: long, nonce: long }));
  });
});
