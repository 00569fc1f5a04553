/** Teams, made over the API. */
import { sendAs } from './people.ts';

export interface TestTeam {
  id: string;
  name: string;
  slug: string;
}

interface SignedIn {
  cookies: string;
  csrf: string;
}

/** A slug that no other test has. */
export const newSlug = (word = 'team') => `${word}-${crypto.randomUUID().slice(0, 8)}`;

export async function createTeam(who: SignedIn, fields: Record<string, unknown> = {}): Promise<TestTeam> {
  const answer = await sendAs(who, 'POST', '/v1/admin/teams', { name: 'Sales', slug: newSlug(), ...fields });
  if (answer.status !== 201) throw new Error(await answer.text());
  return answer.json();
}

export function addTo(team: { id: string }, who: SignedIn, body: { userId?: string; userIds?: string[] }) {
  return sendAs(who, 'POST', `/v1/admin/teams/${team.id}/members`, body);
}
