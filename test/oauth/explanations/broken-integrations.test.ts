/**
 * Broken integrations, made with an independent client library (oauth4webapi): each refusal has a code, behind which an
 * administrator finds the cause and what would mend it, and nothing that was sent as a secret.
 */
import * as oauth from 'oauth4webapi';
import { beforeAll, describe, expect, it } from 'vitest';
import { newSecret, sha256 } from '../../../src/lib/secrets.ts';
import { ISSUER, postForm, postJson, send } from '../../support/app.ts';
import { createKeyClient, createKeyPair, type KeyPair, makeAssertion, presenting } from '../../support/assertions.ts';
import { asOwner } from '../../support/database.ts';
import { errorCodeOf, explanationOf, platformExplanationOf } from '../../support/explanations.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, VERIFIER } from '../../support/oauth.ts';
import { createOperator, type TestOperator } from '../../support/operators.ts';
import {
  createClient,
  createOrganisation,
  PASSWORD,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson } from '../../support/people.ts';

let organisation: TestOrganisation;
let operator: TestOperator;
let client: TestClient;
let service: TestClient;
let keys: KeyPair;
let keyClient: TestClient;

/** The library's client, and the last answer that it got: the code is in a header. */
const server: oauth.AuthorizationServer = { issuer: ISSUER, token_endpoint: `${ISSUER}/oauth2/token` };
let answer: Response;
const OPTIONS = {
  [oauth.customFetch]: async (url: string, init: object) => {
    answer = await send(url, init);
    return answer.clone();
  },
  [oauth.allowInsecureRequests]: true,
};

beforeAll(async () => {
  [organisation, operator, keys] = await Promise.all([createOrganisation(), createOperator(), createKeyPair('ES256')]);
  client = await createClient(organisation.id);
  const grantTypes = ['client_credentials'];
  service = await createClient(organisation.id, { confidential: true, grantTypes, scopes: ['users:read'] });
  keyClient = await createKeyClient(organisation.id, [keys]);
});

async function asService(
  parameters: Record<string, string>,
  { as = service, secret = service.secret ?? '' }: { as?: TestClient; secret?: string } = {},
): Promise<void> {
  const authentication = oauth.ClientSecretPost(secret);
  const who = { client_id: as.clientId };
  const sent = await oauth.clientCredentialsGrantRequest(server, who, authentication, parameters, OPTIONS);
  await expect(oauth.processClientCredentialsResponse(server, who, sent)).rejects.toThrow();
}

async function withAssertion(claims: Record<string, unknown>, key = keys): Promise<string> {
  const assertion = await makeAssertion(keyClient, key, { claims });
  answer = await postForm('/oauth2/token', { grant_type: 'client_credentials', ...presenting(assertion) });
  return assertion;
}

const now = () => Math.floor(Date.now() / 1000);

interface Broken {
  what: string;
  /** Ends with `answer`; returns what was sent as a secret. */
  run: () => Promise<string[]>;
  cause: string;
  mend: RegExp;
  facts?: Record<string, unknown>;
}

const BROKEN: Broken[] = [
  {
    what: 'a wrong client secret',
    run: async () => {
      const secret = newSecret('clientSecret');
      await asService({ scope: 'users:read' }, { secret });
      return [secret];
    },
    cause: 'client_secret',
    mend: /Configure the present secret/,
  },
  {
    what: 'a client secret that has ended',
    run: async () => {
      const secret = newSecret('clientSecret');
      await asOwner(
        `UPDATE clients SET previous_client_secret = $2, previous_secret_expires_at = now() - interval '1 minute' WHERE id = $1`,
        [service.id, await sha256(secret)],
      );
      await asService({ scope: 'users:read' }, { secret });
      return [secret];
    },
    cause: 'client_secret_ended',
    mend: /before the last rotation/,
  },
  {
    what: 'an authentication method that the client is not registered for',
    run: async () => {
      const secret = newSecret('clientSecret');
      await asService({}, { as: keyClient, secret });
      return [secret];
    },
    cause: 'client_authentication_method',
    mend: /Use the registered method/,
    facts: { used: 'client_secret_post', registered: 'private_key_jwt' },
  },
  {
    what: 'a clock that is behind: the assertion has expired',
    run: async () => [await withAssertion({ iat: now() - 600, exp: now() - 540 })],
    cause: 'assertion_expiry',
    mend: /Compare the clock/,
    facts: { exp: expect.stringMatching(/^20/), now: expect.stringMatching(/^20/) },
  },
  {
    what: 'a clock that is ahead',
    run: async () => [await withAssertion({ iat: now() + 300, exp: now() + 360 })],
    cause: 'assertion_begin',
    mend: /is ahead/,
  },
  {
    what: 'an assertion for the token endpoint',
    run: async () => [await withAssertion({ aud: `${ISSUER}/oauth2/token` })],
    cause: 'assertion_audience',
    mend: /Set aud to the issuer/,
    facts: { aud: `${ISSUER}/oauth2/token`, issuer: ISSUER, tokenEndpoint: null },
  },
  {
    what: 'an assertion that is signed with another key',
    run: async () => [await withAssertion({}, await createKeyPair('ES256'))],
    cause: 'assertion_signature',
    mend: /Register the public key/,
    facts: { alg: 'ES256' },
  },
  {
    what: 'an assertion that was used before',
    run: async () => {
      const assertion = await makeAssertion(keyClient, keys);
      const form = { grant_type: 'client_credentials', ...presenting(assertion) };
      await postForm('/oauth2/token', form);
      answer = await postForm('/oauth2/token', form);
      return [assertion];
    },
    cause: 'assertion_unused',
    mend: /new assertion for each request/,
  },
  {
    what: 'a scope that the client lacks',
    run: async () => {
      await asService({ scope: 'users:delete' });
      return [service.secret ?? ''];
    },
    cause: 'token_scope',
    mend: /Ask for fewer scopes/,
    facts: { requested: ['users:delete'], registered: ['users:read'] },
  },
  {
    what: 'a wrong audience',
    run: async () => {
      await asService({ resource: 'https://api.example.com/?key=1' });
      return [service.secret ?? ''];
    },
    cause: 'token_resource',
    mend: /Ask for a resource/,
    facts: { requested: ['https://api.example.com/'], registered: [] },
  },
  {
    what: 'a grant that the client may not use',
    run: async () => {
      const secret = newSecret('clientSecret');
      const other = await createClient(organisation.id, { confidential: true });
      await asService({}, { as: other, secret: other.secret ?? '' });
      return [secret, other.secret ?? ''];
    },
    cause: 'grant_allowed',
    mend: /Add the grant/,
    facts: { requested: 'client_credentials', registered: ['authorization_code', 'refresh_token'] },
  },
  {
    what: 'a wrong code verifier',
    run: async () => {
      const [code, verifier] = [await obtainCode(organisation, client), `wrong-${VERIFIER}`];
      const callback = oauth.validateAuthResponse(
        server,
        { client_id: client.clientId },
        new URL(`${client.redirectUri}?code=${code}`),
      );
      const who = { client_id: client.clientId };
      const args = [server, who, oauth.None(), callback, client.redirectUri, verifier, OPTIONS] as const;
      const sent = await oauth.authorizationCodeGrantRequest(...args);
      await expect(oauth.processAuthorizationCodeResponse(server, who, sent)).rejects.toThrow();
      return [code, verifier];
    },
    cause: 'code_verifier',
    mend: /Keep the verifier in the session/,
    facts: { isChallenged: true, method: 'S256', isVerifierSent: true },
  },
  {
    what: 'a code that was redeemed before',
    run: async () => {
      const code = await obtainCode(organisation, client);
      await exchangeCode(client, code);
      answer = await exchangeCode(client, code);
      return [code, VERIFIER];
    },
    cause: 'code_unused',
    mend: /Redeem each code once/,
  },
  {
    what: 'another redirect URI with the code',
    run: async () => {
      const code = await obtainCode(organisation, client);
      answer = await exchangeCode(client, code, { redirect_uri: 'https://app.example.com/other?code=1' });
      return [code];
    },
    cause: 'code_redirect_uri',
    mend: /the same redirect_uri/,
    facts: { requested: 'https://app.example.com/callback', sent: 'https://app.example.com/other' },
  },
  {
    what: 'a code of another client',
    run: async () => {
      const other = await createClient(organisation.id);
      const code = await obtainCode(organisation, client);
      answer = await exchangeCode(other, code);
      return [code];
    },
    cause: 'code_of_client',
    mend: /client_id that requested it/,
  },
  {
    what: 'a refresh token that was revoked',
    run: async () => {
      const { refresh_token: token } = await obtainTokens(organisation, client);
      await postForm('/oauth2/revoke', { token, client_id: client.clientId });
      answer = await refresh(client, token);
      return [token];
    },
    cause: 'refresh_token_unused',
    mend: /refresh in one place at a time/,
  },
  {
    what: 'a person who was blocked after the sign-in',
    run: async () => {
      const { refresh_token: token } = await obtainTokens(organisation, client);
      await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [organisation.owner.id]);
      answer = await refresh(client, token);
      await asOwner('UPDATE users SET blocked_at = NULL WHERE id = $1', [organisation.owner.id]);
      return [token];
    },
    cause: 'person_active',
    mend: /Unblock the person/,
    facts: { isBlocked: true, organisationStatus: expect.any(String) },
  },
  {
    what: 'a blocked person at sign-in',
    run: async () => {
      const { id, email } = await createPerson(organisation);
      await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [id]);
      answer = await postJson('/v1/auth/login', { email, password: PASSWORD });
      return [email, PASSWORD];
    },
    cause: 'account_active',
    mend: /Unblock the person/,
    facts: { isBlocked: true },
  },
  {
    what: 'a wrong password',
    run: async () => {
      const password = `Wrong-${crypto.randomUUID()}`;
      answer = await postJson('/v1/auth/login', { email: organisation.owner.email, password });
      return [organisation.owner.email, password];
    },
    cause: 'password',
    mend: /Forgot your password/,
  },
];

describe('an administrator reads the cause, what would mend it, and no secret', () => {
  it.each(BROKEN)('of $what', async ({ run, cause, mend, facts = {} }) => {
    const secrets = await run();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const explanation = await explanationOf(organisation, errorCodeOf(answer));
    expect(explanation).toMatchObject({ cause, mend: expect.stringMatching(mend) });
    expect(explanation.checks.findLast(({ verdict }) => verdict === 'failed')).toMatchObject({ check: cause, facts });
    const text = JSON.stringify(explanation);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});

describe('what concerns nobody known, operators read', () => {
  it('a client of another issuer, which sends its secret as its client_id too', async () => {
    const secret = newSecret('clientSecret');
    await asService({}, { as: { ...service, clientId: `client-${secret}` }, secret });
    const explanation = await platformExplanationOf(operator, errorCodeOf(answer));
    expect(explanation).toMatchObject({ cause: 'client', mend: expect.stringContaining('Compare the client_id') });
    expect(JSON.stringify(explanation)).not.toContain(secret);
  });

  it('a sign-in with an unknown address, which is answered like a wrong password', async () => {
    const email = `nobody-${crypto.randomUUID()}@example.com`;
    const unknown = await postJson('/v1/auth/login', { email, password: PASSWORD });
    const wrong = await postJson('/v1/auth/login', { email: organisation.owner.email, password: 'Wrong-Password-1' });
    expect([unknown.status, await unknown.text()]).toEqual([wrong.status, await wrong.text()]);
    expect([...unknown.headers.keys()].sort()).toEqual([...wrong.headers.keys()].sort());
    const explanation = await platformExplanationOf(operator, errorCodeOf(unknown));
    expect(explanation).toMatchObject({ endpoint: 'sign_in', cause: 'account' });
    expect(JSON.stringify(explanation)).not.toContain(email);
  });
});
