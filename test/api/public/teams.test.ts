/** Invitations to teams that are deleted before, or while, a person accepts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { inviteSomebody, newAddress, type TestInvitation } from '../../support/invitations.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';
import { createTeam, type TestTeam } from '../../support/teams.ts';

let host: TestOrganisation;
let home: TestOrganisation;

beforeAll(async () => {
  [host, home] = [await createOrganisation(), await createOrganisation()];
});

const deletion = (team: TestTeam) => sendAs(host, 'DELETE', `/v1/admin/teams/${team.id}`);

/** The kinds of people who accept, and how. */
const INVITEES = {
  'Somebody new': async () => {
    const person = { firstName: 'Eve', lastName: 'Invited', email: newAddress(), password: PASSWORD };
    const accept = ({ token }: TestInvitation) => postJson(`/v1/public/invitations/${token}/accept`, person);
    return { email: person.email, accept };
  },
  'A guest': async () => {
    const person = await createPerson(home);
    await asOwner('UPDATE users SET email_verified_at = created_at WHERE id = $1', [person.id]);
    const accept = ({ token }: TestInvitation) => sendAs(person, 'POST', '/v1/auth/invitations/accept', { token });
    return { email: person.email, accept };
  },
};

async function teamsOf(email: string): Promise<string[]> {
  const rows = await asOwner<{ slug: string }>(
    `SELECT t.slug FROM users u JOIN team_members tm ON tm.user_id = u.id JOIN teams t ON t.id = tm.team_id
     WHERE u.email = $1
     UNION ALL
     SELECT t.slug FROM users u JOIN organisation_members m ON m.user_id = u.id
     JOIN organisation_member_teams mt ON mt.member_id = m.id JOIN teams t ON t.id = mt.team_id WHERE u.email = $1`,
    [email],
  );
  return rows.map(({ slug }) => slug);
}

describe.each(Object.entries(INVITEES))('%s', (_who, prepare) => {
  async function invited() {
    const { email, accept } = await prepare();
    const [kept, gone] = [await createTeam(host), await createTeam(host)];
    const invitation = await inviteSomebody(host, { email, teamIds: [kept.id, gone.id] });
    return { email, kept, gone, accept: () => accept(invitation) };
  }

  it('joins the teams that still exist', async () => {
    const { email, kept, gone, accept } = await invited();
    expect((await deletion(gone)).status).toBe(204);
    const answer = await accept();
    expect(answer.status, await answer.clone().text()).toBeLessThan(300);
    expect(await teamsOf(email)).toEqual([kept.slug]);
  });

  it('joins while one of the teams is being deleted', async () => {
    const { email, kept, gone, accept } = await invited();
    const [deleted, joined] = await holdRow('teams', gone.id, async (whenWaiting) => {
      const first = deletion(gone);
      await whenWaiting(1);
      const second = accept();
      await whenWaiting(2);
      return [first, second];
    });
    expect((await deleted)?.status).toBe(204);
    const answer = await joined;
    expect(answer?.status, await answer?.clone().text()).toBeLessThan(300);
    expect(await teamsOf(email)).toEqual([kept.slug]);
  });
});
