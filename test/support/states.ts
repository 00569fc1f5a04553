/** Sets states that administrators or the passing of time would cause. */
import { asOwner } from './database.ts';

export async function blockUser(id: string): Promise<void> {
  await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [id]);
}

export async function deleteUser(id: string): Promise<void> {
  await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [id]);
}

export async function setStatus(organisationId: string, status: string): Promise<void> {
  // As if sessions had been ended: the job that ends them runs in other tests, and would take them from this one.
  await asOwner('UPDATE organisations SET status = $2::"OrganisationStatus", access_ended_at = now() WHERE id = $1', [
    organisationId,
    status,
  ]);
}

export async function deleteOrganisation(id: string): Promise<void> {
  await asOwner('UPDATE organisations SET deleted_at = now() WHERE id = $1', [id]);
}

/** Seconds since the epoch: when the only signed-in person of an organisation authenticated (`auth_time`). */
export async function signInTimeOf(organisationId: string): Promise<number> {
  const [row] = await asOwner<{ seconds: number }>(
    'SELECT floor(extract(epoch FROM auth_time))::int AS seconds FROM sessions WHERE organisation_id = $1',
    [organisationId],
  );
  return row?.seconds ?? 0;
}

/** Makes the sessions of an organisation's people older, as if they had begun and been used that many seconds ago. */
export async function ageSessions(organisationId: string, seconds: number): Promise<void> {
  await asOwner(
    `UPDATE sessions SET auth_time = auth_time - $2::int * interval '1 second',
       last_activity_at = last_activity_at - $2::int * interval '1 second',
       expires_at = expires_at - $2::int * interval '1 second' WHERE organisation_id = $1`,
    [organisationId, seconds],
  );
}
