/** The organisation's limits for the lifetimes of tokens. */
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { asOwner } from '../../support/database.ts';
import { obtainTokens } from '../../support/oauth.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const COLUMNS = { access_token_lifetime: 900, id_token_lifetime: 900, refresh_token_lifetime: 9000 };

/** The seconds that new tokens of a client live under a policy. */
async function lifetimesUnder(policy: unknown) {
  await asOwner('UPDATE organisations SET token_lifetime_policy = $2 WHERE id = $1', [
    organisation.id,
    JSON.stringify(policy),
  ]);
  const client = await createClient(organisation.id, { columns: COLUMNS });
  const tokens = await obtainTokens(organisation, client, 'openid offline_access');
  const [access, id] = [decodeJwt(tokens.access_token), decodeJwt(tokens.id_token)];
  const [row] = await asOwner<{ access: number; refresh: number }>(
    `SELECT extract(epoch FROM t.expires_at - t.issued_at)::int AS access,
       extract(epoch FROM r.expires_at - r.created_at)::int AS refresh
     FROM tokens t JOIN refresh_tokens r ON r.client_id = t.client_id WHERE t.client_id = $1`,
    [client.id],
  );
  const seconds = Number(access.exp) - Number(access.iat);
  expect([tokens.expires_in, row?.access]).toEqual([seconds, seconds]);
  return { access: seconds, id: Number(id.exp) - Number(id.iat), refresh: row?.refresh };
}

describe('A policy of the organisation', () => {
  it.each([
    ['in one spelling', { accessToken: 120, idToken: 60, refreshToken: 600 }],
    ['in the other', { accessTokenLifetime: 120, idTokenLifetime: 60, refreshTokenLifetime: 600 }],
  ])('%s makes tokens expire earlier than their client would', async (_spelling, policy) => {
    expect(await lifetimesUnder(policy)).toEqual({ access: 120, id: 60, refresh: 600 });
  });

  it('never makes them live longer', async () => {
    const policy = { accessToken: 3600, idToken: 3600, refreshToken: 90_000 };
    expect(await lifetimesUnder(policy)).toEqual({ access: 900, id: 900, refresh: 9000 });
  });

  it('that makes no sense does not count', async () => {
    const words = { accessToken: 'short', idToken: 0, refreshToken: -5 };
    for (const policy of [null, [], 'short', words, { accessToken: 1e30 }]) {
      expect(await lifetimesUnder(policy), JSON.stringify(policy)).toEqual({ access: 900, id: 900, refresh: 9000 });
    }
  });
});
