/** A revocation waits for concurrent redemptions, so that no successor outlives it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { blockUser } from '../../../src/domain/users/blocking.ts';
import { deleteUser } from '../../../src/domain/users/deletion.ts';
import { postJson, send } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { newestToken } from '../../support/mailbox.ts';
import { logIn } from '../../support/mfa.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  PASSWORD,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';

const NEW_PASSWORD = 'Battery-Staple-9';

let organisation: TestOrganisation;
let person: TestPerson;
let client: TestClient;

beforeEach(async () => {
  organisation = await createOrganisation();
  person = await createPerson(organisation);
  client = await createClient(organisation.id);
});

type Act = () => Promise<unknown>;

/** What each needs is made first; it begins when the answer is called. */
const REVOCATIONS: Record<string, () => Promise<Act>> = {
  'a password change': async () => () =>
    sendAs(person, 'POST', '/v1/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }),
  'a reset by mail': async () => {
    await postJson('/v1/auth/forgot-password', { email: person.email });
    const token = await newestToken(person.email, 'password-reset');
    return () => postJson('/v1/auth/reset-password', { token, password: NEW_PASSWORD });
  },
  'the wish to delete the account': async () => () =>
    sendAs(person, 'DELETE', '/v1/me/account', { password: PASSWORD }),
  'the end of the consent': async () => () => sendAs(person, 'DELETE', `/v1/me/consents/${client.clientId}`),
  'a block': async () => () =>
    withContext(({ openTenant }) => blockUser(openTenant(organisation.id, {}), person.id, null)),
  'deletion by an administrator': async () => () =>
    withContext(({ openTenant }) => deleteUser(openTenant(organisation.id, {}), person.id)),
};

const signedIn = () => ({ ...organisation, cookies: person.cookies });

/** The client's row is needed by new tokens: who issues some waits for it, holding what is redeemed. */
async function meet(redeeming: () => Promise<Response>, revoking: Act): Promise<Tokens> {
  const { answer, revoked } = await holdRow('clients', client.id, async (whenWaiting) => {
    const answer = redeeming();
    await whenWaiting(1);
    const revoked = revoking();
    await whenWaiting(2);
    return { answer, revoked };
  });
  await revoked;
  const response = await answer;
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json();
}

async function expectDead(tokens: Tokens): Promise<void> {
  const live = await asOwner('SELECT FROM refresh_tokens WHERE user_id = $1 AND revoked_at IS NULL', [person.id]);
  expect(live).toEqual([]);
  expect((await refresh(client, tokens.refresh_token)).status).toBe(400);
  const headers = { Authorization: `Bearer ${tokens.access_token}` };
  expect((await send('/oauth2/userinfo', { headers })).status).toBe(401);
}

describe.each(Object.entries(REVOCATIONS))('%s', (_name, prepare) => {
  it('ends the tokens of a concurrent rotation', async () => {
    const first = await obtainTokens(signedIn(), client);
    const act = await prepare();
    await expectDead(await meet(() => refresh(client, first.refresh_token), act));
  });

  it('locks rows in the same order as a sign-in in the same session: no deadlock', async () => {
    const act = await prepare();
    const [session] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [person.id]);
    const { signingIn, revoked } = await holdRow('sessions', session?.id ?? '', async (whenWaiting) => {
      const signingIn = logIn(person.email, {}, { Cookie: person.cookies });
      await whenWaiting(1);
      const revoked = act();
      await whenWaiting(2);
      return { signingIn, revoked };
    });
    expect((await signingIn).status).toBe(200);
    const answer = await revoked;
    if (answer instanceof Response) expect(answer.status, await answer.clone().text()).toBeLessThan(300);
  });

  it('ends the tokens of a code that is being redeemed', async () => {
    const act = await prepare();
    const code = await obtainCode(signedIn(), client, { scope: 'openid offline_access' });
    await expectDead(await meet(() => exchangeCode(client, code), act));
  });
});
