/** What an access token opens: every route of the JSON API, for each kind of client and each kind of scope. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  newIndicator,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson } from '../../support/people.ts';
import {
  ask,
  expectInsufficient,
  expectOpen,
  expectSessionDemanded,
  GUARDED,
  PERMISSIONS,
  SCOPES,
  titled,
  wrongFor,
} from '../../support/route-walk.ts';

/** As they are registered: with patterns, with one of the organisation's own, and one that belongs to nothing here. */
const REGISTERED = [
  ...new Set([
    'openid',
    'email',
    'orders:read',
    ...SCOPES,
    ...PERMISSIONS.map((slug) => `${slug.split(':')[0]}:*`),
    '*',
  ]),
];
const SERVICE = { confidential: true, grantTypes: ['client_credentials'] };

let organisation: TestOrganisation;
let staffless: TestOrganisation;
let thirdParty: TestClient;
let firstParty: TestClient;
let partnerService: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  const nobody = await createPerson(organisation);
  staffless = { ...organisation, cookies: nobody.cookies };
  const partner = { firstParty: false, requireConsent: false, scopes: REGISTERED, columns: { allow_api: true } };
  thirdParty = await createClient(organisation.id, partner);
  firstParty = await createClient(organisation.id, { scopes: REGISTERED });
  const scopes = REGISTERED.filter((scope) => !['openid', 'email'].includes(scope));
  partnerService = await createClient(organisation.id, { ...partner, ...SERVICE, scopes });
});

/** One token for each question that a test asks again and again. */
const known = new Map<string, Promise<string>>();

function remembered(key: string, obtain: () => Promise<string>): Promise<string> {
  const token = known.get(key) ?? obtain();
  known.set(key, token);
  return token;
}

const forPerson = (client: TestClient, scope: string, who = organisation, resource: Record<string, string> = {}) =>
  remembered(`${client.clientId} ${who.cookies} ${scope}`, async () => {
    return (await obtainTokens(who, client, scope, resource)).access_token;
  });

const ours = { resource: ISSUER };
const ofThirdParty = (scope: string, who = organisation) => forPerson(thirdParty, scope, who, ours);
const ofFirstParty = (scope: string, who = organisation) => forPerson(firstParty, scope, who);

const ofService = (client: TestClient, fields: Record<string, string>) =>
  remembered(`${client.clientId} ${JSON.stringify(fields)}`, async () => {
    const response = await postForm('/oauth2/token', {
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.secret ?? '',
      ...fields,
    });
    expect(response.status).toBe(200);
    return ((await response.json()) as Tokens).access_token;
  });

it('there are routes of every kind', () => {
  expect(PERMISSIONS.length).toBeGreaterThan(5);
  for (const kind of ['self', 'session', 'member'])
    expect(GUARDED.some(({ permission }) => permission === kind)).toBe(true);
  expect(GUARDED.some(({ permission, scope }) => permission === 'self' && scope === null)).toBe(true);
});

describe.each(titled(GUARDED))('%s', (_title, route) => {
  it('is closed without a credential, and with one that is none: 401 with a challenge (RFC 6750 section 3)', async () => {
    const nobody = await ask(route);
    expect([nobody.status, nobody.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="cerberus"']);
    const bad = await ask(route, 'garbage');
    const challenge = 'Bearer realm="cerberus", error="invalid_token"';
    expect([bad.status, bad.headers.get('WWW-Authenticate')]).toEqual([401, challenge]);
  });
});

describe.each(titled(GUARDED.filter(({ permission }) => permission.includes(':'))))('%s', (_title, route) => {
  const right = route.scope ?? '';
  const patterns = [right, `${right.split(':')[0]}:*`, '*'];

  it('a third party’s token: by the scope that is the permission, its resource’s or all', async () => {
    for (const scope of ['openid', 'openid email', 'orders:read', wrongFor(right)]) {
      await expectInsufficient(route, await ofThirdParty(scope), right);
    }
    for (const scope of patterns) await expectOpen(route, await ofThirdParty(scope));
  });

  it('a third party’s token for somebody without the permission: by no scope', async () => {
    for (const scope of ['openid', ...patterns]) {
      await expectInsufficient(route, await ofThirdParty(scope, staffless), right);
    }
  });

  it('a first party’s token: by what its person may, whatever its scopes', async () => {
    for (const scope of ['openid', wrongFor(right), right]) await expectOpen(route, await ofFirstParty(scope));
    for (const scope of ['openid', right, '*']) {
      await expectInsufficient(route, await ofFirstParty(scope, staffless), right);
    }
  });

  it('a machine’s token, of a third party: by its scopes', async () => {
    for (const scope of ['orders:read', wrongFor(right)]) {
      await expectInsufficient(route, await ofService(partnerService, { scope, ...ours }), right);
    }
    for (const scope of patterns) await expectOpen(route, await ofService(partnerService, { scope, ...ours }));
  });

  it('a machine’s token, of a first party: by what the client is registered for, also when it names no scope', async () => {
    const wrong = wrongFor(right);
    const able = await createClient(organisation.id, { ...SERVICE, scopes: [right, wrong] });
    for (const fields of [{}, { scope: right }, { scope: wrong }])
      await expectOpen(route, await ofService(able, fields));
    for (const scopes of [[wrong], []]) {
      const unable = await createClient(organisation.id, { ...SERVICE, scopes });
      await expectInsufficient(route, await ofService(unable, {}), right);
    }
  });
});

describe.each(titled(GUARDED.filter(({ permission }) => permission === 'self')))('%s', (_title, route) => {
  it(`a third party’s token: ${route.scope === null ? 'by no scope' : `by ${route.scope}`}`, async () => {
    for (const scope of ['email', 'orders:read', '*'])
      await expectInsufficient(route, await ofThirdParty(scope), route.scope);
    if (route.scope) await expectOpen(route, await ofThirdParty(route.scope));
    else await expectInsufficient(route, await ofThirdParty('openid'), null);
  });

  it('a first party’s token: whatever its scopes', async () => {
    for (const scope of ['openid', 'orders:read']) await expectOpen(route, await ofFirstParty(scope));
  });

  it('no machine’s token: there is no person', async () => {
    const service = await createClient(organisation.id, { ...SERVICE, scopes: ['*'] });
    await expectInsufficient(route, await ofService(service, {}), null);
    await expectInsufficient(route, await ofService(partnerService, { scope: '*', ...ours }), null);
  });
});

describe.each(titled(GUARDED.filter(({ permission }) => permission === 'member')))('%s', (_title, route) => {
  const right = route.scope ?? '';

  it(`a third party’s and a machine’s token: by ${right}`, async () => {
    await expectInsufficient(route, await ofThirdParty('openid'), right);
    await expectOpen(route, await ofThirdParty(right));
    await expectInsufficient(route, await ofThirdParty(right, staffless), right);
    const scopes = [wrongFor(right), right].map((scope) => ofService(partnerService, { scope, ...ours }));
    await expectInsufficient(route, await (scopes[0] as Promise<string>), right);
    await expectOpen(route, await (scopes[1] as Promise<string>));
  });

  it('a first party’s token: of everybody', async () => {
    await expectOpen(route, await ofFirstParty('openid', staffless));
  });
});

describe.each(titled(GUARDED.filter(({ permission }) => permission === 'session')))('%s', (_title, route) => {
  it('no token at all: what people do to their own account is no application’s business', async () => {
    const service = await createClient(organisation.id, { ...SERVICE, scopes: ['*'] });
    const tokens = [ofThirdParty('*'), ofThirdParty('openid'), ofFirstParty('openid'), ofService(service, {})];
    for (const token of tokens) await expectSessionDemanded(route, await token);
  });
});

describe('whom a token is meant for (RFC 9068 section 4)', () => {
  const PROFILE = { method: 'get', path: '/me/profile' } as const;
  const LIST = { method: 'get', path: '/admin/invitations' } as const;

  async function statuses(token: string): Promise<number[]> {
    return [(await ask(PROFILE, token)).status, (await ask(LIST, token)).status];
  }

  it.each([ISSUER, `${ISSUER}/v1`])('a third party’s opens ours when it was asked for with %s', async (resource) => {
    const scope = 'openid invitations:read';
    const { access_token: token } = await obtainTokens(organisation, thirdParty, scope, { resource });
    expect(await statuses(token)).toEqual([200, 200]);
  });

  it('without a resource it opens nothing but userinfo, and is told what to ask for', async () => {
    const { access_token: token } = await obtainTokens(organisation, thirdParty, 'openid invitations:read');
    expect(await statuses(token)).toEqual([401, 401]);
    const answer = await ask(LIST, token);
    expect(answer.headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining(`resource=${ISSUER}`) });
    const headers = { Authorization: `Bearer ${token}` };
    expect((await send('/oauth2/userinfo', { headers })).status).toBe(200);
  });

  it('a first party’s opens ours unless it was asked for something else', async () => {
    const api = newIndicator();
    const client = await createClient(organisation.id, { resources: [api] });
    expect(await statuses((await obtainTokens(organisation, client, 'openid')).access_token)).toEqual([200, 200]);
    const { access_token: token } = await obtainTokens(organisation, client, 'openid', { resource: api });
    expect(await statuses(token)).toEqual([401, 401]);
  });

  it('a third party that may not ask for it any more has no use of those that it got before', async () => {
    const partner = { firstParty: false, requireConsent: false, scopes: REGISTERED, columns: { allow_api: true } };
    const client = await createClient(organisation.id, partner);
    const { access_token: token } = await obtainTokens(organisation, client, 'openid invitations:read', ours);
    expect(await statuses(token)).toEqual([200, 200]);
    await asOwner('UPDATE clients SET allow_api = false WHERE id = $1', [client.id]);
    expect(await statuses(token)).toEqual([401, 401]);
  });

  it('a first party that becomes a third is one at once', async () => {
    const client = await createClient(organisation.id, { scopes: REGISTERED, columns: { allow_api: true } });
    const { access_token: token } = await obtainTokens(organisation, client, 'openid');
    expect(await statuses(token)).toEqual([200, 200]);
    await asOwner('UPDATE clients SET is_first_party = false WHERE id = $1', [client.id]);
    expect(await statuses(token)).toEqual([200, 403]);
  });

  it('a client_id that reads like an audience of ours is none', async () => {
    const client = await createClient(organisation.id, { firstParty: false, requireConsent: false, scopes: ['*'] });
    await asOwner(`UPDATE clients SET client_id = client_id || $2 WHERE id = $1`, [client.id, ` ${ISSUER}`]);
    const named = { ...client, clientId: `${client.clientId} ${ISSUER}` };
    expect(await statuses((await obtainTokens(organisation, named, '*')).access_token)).toEqual([401, 401]);
  });
});
