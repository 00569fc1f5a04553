import { describe, expect, it } from 'vitest';
import { postJson } from '../../support/app.ts';
import { authorize, codeOf, errorOf, handleOf, resume, signInAs } from '../../support/authorization.ts';
import { asOwner } from '../../support/database.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { holdRow } from '../../support/row-lock.ts';

describe('the session that a code comes from', () => {
  const clientsOf = (its: TestOrganisation) =>
    asOwner<{ client_id: string }>('SELECT client_id FROM session_clients WHERE organisation_id = $1', [its.id]);

  it('records the clients that it signed in to, each once', async () => {
    const its = await createOrganisation();
    const [first, second] = [await createClient(its.id), await createClient(its.id)];
    for (const to of [first, first, second]) codeOf(await authorize(to, {}, its));
    const remembered = (await clientsOf(its)).map((row) => row.client_id).sort();
    expect(remembered).toEqual([first.id, second.id].sort());
    const [session] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [its.owner.id]);
    expect(
      await asOwner('SELECT DISTINCT session_id FROM session_clients WHERE organisation_id = $1', [its.id]),
    ).toEqual([{ session_id: session?.id }]);
  });

  it('records no client that got an error', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id, { firstParty: false });
    errorOf(await authorize(to, { prompt: 'none' }, its));
    expect(await clientsOf(its)).toEqual([]);
  });

  /** Logs out while the code is being issued. */
  async function leaveMeanwhile(its: TestOrganisation, authorizing: () => Promise<Response>): Promise<Response> {
    const [session] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [its.owner.id]);
    const [left, answer] = await holdRow('sessions', session?.id ?? '', async (whenWaiting) => {
      const leaving = postJson('/v1/auth/logout', {}, { Cookie: its.cookies });
      await whenWaiting(1);
      const asking = authorizing();
      await whenWaiting(2);
      return [leaving, asking] as const;
    });
    expect((await left).status).toBe(200);
    const response = await answer;
    expect(await asOwner('SELECT id FROM authorization_codes WHERE organisation_id = $1', [its.id])).toEqual([]);
    expect(await clientsOf(its)).toEqual([]);
    return response;
  }

  it('signs nobody in when it ends meanwhile: the sign-in page is shown, and the request is still valid', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const handle = handleOf(await leaveMeanwhile(its, () => authorize(to, {}, its)));
    codeOf(await resume(handle, await signInAs(its.owner)));
  });

  it('signs nobody in when it ends meanwhile: a stored request is not consumed', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const handle = handleOf(await authorize(to));
    expect(handleOf(await leaveMeanwhile(its, () => resume(handle, its.cookies)))).toBe(handle);
    codeOf(await resume(handle, await signInAs(its.owner)));
  });

  it('signs nobody in when it ends meanwhile: login_required with prompt=none', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    const silent = () => authorize(to, { prompt: 'none' }, its);
    expect(errorOf(await leaveMeanwhile(its, silent))).toBe('login_required');
  });
});
