import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flightsOf, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, type TestPerson } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';

const ask = (email: unknown) => postJson('/v1/auth/send-verification-email', { email });
const click = (token: string) => send(`/v1/auth/verify-email?token=${encodeURIComponent(token)}`);

let organisation: TestOrganisation;
let person: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  person = await createPerson(organisation);
});

describe('Verifying an e-mail address', () => {
  it('is answered alike for every address, in one round trip', async () => {
    const answers = await Promise.all([person.email, 'nobody@example.com', organisation.owner.email].map(ask));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(bodies).size).toBe(1);
    expect(answers.map(flightsOf)).toEqual([1, 1, 1]);
    expect(await emailsTo(person.email, 'verification')).toHaveLength(1);
    // Verified when they onboarded.
    expect(await emailsTo(organisation.owner.email, 'verification')).toHaveLength(0);
    expect((await ask('nobody')).status).toBe(400);
  });

  it('works with one click and a second one, in two round trips', async () => {
    await ask(person.email);
    const token = await newestToken(person.email, 'verification');
    const first = await click(token);
    expect(first.status).toBe(200);
    expect(await first.json()).toEqual({ message: 'Email verified successfully' });
    expect(flightsOf(first)).toBe(2);
    const second = await click(token);
    expect(second.status).toBe(200);
    expect(flightsOf(second)).toBe(1);
    const [row] = await asOwner<{ verified: boolean }>(
      'SELECT email_verified_at IS NOT NULL AS verified FROM users WHERE id = $1',
      [person.id],
    );
    expect(row?.verified).toBe(true);
    const trace = await asOwner(`SELECT 1 FROM audit_logs WHERE event_type = 'user.email_verified' AND user_id = $1`, [
      person.id,
    ]);
    expect(trace).toHaveLength(1);
  });

  it('accepts the token in a body too', async () => {
    await ask(person.email);
    const token = await newestToken(person.email, 'verification');
    expect((await postJson('/v1/auth/verify-email', { token })).status).toBe(200);
  });

  it('records one event for many concurrent clicks', async () => {
    await ask(person.email);
    const token = await newestToken(person.email, 'verification');
    const answers = await Promise.all(Array.from({ length: 30 }, () => click(token)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    const trace = await asOwner(`SELECT 1 FROM audit_logs WHERE event_type = 'user.email_verified' AND user_id = $1`, [
      person.id,
    ]);
    expect(trace).toHaveLength(1);
  });

  it('verifies nothing, and records nothing, when the person is deleted concurrently', async () => {
    await ask(person.email);
    const token = await newestToken(person.email, 'verification');
    const links = `SELECT id, consumed_at FROM email_verification_tokens WHERE user_id = $1`;
    const [link] = await asOwner<{ id: string }>(links, [person.id]);
    const [clicking] = await holdRow('email_verification_tokens', link?.id ?? '', async (whenWaiting) => {
      const answer = click(token);
      await whenWaiting(1);
      await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [person.id]);
      return [answer];
    });
    expect((await clicking)?.status).toBe(400);
    expect(await asOwner(links, [person.id])).toMatchObject([{ consumed_at: null }]);
    const trace = `SELECT 1 FROM audit_logs WHERE event_type = 'user.email_verified' AND user_id = $1`;
    expect(await asOwner(trace, [person.id])).toEqual([]);
  });

  it('refuses what is missing, unknown, expired or of another kind', async () => {
    expect(await (await send('/v1/auth/verify-email')).json()).toMatchObject({
      status: 400,
      detail: 'Missing verification token',
    });
    for (const token of ['x', `evt_${'A'.repeat(43)}`, `prt_${'A'.repeat(43)}`]) {
      expect(await (await click(token)).json()).toMatchObject({
        status: 400,
        detail: 'Invalid or expired verification token',
      });
    }
    await ask(person.email);
    await asOwner(`UPDATE email_verification_tokens SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
      person.id,
    ]);
    expect((await click(await newestToken(person.email, 'verification'))).status).toBe(400);
  });

  it('answers 404 when the person is deleted', async () => {
    await ask(person.email);
    await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [person.id]);
    const answer = await click(await newestToken(person.email, 'verification'));
    expect(await answer.json()).toMatchObject({ status: 404, detail: 'User not found for provided token' });
  });
});
