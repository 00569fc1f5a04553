import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { cookiesOf, expectFlights, postForm, postJson, send } from '../../support/app.ts';
import { createAuthenticator } from '../../support/authenticator.ts';
import { authorize as authorizeAt, codeOf, errorOf, handleOf, resume, signInAs } from '../../support/authorization.ts';
import { asOwner } from '../../support/database.ts';
import { newestCode } from '../../support/mailbox.ts';
import { enrol, logIn } from '../../support/mfa.ts';
import { exchangeCode, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { addPasskey, optionsOf } from '../../support/passkeys.ts';
import { createPerson } from '../../support/people.ts';

const AAL1 = 'urn:cerberus:aal1';
const AAL2 = 'urn:cerberus:aal2';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

function authorize(parameters: Record<string, string>, cookies: string): Promise<Response> {
  return authorizeAt(client, parameters, { cookies });
}

async function tokensOf(response: Response): Promise<Tokens> {
  return (await exchangeCode(client, codeOf(response))).json();
}

async function acrOf(response: Response): Promise<unknown> {
  return decodeJwt((await tokensOf(response)).id_token).acr;
}

/** A session by password, from another browser, from before there was a second factor. */
async function weakSession(userId: string, cookies: string): Promise<string> {
  const id = /cerb_sid=([^;]+)/.exec(cookies)?.[1] ?? '';
  await asOwner(
    `UPDATE sessions SET amr = '["pwd"]', auth_time = auth_time - interval '60 seconds'
     WHERE user_id = $1 AND session_token = translate(encode(sha256($2::bytea), 'base64'), '+/=', '-_')`,
    [userId, id],
  );
  return cookies;
}

const essential = (...values: string[]) => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }),
});

describe('acr_values, which request it as a voluntary claim (OIDC Core section 3.1.2.1)', () => {
  it.each([
    ['one that is met', AAL1, AAL1],
    ['one that nobody knows', 'urn:mace:incommon:iap:silver', AAL1],
    ['one that this person cannot reach', 'phr', AAL1],
    ['several, of which one is met', `phr ${AAL1}`, AAL1],
    ['all there are', `${AAL1} ${AAL2} phr`, AAL1],
  ])('%s: no page, and the ID token says what it was', async (_what, acrValues, acr) => {
    const response = await authorize({ acr_values: acrValues }, organisation.cookies);
    expectFlights(response, 2);
    expect(await acrOf(response)).toBe(acr);
  });

  it('a stronger sign-in gives the requested value, in every token', async () => {
    const person = await enrol(await createPerson(organisation));
    expect(await acrOf(await authorize({}, person.cookies))).toBe(AAL2);
    const tokens = await tokensOf(await authorize({ acr_values: AAL1 }, person.cookies));
    expect(decodeJwt(tokens.id_token).acr).toBe(AAL1);
    expect(decodeJwt(tokens.access_token).acr).toBe(AAL1);
    expect(await acrOf(await authorize({ acr_values: `${AAL2} ${AAL1}` }, person.cookies))).toBe(AAL2);
  });

  it('a person with an unused second factor is asked to sign in again, once', async () => {
    const person = await enrol(await createPerson(organisation));
    const weak = await weakSession(person.id, person.cookies);
    const handle = handleOf(await authorize({ acr_values: AAL2 }, weak));
    const response = await logIn(person.email, { mfaToken: await person.authenticator.code() });
    expect(response.status).toBe(200);
    expect(await acrOf(await resume(handle, cookiesOf(response)))).toBe(AAL2);
  });

  it('and continues when that was not sufficient, without an endless loop', async () => {
    const person = await enrol(await createPerson(organisation));
    const weak = await weakSession(person.id, person.cookies);
    const handle = handleOf(await authorize({ acr_values: AAL2 }, weak));
    await asOwner(`UPDATE sessions SET auth_time = now() + interval '1 second' WHERE user_id = $1`, [person.id]);
    expect(await acrOf(await resume(handle, weak))).toBe(AAL1);
  });

  it('with prompt=none continues with the present sign-in', async () => {
    const person = await enrol(await createPerson(organisation));
    const weak = await weakSession(person.id, person.cookies);
    expect(await acrOf(await authorize({ acr_values: AAL2, prompt: 'none' }, weak))).toBe(AAL1);
  });

  it('phr asks only people who have a passkey', async () => {
    const withCodes = await enrol(await createPerson(organisation));
    expect(await acrOf(await authorize({ acr_values: 'phr' }, withCodes.cookies))).toBe(AAL2);
    const withPasskey = await addPasskey(await createPerson(organisation));
    handleOf(await authorize({ acr_values: 'phr' }, await weakSession(withPasskey.id, withPasskey.cookies)));
  });
});

describe('an essential acr (OIDC Core section 5.5.1.1, RFC 9470 section 5)', () => {
  it.each([
    ['that is met', [AAL1]],
    ['of which one is met', ['phr', AAL1]],
    ['of which one is met and others are unknown', ['urn:mace:incommon:iap:silver', AAL1]],
  ])('%s: no page', async (_what, values) => {
    expect(await acrOf(await authorize(essential(...values), organisation.cookies))).toBe(AAL1);
  });

  it.each([
    ['the person cannot reach', [AAL2]],
    ['nobody can reach', ['urn:mace:incommon:iap:silver']],
    ['is no value at all', []],
  ])('that %s is unmet_authentication_requirements', async (_what, values) => {
    for (const prompt of [{}, { prompt: 'none' }]) {
      const response = await authorize({ ...essential(...values), ...prompt }, organisation.cookies);
      expect(errorOf(response)).toBe('unmet_authentication_requirements');
    }
  });

  it('as a single value', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: AAL2 } } });
    expect(errorOf(await authorize({ claims }, organisation.cookies))).toBe('unmet_authentication_requirements');
  });

  it.each([
    ['that its platform copies between devices', true, 'swk'],
    ['that stays where it is', false, 'hwk'],
  ])('phr is reached by a passkey %s', async (_what, synced, kind) => {
    const { authenticator } = await addPasskey(await createPerson(organisation), createAuthenticator({ synced }));
    const question = await optionsOf(await postJson('/v1/auth/passkey/options', {}));
    const signedIn = await postJson('/v1/auth/passkey', { response: await authenticator.get(question) });
    const tokens = await tokensOf(await authorize(essential('phr'), cookiesOf(signedIn)));
    expect(decodeJwt(tokens.id_token)).toMatchObject({ acr: 'phr', amr: expect.arrayContaining([kind]) });
  });

  it('a code by e-mail does not count as a second factor (NIST SP 800-63B-4 section 3.1.3.1)', async () => {
    const person = await createPerson(organisation);
    await asOwner(
      `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, confirmed_at)
       VALUES (gen_random_uuid(), $1, $2, 'email', 'E-mail', now())`,
      [organisation.id, person.id],
    );
    await asOwner(`UPDATE users SET mfa_enabled = TRUE, mfa_methods = '["email"]' WHERE id = $1`, [person.id]);
    const Cookie = cookiesOf(await logIn(person.email));
    expect((await postJson('/v1/auth/mfa/email', {}, { Cookie })).status).toBe(200);
    const signedIn = await logIn(person.email, { mfaToken: await newestCode(person.email) });
    expect(signedIn.status).toBe(200);
    const tokens = await tokensOf(await authorize({ acr_values: AAL2 }, cookiesOf(signedIn)));
    expect(decodeJwt(tokens.id_token)).toMatchObject({ acr: AAL1, amr: ['pwd', 'otp'] });
    const refused = await authorize(essential(AAL2), cookiesOf(signedIn));
    expect(errorOf(refused)).toBe('unmet_authentication_requirements');
  });

  it('without values is met by any sign-in', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true } } });
    expect(await acrOf(await authorize({ claims }, organisation.cookies))).toBe(AAL1);
    expect(await acrOf(await authorize({ claims, acr_values: 'phr' }, organisation.cookies))).toBe(AAL1);
  });

  it('counts alone beside acr_values', async () => {
    const response = await authorize({ ...essential(AAL2), acr_values: AAL1 }, organisation.cookies);
    expect(errorOf(response)).toBe('unmet_authentication_requirements');
  });

  it('asks for a sign-in first when nobody is signed in', async () => {
    const handle = handleOf(await authorize(essential(AAL2), ''));
    const cookies = await signInAs(organisation.owner);
    expect(errorOf(await resume(handle, cookies))).toBe('unmet_authentication_requirements');
    expect((await resume(handle, organisation.cookies)).status).toBe(400);
    expect(errorOf(await authorize({ ...essential(AAL2), prompt: 'none' }, ''))).toBe('login_required');
  });

  it('is reached by signing in again with the second factor', async () => {
    const person = await enrol(await createPerson(organisation));
    const weak = await weakSession(person.id, person.cookies);
    expect(errorOf(await authorize({ ...essential(AAL2), prompt: 'none' }, weak))).toBe('login_required');
    const handle = handleOf(await authorize(essential(AAL2), weak));
    expect(handleOf(await resume(handle, weak))).toBe(handle);
    const response = await logIn(person.email, { mfaToken: await person.authenticator.code() });
    expect(await acrOf(await resume(handle, cookiesOf(response)))).toBe(AAL2);
  });

  it('that the new sign-in does not reach ends the request, without an endless loop', async () => {
    const person = await enrol(await createPerson(organisation));
    const weak = await weakSession(person.id, person.cookies);
    const handle = handleOf(await authorize(essential(AAL2), weak));
    await asOwner(`UPDATE sessions SET auth_time = now() + interval '1 second' WHERE user_id = $1`, [person.id]);
    expect(errorOf(await resume(handle, weak))).toBe('unmet_authentication_requirements');
  });

  it('is the same after a refresh', async () => {
    const person = await enrol(await createPerson(organisation));
    const response = await authorize({ ...essential(AAL1), scope: 'openid offline_access' }, person.cookies);
    const tokens = await tokensOf(response);
    const again = await postForm('/oauth2/token', {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
      client_id: client.clientId,
    });
    expect(decodeJwt(((await again.json()) as Tokens).id_token).acr).toBe(AAL1);
  });
});

it('discovery lists the supported values', async () => {
  const metadata = (await (await send('/.well-known/openid-configuration')).json()) as Record<string, unknown>;
  expect(metadata.acr_values_supported).toEqual([AAL1, AAL2, 'phr']);
});
