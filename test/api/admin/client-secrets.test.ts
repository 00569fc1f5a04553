import { beforeAll, describe, expect, it } from 'vitest';
import { newSecret, sha256 } from '../../../src/lib/secrets.ts';
import { expectFlights, postForm } from '../../support/app.ts';
import { macKey, makeAssertion, presenting } from '../../support/assertions.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import {
  type Administrator,
  CLIENTS,
  pathOf,
  type RegisteredClient,
  registered,
} from '../../support/registered-clients.ts';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let admin: TestPerson;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  admin = await createPerson(organisation, 'admin');
});

const rotate = (client: { id: string }, overlapSeconds = 0, who: Administrator = organisation) =>
  sendAs(who, 'POST', `${pathOf(client)}/rotate-secret`, { overlapSeconds });

async function rotated(client: { id: string }, overlapSeconds = 0): Promise<string> {
  const answer = await rotate(client, overlapSeconds);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return ((await answer.json()) as { clientSecret: string }).clientSecret;
}

const endPrevious = (client: { id: string }) => sendAs(organisation, 'DELETE', `${pathOf(client)}/previous-secret`);

/** The status of the token endpoint, for each secret. */
function statuses({ clientId }: RegisteredClient, ...secrets: (string | null)[]): Promise<number[]> {
  const form = { grant_type: 'client_credentials', client_id: clientId };
  const attempts = secrets.map((secret) => postForm('/oauth2/token', { ...form, client_secret: secret ?? '' }));
  return Promise.all(attempts.map(async (answer) => (await answer).status));
}

const eventsOf = async ({ id }: { id: string }) =>
  (await asOwner<{ type: string; metadata: unknown }>(
    `SELECT event_type AS type, metadata FROM audit_logs WHERE resource_id = $1 AND event_type LIKE 'client.%secret%'
     ORDER BY id`,
    [id],
  )) as { type: string; metadata: unknown }[];

const expire = ({ id }: { id: string }) =>
  asOwner(`UPDATE clients SET previous_secret_expires_at = now() - interval '1 second' WHERE id = $1`, [id]);

describe('A secret', () => {
  it('is replaced at once, unless an overlap is chosen, and the new one is shown once', async () => {
    const client = await registered(organisation);
    const answer = await rotate(client);
    expectFlights(answer, 3);
    const rotation = (await answer.json()) as { clientSecret: string };
    const { clientId } = client;
    expect(rotation).toEqual({ clientId, clientSecret: expect.stringMatching(/^cs_/), previousSecretExpiresAt: null });
    expect(await statuses(client, client.clientSecret, rotation.clientSecret)).toEqual([401, 200]);
    expect(await eventsOf(client)).toEqual([{ type: 'client.secret_regenerated', metadata: { overlapSeconds: 0 } }]);
    const shown = JSON.stringify([
      await (await sendAs(organisation, 'GET', pathOf(client))).json(),
      await (await sendAs(organisation, 'GET', CLIENTS)).json(),
      await asOwner('SELECT * FROM audit_logs WHERE organisation_id = $1', [organisation.id]),
      await asOwner('SELECT * FROM clients WHERE id = $1', [client.id]),
    ]);
    expect(shown).not.toContain(rotation.clientSecret);
    expect(shown).not.toContain(client.clientSecret);
  });

  it('is accepted beside the new one as long as was chosen', async () => {
    const client = await registered(organisation);
    const answer = await rotate(client, 3_600);
    const { clientSecret, previousSecretExpiresAt } = (await answer.json()) as Record<string, string>;
    expect(new Date(previousSecretExpiresAt ?? '').getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    expect(await (await sendAs(organisation, 'GET', pathOf(client))).json()).toMatchObject({ previousSecretExpiresAt });
    const newest = clientSecret ?? null;
    expect(await statuses(client, client.clientSecret, newest)).toEqual([200, 200]);
    await expire(client);
    expect(await statuses(client, client.clientSecret, newest)).toEqual([401, 200]);
  });

  it('from before can be ended early', async () => {
    const client = await registered(organisation);
    const newest = await rotated(client, 3_600);
    expect(await statuses(client, client.clientSecret)).toEqual([200]);
    const answer = await endPrevious(client);
    expectFlights(answer, 2);
    expect(answer.status).toBe(204);
    expect((await endPrevious(client)).status).toBe(204);
    expect(await statuses(client, client.clientSecret, newest)).toEqual([401, 200]);
    expect((await eventsOf(client)).map(({ type }) => type)).toEqual([
      'client.secret_regenerated',
      'client.previous_secret_ended',
    ]);
  });

  it('is one of two at most', async () => {
    const client = await registered(organisation);
    const [second, third] = [await rotated(client, 3_600), await rotated(client, 3_600)];
    expect(await statuses(client, client.clientSecret, second, third)).toEqual([401, 200, 200]);
    const fourth = await rotated(client);
    expect(await statuses(client, second, third, fourth)).toEqual([401, 401, 200]);
  });

  it('that another isolate replaced with an overlap is accepted here, although the client is cached', async () => {
    const client = await registered(organisation);
    expect(await statuses(client, client.clientSecret)).toEqual([200]);
    const secret = newSecret('clientSecret');
    await asOwner(
      `UPDATE clients SET previous_client_secret = client_secret, client_secret = $2,
         previous_secret_expires_at = now() + interval '1 hour' WHERE id = $1`,
      [client.id, await sha256(secret)],
    );
    expect(await statuses(client, client.clientSecret, secret, client.clientSecret)).toEqual([200, 200, 200]);
    await expire(client);
    expect(await statuses(client, client.clientSecret)).toEqual([401]);
  });

  it('that signs assertions is sealed, and overlaps as well', async () => {
    const fields = { tokenEndpointAuthMethod: 'client_secret_jwt', grantTypes: ['client_credentials'] };
    const client = await registered(organisation, { ...fields, redirectUris: [], scopes: [] });
    const present = async (secret: string | null) => {
      const by = { ...client, secret, redirectUri: '' };
      const assertion = await makeAssertion(by, macKey('HS256', secret ?? ''));
      const form = { grant_type: 'client_credentials', ...presenting(assertion) };
      return (await postForm('/oauth2/token', form)).status;
    };
    const newest = await rotated(client, 3_600);
    expect([await present(client.clientSecret), await present(newest)]).toEqual([200, 200]);
    await endPrevious(client);
    expect([await present(client.clientSecret), await present(newest)]).toEqual([401, 200]);
    expect(await present(newSecret('clientSecret'))).toBe(401);
  });

  it('goes by the other name of the route as well', async () => {
    const client = await registered(organisation);
    const answer = await sendAs(organisation, 'POST', `${pathOf(client)}/regenerate-secret`, {});
    const { clientSecret } = (await answer.json()) as { clientSecret: string };
    expect(await statuses(client, clientSecret)).toEqual([200]);
  });

  it.each([
    ['a public client', { clientType: 'public' }],
    [
      'a client with keys',
      { tokenEndpointAuthMethod: 'private_key_jwt', jwksUri: 'https://shop.example.com/jwks.json' },
    ],
  ])('is nothing that %s has', async (_what, fields) => {
    const client = await registered(organisation, fields);
    expect((await rotate(client)).status).toBe(400);
    expect(await eventsOf(client)).toEqual([]);
  });

  it.each([-1, 2_592_001, 1.5, '60'])('does not overlap for %j seconds', async (overlapSeconds) => {
    const client = await registered(organisation);
    expect((await rotate(client, overlapSeconds as number)).status).toBe(400);
  });

  it('of many rotations at once is that of the last one written, and each that answered is on record', async () => {
    const client = await registered(organisation);
    const answers = await Promise.all(Array.from({ length: 5 }, () => rotate(client)));
    const accepted = answers.filter(({ status }) => status === 200);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(await eventsOf(client)).toHaveLength(accepted.length);
    const secrets = await Promise.all(
      accepted.map(async (one) => ((await one.json()) as RegisteredClient).clientSecret),
    );
    const works = await statuses(client, ...secrets);
    expect(works.filter((status) => status === 200)).toHaveLength(1);
  });
});

describe('Nobody reads the secret of a client that can do more than they may', () => {
  it.each([
    ['a first-party application', { isFirstParty: true }, 403],
    ['a client with every permission', { scopes: ['*'] }, 403],
    ['a client with a permission that they have', { scopes: ['users:read'] }, 200],
  ])('%s', async (_what, fields, status) => {
    const client = await registered(organisation, fields);
    expect((await rotate(client, 0, admin)).status).toBe(status);
    expect(await eventsOf(client)).toHaveLength(status === 200 ? 1 : 0);
    expect(await statuses(client, client.clientSecret)).toEqual([status === 200 ? 401 : 200]);
  });

  it('nor of a client of another organisation', async () => {
    const client = await registered(organisation);
    for (const id of [client.id, client.clientId, 'nothing']) {
      const answers = [
        await rotate({ id }, 0, stranger),
        await sendAs(stranger, 'DELETE', `${CLIENTS}/${id}/previous-secret`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    }
    expect(await statuses(client, client.clientSecret)).toEqual([200]);
  });
});
