/** What an API key opens: every route of the JSON API, for each kind of scope. */
import { beforeAll, describe, expect, it } from 'vitest';
import { newSecret } from '../../../src/lib/secrets.ts';
import { createApiKey } from '../../support/api-keys.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens } from '../../support/oauth.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson } from '../../support/people.ts';
import {
  ask,
  expectInsufficient,
  expectOpen,
  expectSessionDemanded,
  GUARDED,
  type Route,
  titled,
  wrongFor,
} from '../../support/route-walk.ts';
import { setStatus } from '../../support/states.ts';

let organisation: TestOrganisation;
/** A key of somebody who has no permissions any more. */
let keyOfDemoted: string;
/** Credentials of an organisation that is suspended. */
let suspended: (string | Record<string, string>)[];

beforeAll(async () => {
  organisation = await createOrganisation();
  const demoted = await createPerson(organisation, 'owner');
  keyOfDemoted = (await createApiKey(demoted, ['*'])).key;
  await asOwner('DELETE FROM user_roles WHERE user_id = $1', [demoted.id]);
  const closed = await createOrganisation();
  const client = await createClient(closed.id);
  suspended = [
    { Cookie: closed.cookies, 'X-CSRF-Token': closed.csrf },
    (await obtainTokens(closed, client, 'openid')).access_token,
    (await createApiKey(closed, ['*'])).key,
  ];
  await setStatus(closed.id, 'suspended');
});

/** One key for each question that a test asks again and again. */
const known = new Map<string, Promise<string>>();

function keyFor(scope: string): Promise<string> {
  const key = known.get(scope) ?? createApiKey(organisation, [scope]).then((made) => made.key);
  known.set(scope, key);
  return key;
}

describe.each(titled(GUARDED.filter(({ scope }) => scope?.includes(':'))))('%s', (_title, route) => {
  const right = route.scope ?? '';

  it('an API key: by the scope that is the permission, its resource’s or all', async () => {
    for (const scope of ['openid', 'orders:read', 'read:*', wrongFor(right)]) {
      await expectInsufficient(route, await keyFor(scope), right);
    }
    for (const scope of [right, `${right.split(':')[0]}:*`, '*']) await expectOpen(route, await keyFor(scope));
  });

  it('an API key of somebody who has lost the permission: by no scope', async () => {
    await expectInsufficient(route, keyOfDemoted, right);
  });
});

describe.each(titled(GUARDED.filter(({ permission }) => permission === 'self')))('%s', (_title, route) => {
  it('no API key: it acts for no person', async () => {
    await expectInsufficient(route, await keyFor('*'), null);
  });
});

describe.each(titled(GUARDED.filter(({ permission }) => permission === 'session')))('%s', (_title, route) => {
  it('no API key: only a browser session will do', async () => {
    await expectSessionDemanded(route, await keyFor('*'));
  });
});

describe.each(titled(GUARDED))('%s', (_title, route) => {
  it('is closed to a key that is none: 401', async () => {
    for (const key of [newSecret('apiKey'), 'ck_live_', 'ck_live_garbage']) {
      expect((await ask(route, key)).status, key).toBe(401);
    }
  });
});

/** An operator of the platform has another credential. */
const isOfPlatform = ({ path }: Route) => path.startsWith('/system/');

describe.each(titled(GUARDED.filter(isOfPlatform)))('%s', (_title, route) => {
  it('no API key: it is one of an organisation', async () => {
    expect([401, 403]).toContain((await ask(route, await keyFor('*'))).status);
  });
});

describe.each(titled(GUARDED.filter((route) => !isOfPlatform(route))))('%s', (_title, route) => {
  it('is closed to an organisation that is suspended, whatever the credential: 401', async () => {
    for (const credential of suspended) {
      const answer = await ask(route, credential);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ detail: 'Organisation is not active' });
    }
  });
});
