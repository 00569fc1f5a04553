/** OpenID Connect Back-Channel Logout 1.0: the logout tokens of a session that ends. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import worker from '../../../src/worker.ts';
import { ISSUER, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import {
  createListener,
  deliveriesTo,
  logOut,
  type ReceivedLogout,
  receiveLogouts,
  signInTo,
  verifyLogoutToken,
} from '../../support/logouts.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { signIn } from '../../support/people.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

describe('a logout token (section 2.4)', () => {
  it('is signed, names the session and the subject, and has no other claim of an ID token', async () => {
    const its = await createOrganisation();
    const client = await createListener(its);
    const [idToken = ''] = await signInTo(its, client);
    const received = receiveLogouts();
    const before = Math.floor(Date.now() / 1000);
    await logOut(its.cookies);
    expect(received).toHaveLength(1);
    const { payload, protectedHeader } = await verifyLogoutToken(received[0], client);
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'logout+jwt', kid: expect.any(String) });
    const [delivery] = await deliveriesTo(client);
    const { sub, sid } = decodeJwt(idToken);
    expect(sid).toEqual(expect.any(String));
    expect(payload).toEqual({
      iss: ISSUER,
      aud: client.clientId,
      sub,
      sid,
      iat: expect.any(Number),
      // Section 4: at most two minutes.
      exp: (payload.iat ?? 0) + 120,
      jti: delivery?.id,
      events: { [EVENT]: {} },
    });
    expect(payload.iat).toBeGreaterThanOrEqual(before);
    expect(payload.iat).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it('is signed as the ID tokens of the client are (section 2.6)', async () => {
    const its = await createOrganisation();
    const client = await createListener(its, { id_token_signed_response_alg: 'ES256' });
    await signInTo(its, client);
    const received = receiveLogouts();
    await logOut(its.cookies);
    expect((await verifyLogoutToken(received[0], client)).protectedHeader.alg).toBe('ES256');
  });

  it('has the subject of the client’s ID tokens, also a pairwise one', async () => {
    const its = await createOrganisation();
    const client = await createListener(its, { subject_type: 'pairwise' });
    const [idToken = ''] = await signInTo(its, client);
    const received = receiveLogouts();
    await logOut(its.cookies);
    const { payload } = await verifyLogoutToken(received[0], client);
    expect(payload.sub).toBe(decodeJwt(idToken).sub);
    expect(payload.sub).not.toBe(its.owner.id);
  });

  it('is accepted nowhere else (section 4.1)', async () => {
    const its = await createOrganisation();
    const client = await createListener(its);
    await signInTo(its, client);
    const received = receiveLogouts();
    await logOut(its.cookies);
    const { token } = received[0] as ReceivedLogout;
    const asAccessToken = await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } });
    expect(asAccessToken.status).toBe(401);
    expect((await send(`/oauth2/logout?id_token_hint=${token}`)).status).toBe(400);
  });
});

describe('the request (section 2.5)', () => {
  it('is a POST of a form with the token alone, that follows no redirect', async () => {
    const its = await createOrganisation();
    const client = await createListener(its);
    await signInTo(its, client);
    const received = receiveLogouts();
    await logOut(its.cookies);
    const [{ url, init, token } = {} as ReceivedLogout] = received;
    expect(url).toBe(client.uri);
    expect(init).toMatchObject({ method: 'POST', redirect: 'manual', signal: expect.any(AbortSignal) });
    expect(init.headers).toEqual({
      'Content-Type': 'application/x-www-form-urlencoded',
      'Cache-Control': 'no-store',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
    });
    expect(init.body).toBe(`logout_token=${token}`);
  });

  it('goes to every client of the session with a back-channel logout URI, and to no other', async () => {
    const its = await createOrganisation();
    const listeners = await Promise.all([createListener(its), createListener(its)]);
    const [silent, elsewhere] = await Promise.all([createClient(its.id), createListener(its)]);
    await signInTo(its, ...listeners, silent);
    // Twice to the same one is one client.
    await signInTo(its, listeners[0] as TestClient);
    const other = { ...its, cookies: (await signIn(its.owner.email)).cookies };
    await signInTo(other, elsewhere);
    const received = receiveLogouts();
    await logOut(its.cookies);
    expect(received.map(({ url }) => url).toSorted()).toEqual(listeners.map(({ uri }) => uri).toSorted());
    expect(await deliveriesTo(silent)).toEqual([]);
    expect(await deliveriesTo(elsewhere)).toEqual([]);
  });

  it.each(['revoked = true', 'is_active = false', 'deleted_at = now()'])(
    'goes to no client that may not be used: %s',
    async (change) => {
      const its = await createOrganisation();
      const [usable, closed] = await Promise.all([createListener(its), createListener(its)]);
      await signInTo(its, usable, closed);
      await asOwner(`UPDATE clients SET ${change} WHERE id = $1`, [closed.id]);
      const received = receiveLogouts();
      await logOut(its.cookies);
      expect(received.map(({ url }) => url)).toEqual([usable.uri]);
      expect(await deliveriesTo(closed)).toEqual([]);
    },
  );

  it('is sent after the answer: the person does not wait for applications', async () => {
    const its = await createOrganisation();
    await signInTo(its, await createListener(its));
    let answered = false;
    const received = receiveLogouts(() => {
      expect(answered).toBe(true);
      return new Response();
    });
    const execution = createExecutionContext();
    const request = new Request(`${ISSUER}/v1/auth/logout`, { method: 'POST', headers: { Cookie: its.cookies } });
    await worker.fetch(request as never, env as never, execution);
    answered = true;
    await waitOnExecutionContext(execution);
    expect(received).toHaveLength(1);
  });

  it.each(['https://10.0.0.1/', 'https://169.254.169.254/', 'https://localhost/', 'http://app.example.com/'])(
    'is not sent to %s, wherever a client says it is',
    async (uri) => {
      const its = await createOrganisation();
      const client = await createListener(its, { backchannel_logout_uri: uri });
      await signInTo(its, client);
      const received = receiveLogouts();
      await logOut(its.cookies);
      expect(received).toEqual([]);
      const [delivery] = await deliveriesTo(client);
      expect(delivery).toMatchObject({ attempt: 1, delivered_at: null, error_message: expect.stringMatching(/^Only/) });
    },
  );
});

describe('what is left after a logout (section 2.7)', () => {
  it('are the tokens with offline_access', async () => {
    const its = await createOrganisation();
    const client = await createListener(its);
    const tokens = await obtainTokens(its, client);
    receiveLogouts();
    await logOut(its.cookies);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(200);
  });

  it('is no unused code', async () => {
    const its = await createOrganisation();
    const client = await createListener(its);
    const code = await obtainCode(its, client);
    receiveLogouts();
    await logOut(its.cookies);
    expect(await (await exchangeCode(client, code)).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('is the redeemed code: its replay is still detected', async () => {
    const its = await createOrganisation();
    const client = await createListener(its);
    const code = await obtainCode(its, client, { scope: 'openid offline_access' });
    const tokens = (await (await exchangeCode(client, code)).json()) as { refresh_token: string };
    receiveLogouts();
    await logOut(its.cookies);
    expect((await exchangeCode(client, code)).status).toBe(400);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(400);
  });
});

describe('metadata (section 2.1)', () => {
  it('says that logout tokens are sent, with a session', async () => {
    expect(await (await send('/.well-known/openid-configuration')).json()).toMatchObject({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
  });

  it('is kept: whether a client requires it or not, sid is there', async () => {
    const client = await createListener(organisation, { backchannel_logout_session_required: false });
    const session = { ...organisation, cookies: (await signIn(organisation.owner.email)).cookies };
    await signInTo(session, client);
    const received = receiveLogouts();
    await logOut(session.cookies);
    expect(decodeJwt(received[0]?.token ?? '')).toMatchObject({ sid: expect.any(String), sub: organisation.owner.id });
  });
});
