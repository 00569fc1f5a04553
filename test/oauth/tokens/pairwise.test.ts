import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson } from '../../support/people.ts';
import { boxOf, writeSealed } from '../../support/sealed.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

function pairwiseClient(
  redirectUris: string[],
  columns: Record<string, unknown> = {},
  its = organisation,
): Promise<TestClient> {
  return createClient(its.id, { redirectUris, columns: { subject_type: 'pairwise', ...columns } });
}

async function subjectAt(client: TestClient, its = organisation): Promise<unknown> {
  return decodeJwt((await obtainTokens(its, client, 'openid')).id_token).sub;
}

describe('pairwise subjects (OIDC Core section 8.1)', () => {
  it('differ between sectors, and from the id of the person', async () => {
    const one = await subjectAt(await pairwiseClient(['https://one.example.com/cb']));
    const other = await subjectAt(await pairwiseClient(['https://other.example.com/cb']));
    expect(new Set([one, other, organisation.owner.id]).size).toBe(3);
    expect(one).toMatch(/^[\w-]{43}$/);
  });

  it('are the same within a sector, the host of the redirect URIs, and every time', async () => {
    const client = await pairwiseClient(['https://same.example.com/cb']);
    const sibling = await pairwiseClient(['https://same.example.com/a', 'https://same.example.com/b']);
    const first = await subjectAt(client);
    expect(await subjectAt(client)).toBe(first);
    expect(await subjectAt(sibling)).toBe(first);
  });

  it('are the same for all that name one sector_identifier_uri, wherever they redirect to', async () => {
    const sector = { sector_identifier_uri: 'https://sector.example.com/uris.json' };
    const [a, b] = [
      await pairwiseClient(['https://a.example.com/cb'], sector),
      await pairwiseClient(['https://b.example.com/cb', 'https://c.example.com/cb'], sector),
    ];
    expect(await subjectAt(a)).toBe(await subjectAt(b));
  });

  it('are separate for a client whose redirect URIs have several hosts and no sector', async () => {
    const uris = ['https://d.example.com/cb', 'https://e.example.com/cb'];
    const [a, b] = [await pairwiseClient(uris), await pairwiseClient(uris)];
    expect(await subjectAt(a)).not.toBe(await subjectAt(b));
  });

  it('differ between people', async () => {
    const client = await pairwiseClient(['https://people.example.com/cb']);
    const person = await createPerson(organisation);
    const hers = await subjectAt(client, { ...organisation, cookies: person.cookies });
    expect(hers).not.toBe(await subjectAt(client));
  });

  it('come from a salt that is each organisation’s own, and sealed', async () => {
    const [its, other] = [await createOrganisation(), await createOrganisation()];
    const uris = ['https://salt.example.com/cb'];
    const client = await pairwiseClient(uris, {}, its);
    const subject = await subjectAt(client, its);
    await subjectAt(await pairwiseClient(uris, {}, other), other);
    const salts = await asOwner<{ salt: string }>(
      'SELECT pairwise_salt AS salt FROM organisations WHERE id = ANY ($1)',
      [[its.id, other.id]],
    );
    expect(new Set(salts.map(({ salt }) => salt)).size).toBe(2);
    for (const { salt } of salts) expect(salt).toMatch(/^d\d+:[A-Za-z0-9+/=]+$/);
    const context = { purpose: 'organisation.pairwise_salt', id: its.id } as const;
    await writeSealed(context.purpose, its.id, await boxOf().seal('another salt', context));
    expect(await subjectAt(client, its)).not.toBe(subject);
  });

  it('are the same in the ID token, after a refresh, at userinfo and in the access token (5.3.2, 12.2)', async () => {
    const client = await pairwiseClient(['https://everywhere.example.com/cb']);
    const tokens = await obtainTokens(organisation, client, 'openid offline_access');
    const { sub } = decodeJwt(tokens.id_token);
    const ask = () => send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${tokens.access_token}` } });
    await ask();
    const userinfo = await ask();
    expectFlights(userinfo, 1);
    expect(await userinfo.json()).toEqual({ sub });
    const refreshed = (await (await refresh(client, tokens.refresh_token)).json()) as Tokens;
    expect(decodeJwt(refreshed.id_token).sub).toBe(sub);
  });

  it('never reveal the id of the person beside them', async () => {
    const client = await pairwiseClient(['https://discreet.example.com/cb'], {
      userinfo_signed_response_alg: 'RS256',
    });
    const tokens = await obtainTokens(organisation, client, 'openid profile email offline_access');
    const userinfo = await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${tokens.access_token}` } });
    for (const told of [
      decodeJwt(tokens.id_token),
      decodeJwt(new TextDecoder().decode(await userinfo.arrayBuffer())),
    ]) {
      expect(JSON.stringify(told)).not.toContain(organisation.owner.id);
    }
  });

  it('of an organisation’s first people, requested concurrently, come from one salt', async () => {
    const its = await createOrganisation();
    const clients = await Promise.all(
      Array.from({ length: 10 }, () => pairwiseClient(['https://first.example.com/cb'], {}, its)),
    );
    const codes = await Promise.all(clients.map((client) => obtainCode(its, client)));
    const answers = await Promise.all(
      clients.map(async (client, index) => (await exchangeCode(client, codes[index] ?? '')).json() as Promise<Tokens>),
    );
    expect(new Set(answers.map((tokens) => decodeJwt(tokens.id_token).sub)).size).toBe(1);
  });
});
