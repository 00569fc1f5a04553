/** Refused introspection and revocation: each leaves an explanation, of client authentication above all. */
import { beforeAll, describe, expect, it } from 'vitest';
import { newSecret, sha256 } from '../../../src/lib/secrets.ts';
import { expectFlights, postForm } from '../../support/app.ts';
import { createKeyClient, createKeyPair, type KeyPair, makeAssertion, presenting } from '../../support/assertions.ts';
import { asOwner } from '../../support/database.ts';
import { errorCodeOf, explanationOf, platformExplanationOf } from '../../support/explanations.ts';
import { obtainTokens } from '../../support/oauth.ts';
import { createOperator } from '../../support/operators.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;
let client: TestClient;
let publicClient: TestClient;
let keyClient: TestClient;
let keys: KeyPair;
/** An access token of `client`. */
let token: string;

beforeAll(async () => {
  [organisation, keys] = await Promise.all([createOrganisation(), createKeyPair('ES256')]);
  client = await createClient(organisation.id, { confidential: true });
  publicClient = await createClient(organisation.id);
  keyClient = await createKeyClient(organisation.id, [keys]);
  token = (await obtainTokens(organisation, client)).access_token;
});

const as = ({ clientId, secret }: TestClient, presented = secret ?? '') => ({
  client_id: clientId,
  client_secret: presented,
});
const basic = ({ clientId }: Pick<TestClient, 'clientId'>, secret: string) => ({
  Authorization: `Basic ${btoa(`${clientId}:${secret}`)}`,
});

const ENDPOINTS = [
  ['/oauth2/introspect', 'introspection'],
  ['/oauth2/revoke', 'revocation'],
] as const;

describe.each(ENDPOINTS)('%s', (path, endpoint) => {
  async function explained(response: Response, status = 401) {
    expect(response.status).toBe(status);
    const explanation = await explanationOf(organisation, errorCodeOf(response));
    expect(explanation).toMatchObject({ endpoint });
    expect(JSON.stringify(explanation)).not.toContain(token);
    return explanation;
  }

  it.each(['in the form', 'in the header'])('explains a wrong client secret %s, without the secret', async (where) => {
    const secret = newSecret('clientSecret');
    const response = await (where === 'in the form'
      ? postForm(path, { token, ...as(client, secret) })
      : postForm(path, { token }, basic(client, secret)));
    const explanation = await explained(response);
    expect(explanation).toMatchObject({ error: 'invalid_client', cause: 'client_secret' });
    expect(explanation.mend).toMatch(/Configure the present secret/);
    const verdicts = explanation.checks.map(({ check, verdict }) => `${check} ${verdict}`);
    expect(verdicts).toEqual([
      'credentials passed',
      'client_request passed',
      'client passed',
      'client_authentication_method passed',
      'client_secret failed',
    ]);
    for (const text of [secret, btoa(`${client.clientId}:${secret}`)]) {
      expect(JSON.stringify(explanation)).not.toContain(text);
    }
  });

  it('explains a client secret that has ended', async () => {
    const secret = newSecret('clientSecret');
    await asOwner(
      `UPDATE clients SET previous_client_secret = $2, previous_secret_expires_at = now() - interval '1 minute' WHERE id = $1`,
      [client.id, await sha256(secret)],
    );
    const { cause, mend } = await explained(await postForm(path, { token, ...as(client, secret) }));
    expect([cause, mend]).toEqual(['client_secret_ended', expect.stringMatching(/before the last rotation/)]);
  });

  it('explains an assertion that was used before', async () => {
    const assertion = await makeAssertion(keyClient, keys);
    expect((await postForm(path, { token: 'x', ...presenting(assertion) })).status).toBe(200);
    const explanation = await explained(await postForm(path, { token: 'x', ...presenting(assertion) }));
    expect(explanation.cause).toBe('assertion_unused');
    expect(JSON.stringify(explanation)).not.toContain(assertion);
  });

  it('explains a confidential client that sends no secret', async () => {
    const { cause } = await explained(await postForm(path, { token, client_id: client.clientId }));
    expect(cause).toBe('client_authentication_method');
  });

  it('tells operators of a client that nobody has, of two proofs, and of a form without a token', async () => {
    const operator = await createOperator();
    const why = async (fields: Record<string, string>, headers = {}) =>
      (await platformExplanationOf(operator, errorCodeOf(await postForm(path, fields, headers)))).cause;
    expect(await why({ token, client_id: 'nobody', client_secret: 'wrong-secret' })).toBe('client');
    expect(await why({ token, ...as(client) }, basic(client, 'other-secret'))).toBe('credentials');
    expect(await why(as(client))).toBe('client_request');
  });

  it('removes the token and the secret where they stand in place of the client', async () => {
    const operator = await createOperator();
    const fields = { token: 'token-of-anybody', client_id: 'a token-of-anybody', client_secret: 'hunter22' };
    const misplaced = errorCodeOf(await postForm(path, fields));
    const inHeader = errorCodeOf(await postForm(path, { token: 'x' }, basic({ clientId: 'a hunter22' }, 'hunter22')));
    for (const code of [misplaced, inHeader]) {
      const { checks } = await platformExplanationOf(operator, code);
      expect(checks.at(-1)?.facts).toEqual({ clientId: 'a (removed)' });
    }
  });

  it('explains no request that it answers, not even about a token that it does not know', async () => {
    const count = `SELECT count(*)::int AS rows FROM explanations WHERE organisation_id = $1`;
    const before = await asOwner(count, [organisation.id]);
    const response = await postForm(path, { token: newSecret('refreshToken'), ...as(client) });
    expect([response.status, response.headers.get('X-Error-Code')]).toEqual([200, null]);
    expect(await asOwner(count, [organisation.id])).toEqual(before);
  });

  it('answers a refused request with no further round trip', async () => {
    expectFlights(await postForm(path, { token, ...as(client, 'wrong-secret') }), 1);
  });

  it('leaves a few events of one network, client and cause, and thirty explanations a minute', async () => {
    const to = await createClient(organisation.id, { confidential: true });
    const part = crypto.randomUUID().slice(0, 4);
    const headers = { 'CF-Connecting-IP': `2001:db8:${part}::1` };
    const codes = [];
    for (let index = 0; index < 35; index++) {
      codes.push(errorCodeOf(await postForm(path, { token, ...as(to, newSecret('clientSecret')) }, headers)));
    }
    const events = await asOwner(
      `SELECT event_type AS type, metadata->>'reason' AS reason, success FROM audit_logs WHERE client_id = $1`,
      [to.id],
    );
    const event = { type: `oauth2.${endpoint}_refused`, reason: 'client_secret', success: false };
    expect(events).toEqual(Array.from({ length: 5 }, () => event));
    const kept = await asOwner('SELECT id FROM explanations WHERE id = ANY ($1)', [codes]);
    // A minute may end while they are sent.
    expect([30, 31, 32, 33, 34]).toContain(kept.length);
  });
});

it('a public client learns that it cannot introspect', async () => {
  const response = await postForm('/oauth2/introspect', { token, client_id: publicClient.clientId });
  const { cause, mend } = await explanationOf(organisation, errorCodeOf(response));
  expect([cause, mend]).toEqual(['client_confidential', expect.stringMatching(/nor introspect tokens/)]);
});

it('a token of a confidential client that is revoked alone is explained to the organisation of the client', async () => {
  const response = await postForm('/oauth2/revoke', { token });
  expect(response.status).toBe(401);
  const explanation = await explanationOf(organisation, errorCodeOf(response));
  expect(explanation).toMatchObject({ cause: 'credentials', mend: expect.stringMatching(/authenticate in one way/) });
  expect(explanation.checks.at(-1)?.facts).toEqual({ clientType: 'confidential' });
  expect(JSON.stringify(explanation)).not.toContain(token);
});
