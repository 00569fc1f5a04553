import { beforeEach, describe, expect, it } from 'vitest';
import { flightsOf, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../../support/people.ts';

interface Listed {
  id: string;
  current: boolean;
  lastActivityAt: string;
}

let organisation: TestOrganisation;
let person: TestPerson;

beforeEach(async () => {
  organisation = await createOrganisation();
  person = await createPerson(organisation);
});

const list = async (who: { cookies: string; csrf: string } = person) =>
  ((await (await sendAs(who, 'GET', '/v1/me/sessions')).json()) as { data: Listed[] }).data;
const status = async (cookies: string) => (await send('/v1/me/profile', { headers: { Cookie: cookies } })).status;

describe('One’s sessions', () => {
  it('are listed in two round trips, the latest used first, without ended ones', async () => {
    const other = await signIn(person.email);
    const [gone] = await list(other);
    const [idle] = await list(await signIn(person.email));
    await signIn(person.email);
    await asOwner(`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = $1`, [gone?.id]);
    await asOwner(`UPDATE sessions SET last_activity_at = now() - interval '1 year' WHERE id = $1`, [idle?.id]);
    const answer = await sendAs(person, 'GET', '/v1/me/sessions');
    expect(answer.status).toBe(200);
    expect(flightsOf(answer)).toBe(2);
    const { data } = (await answer.json()) as { data: Listed[] };
    expect(data).toHaveLength(2);
    expect(data.map((session) => session.current)).toEqual([false, true]);
    expect(Object.keys(data[0] ?? {}).sort()).toEqual(
      ['createdAt', 'current', 'expiresAt', 'id', 'ipAddress', 'lastActivityAt', 'userAgent'].sort(),
    );
    expect(JSON.stringify(data)).not.toContain('ses_');
  });

  it('do not include those that may only set up a second factor', async () => {
    const [enrolling] = await list(await signIn(person.email));
    await asOwner(`UPDATE sessions SET kind = 'enrolment' WHERE id = $1`, [enrolling?.id]);
    expect((await list()).map(({ current }) => current)).toEqual([true]);
  });

  it('are ended one by one, in two round trips', async () => {
    const other = await signIn(person.email);
    const id = (await list()).find((session) => !session.current)?.id ?? '';
    const answer = await sendAs(person, 'DELETE', `/v1/me/sessions/${id}`);
    expect(answer.status).toBe(204);
    expect(flightsOf(answer)).toBe(2);
    expect(await status(other.cookies)).toBe(401);
    expect(await status(person.cookies)).toBe(200);
    const trace = await asOwner(`SELECT 1 FROM audit_logs WHERE event_type = 'session.revoked' AND resource_id = $1`, [
      id,
    ]);
    expect(trace).toHaveLength(1);
  });

  it('include the current one: ending it clears the cookies', async () => {
    const id = (await list()).find((session) => session.current)?.id;
    const answer = await sendAs(person, 'DELETE', `/v1/me/sessions/${id}`);
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie().join()).toContain('cerb_sid=;');
    expect(await status(person.cookies)).toBe(401);
  });

  it('of other people are answered with 204 and not ended', async () => {
    const colleague = await createPerson(organisation);
    const stranger = await createOrganisation();
    for (const victim of [colleague, stranger]) {
      const [session] = await list(victim);
      expect((await sendAs(person, 'DELETE', `/v1/me/sessions/${session?.id}`)).status).toBe(204);
      expect(await status(victim.cookies)).toBe(200);
    }
    for (const id of ['00000000-0000-7000-8000-000000000000', 'no-id', "'%20OR%201=1--"]) {
      expect((await sendAs(person, 'DELETE', `/v1/me/sessions/${id}`)).status).toBe(204);
    }
  });

  it('are ended all but the current', async () => {
    const others = [await signIn(person.email), await signIn(person.email)];
    const answer = await sendAs(person, 'DELETE', '/v1/me/sessions');
    expect(answer.status).toBe(204);
    expect(flightsOf(answer)).toBe(2);
    for (const { cookies } of others) expect(await status(cookies)).toBe(401);
    expect(await status(person.cookies)).toBe(200);
    expect(await status(organisation.cookies)).toBe(200);
  });

  it('are not ended by forged requests', async () => {
    const forged = { ...person, csrf: 'forged' };
    expect((await sendAs(forged, 'DELETE', '/v1/me/sessions')).status).toBe(403);
    expect((await send('/v1/me/sessions', { method: 'DELETE' })).status).toBe(401);
  });
});
