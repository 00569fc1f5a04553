/** A guest of two organisations under row-level security: raw SQL as the Worker's role, without types and Prisma. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Connection } from '../../src/platform/database/connection.ts';
import { authorize, codeOf } from '../support/authorization.ts';
import { asOwner } from '../support/database.ts';
import { createGuest, makeMember, type TestGuest } from '../support/guests.ts';
import { exchangeCode } from '../support/oauth.ts';
import { createClient, createOrganisation, type TestClient, type TestOrganisation } from '../support/organisation.ts';

let host: TestOrganisation;
let home: TestOrganisation;
let other: TestOrganisation;
let client: TestClient;
let guest: TestGuest;
let sessionId: string;
const opened: Connection[] = [];

beforeAll(async () => {
  [host, home, other] = [await createOrganisation(), await createOrganisation(), await createOrganisation()];
  client = await createClient(host.id);
  guest = await createGuest(host, home);
  await exchangeCode(client, codeOf(await authorize(client, { scope: 'openid offline_access' }, guest)));
  const [session] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [guest.id]);
  sessionId = session?.id ?? '';
});

afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close();
});

async function as({ id: organisationId }: TestOrganisation, text: string, values: unknown[] = []) {
  const { connectionString } = (env as unknown as { HYPERDRIVE: Hyperdrive }).HYPERDRIVE;
  const connection = new Connection({ connectionString, connectTimeout: 5_000, statementTimeout: 5_000 });
  opened.push(connection);
  const [result] = await connection.run({ kind: 'tenant', organisationId }, [{ text, values }]);
  return result?.rows as Record<string, unknown>[];
}

describe('the host', () => {
  it.each(['users', 'sessions', 'mfa_factors', 'known_devices', 'user_roles'])(
    'reads nothing of the guest in %s',
    async (table) => {
      const column = table === 'users' ? 'id' : 'user_id';
      expect(await as(host, `SELECT * FROM ${table} WHERE ${column} = $1`, [guest.id])).toEqual([]);
    },
  );

  it('sees the tokens that it issued to the member', async () => {
    for (const table of ['tokens', 'refresh_tokens', 'organisation_member_sessions']) {
      expect(await as(host, `SELECT member_id FROM ${table} WHERE member_id = $1`, [guest.memberId])).toHaveLength(1);
    }
  });

  it('cannot delete the session, or other rows of the home', async () => {
    expect(await as(host, 'DELETE FROM sessions WHERE id = $1 RETURNING id', [sessionId])).toEqual([]);
    expect(await as(host, 'UPDATE users SET blocked_at = now() WHERE id = $1 RETURNING id', [guest.id])).toEqual([]);
  });
});

describe('the home', () => {
  it.each(['tokens', 'refresh_tokens', 'organisation_member_sessions', 'organisation_members'])(
    'reads nothing of what the host has in %s',
    async (table) => {
      const column = table === 'organisation_members' ? 'id' : 'member_id';
      expect(await as(home, `SELECT * FROM ${table} WHERE ${column} = $1`, [guest.memberId])).toEqual([]);
    },
  );
});

describe('the functions where two organisations meet', () => {
  const HOLD = 'SELECT hold_guest_session($1, $2) AS held';

  it('confirm to the host only that a session is the guest’s', async () => {
    expect(await as(host, HOLD, [guest.memberId, sessionId])).toEqual([{ held: true }]);
    for (const organisation of [home, other]) {
      expect(await as(organisation, HOLD, [guest.memberId, sessionId])).toEqual([{ held: false }]);
    }
  });

  it('do not confuse another person’s session with the guest’s', async () => {
    const second = await createGuest(host, home);
    expect(await as(host, HOLD, [second.memberId, sessionId])).toEqual([{ held: false }]);
  });

  it('return consents, memberships and addresses to the home only', async () => {
    const uri = 'https://app.example.com/left';
    await asOwner('UPDATE clients SET frontchannel_logout_uri = $2 WHERE id = $1', [client.id, uri]);
    const uris = 'SELECT uri FROM guest_frontchannel_logouts($1) AS uri';
    const memberships = 'SELECT json_array_length(guest_memberships($1)) AS count';
    expect(await as(home, uris, [sessionId])).toEqual([{ uri }]);
    expect(await as(home, memberships, [guest.id])).toEqual([{ count: 1 }]);
    for (const organisation of [host, other]) {
      expect(await as(organisation, uris, [sessionId])).toEqual([]);
      expect(await as(organisation, memberships, [guest.id])).toEqual([{ count: 0 }]);
    }
  });

  it('revoke nothing for another organisation', async () => {
    const revoke = 'SELECT revoke_guest_consents($1, $2, $3, $4)';
    for (const organisation of [host, other]) {
      await as(organisation, revoke, [guest.id, client.clientId, '192.0.2.1', 'test']);
    }
    expect(
      await asOwner('SELECT FROM tokens WHERE member_id = $1 AND revoked_at IS NULL', [guest.memberId]),
    ).not.toEqual([]);
  });

  it.each(['end_guest_access(ARRAY[$1::uuid])', "end_guest_sign_ins(ARRAY[$1::uuid], '{}')"])(
    'are no commands of the Worker’s: %s',
    async (call) => {
      await expect(as(host, `SELECT ${call}`, [guest.memberId])).rejects.toMatchObject({ code: '42501' });
    },
  );
});

describe('what names a person and a guest', () => {
  const INSERT = `
    INSERT INTO consents (id, organisation_id, client_id, scopes, user_id, member_id)
    VALUES (gen_random_uuid(), $1, $2, '[]', $3, $4)`;

  it.each([
    ['both', '23514', () => [host.owner.id, guest.memberId]],
    ['neither', '23514', () => [null, null]],
    ['a person of another organisation', '23503', () => [guest.id, null]],
  ])('is refused with %s', async (_, code, who) => {
    await expect(as(host, INSERT, [host.id, client.id, ...who()])).rejects.toMatchObject({ code });
  });

  it('is refused with a member of another organisation', async () => {
    const foreign = await makeMember(other, home, guest.id);
    await expect(as(host, INSERT, [host.id, client.id, null, foreign])).rejects.toMatchObject({ code: '23503' });
  });
});
