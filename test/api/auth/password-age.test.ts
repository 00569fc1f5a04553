import { describe, expect, it } from 'vitest';
import { postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, PASSWORD } from '../../support/organisation.ts';

/** An organisation whose passwords last thirty days, and an owner whose password is this many days old. */
async function arrange(daysOld: number) {
  const organisation = await createOrganisation();
  await asOwner(`UPDATE organisations SET password_policy = '{"maxAge": 30}' WHERE id = $1`, [organisation.id]);
  await asOwner(`UPDATE users SET password_changed_at = now() - $2 * interval '1 day' WHERE id = $1`, [
    organisation.owner.id,
    daysOld,
  ]);
  return organisation.owner.email;
}

describe('POST /v1/auth/login under a policy with a maximum age', () => {
  it('accepts a younger password', async () => {
    expect((await postJson('/v1/auth/login', { email: await arrange(29), password: PASSWORD })).status).toBe(200);
  });

  it('refuses an older one, and says so only after the right password', async () => {
    const email = await arrange(31);
    const known = await postJson('/v1/auth/login', { email, password: PASSWORD });
    expect(known.status).toBe(401);
    expect(known.headers.getSetCookie().join()).not.toContain('cerb_sid=ses_');
    expect(await known.json()).toMatchObject({ passwordExpired: true });
    const guessed = await postJson('/v1/auth/login', { email, password: 'Not-the-Password-1' });
    expect(await guessed.json()).not.toHaveProperty('passwordExpired');
  });
});
