/** What the audit log records is told to webhooks in the transaction of the change, and only to those of its organisation. */
import { beforeAll, expect, it } from 'vitest';
import { recordEvent } from '../../../src/domain/events/emit.ts';
import { createTeam } from '../../../src/domain/teams/teams.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { sendAs } from '../../support/people.ts';
import { newSlug } from '../../support/teams.ts';

let organisation: TestOrganisation;
let stranger: TestOrganisation;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
});

interface Told {
  id: string;
  type: string;
  payload: Record<string, unknown>;
  delivery: string | null;
}

async function createEndpoint(
  { id }: Pick<TestOrganisation, 'id'>,
  eventTypes: string[],
  { clientId = null as string | null, isActive = true } = {},
): Promise<string> {
  const endpointId = uuidv7();
  await asOwner(
    `INSERT INTO webhook_endpoints (id, organisation_id, client_id, url, secret_encrypted, events, event_types, is_active)
     VALUES ($1, $2, $3, 'https://receiver.example/', '', '[]', $4, $5)`,
    [endpointId, id, clientId, eventTypes, isActive],
  );
  return endpointId;
}

function toldTo(endpointId: string): Promise<Told[]> {
  return asOwner<Told>(
    `SELECT e.id, e.type, e.payload, d.next_attempt_at::text AS delivery FROM webhook_deliveries d
     JOIN events e ON e.id = d.event_id WHERE d.endpoint_id = $1 ORDER BY e.id`,
    [endpointId],
  );
}

it('tells a change with what it made, who made it, and the id of its entry in the audit log', async () => {
  const endpoint = await createEndpoint(organisation, ['team.created']);
  const response = await sendAs(organisation, 'POST', '/v1/admin/teams', { name: 'Readers', slug: newSlug() });
  const team = (await response.json()) as { id: string };
  const [told, ...more] = await toldTo(endpoint);
  expect(more).toEqual([]);
  const { id, name } = organisation.owner;
  expect(told).toMatchObject({
    type: 'team.created',
    payload: {
      actor: { type: 'user', id, name },
      team: { id: team.id, name: 'Readers' },
      success: true,
    },
    delivery: expect.any(String),
  });
  const entries = await asOwner('SELECT event_type FROM audit_logs WHERE id = $1', [told?.id]);
  expect(entries).toEqual([{ event_type: 'team.created' }]);
});

it('tells what the transaction leaves, also when the event is recorded before the change', async () => {
  const endpoint = await createEndpoint(organisation, ['team.updated']);
  const teamId = uuidv7();
  await withContext(async ({ openTenant }) => {
    const tenant = openTenant(organisation.id, {});
    const { prisma } = tenant.db;
    await tenant.db.flight(
      recordEvent(tenant, { type: 'team.updated', resourceId: teamId }),
      prisma.team.create({
        data: { id: teamId, organisationId: organisation.id, name: 'Late', slug: `late-${teamId}` },
        select: { id: true },
      }),
    );
  });
  expect(await toldTo(endpoint)).toMatchObject([
    { payload: { actor: { type: 'system' }, team: { id: teamId, name: 'Late' } } },
  ]);
});

it('tells nothing of what was rolled back', async () => {
  const endpoint = await createEndpoint(organisation, ['*']);
  await withContext(async ({ openTenant }) => {
    const tenant = openTenant(organisation.id, {});
    const { prisma } = tenant.db;
    const data = { organisationId: organisation.id, teamId: uuidv7(), userId: organisation.owner.id };
    const flight = tenant.db.flight(
      recordEvent(tenant, { type: 'team.member_added', resourceId: data.teamId }),
      prisma.teamMember.create({ data, select: { userId: true } }),
    );
    await expect(flight).rejects.toThrow();
  });
  expect(await toldTo(endpoint)).toEqual([]);
  await asOwner('DELETE FROM webhook_endpoints WHERE id = $1', [endpoint]);
});

it('tells each endpoint that subscribed to the type or to everything, and no other', async () => {
  const [named, all, other, inactive, foreign] = [
    await createEndpoint(organisation, ['team.created', 'team.deleted']),
    await createEndpoint(organisation, ['*']),
    await createEndpoint(organisation, ['team.deleted']),
    await createEndpoint(organisation, ['team.created'], { isActive: false }),
    await createEndpoint(stranger, ['*']),
  ];
  await withContext(({ openTenant }) =>
    createTeam(openTenant(organisation.id, {}), { name: 'Writers', slug: newSlug(), description: null }),
  );
  const counts = await Promise.all([named, all, other, inactive, foreign].map((endpoint) => toldTo(endpoint)));
  expect(counts.map(({ length }) => length)).toEqual([1, 1, 0, 0, 0]);
});

it('tells an endpoint of a client what that client does, and what is done to it', async () => {
  const [client, another] = [await createClient(organisation.id), await createClient(organisation.id)];
  const endpoint = await createEndpoint(organisation, ['*'], { clientId: client.id });
  for (const { id } of [client, another]) {
    await sendAs(organisation, 'PATCH', `/v1/admin/clients/${id}`, { name: 'Renamed' });
  }
  await withContext(async ({ openTenant }) => {
    const tenant = openTenant(organisation.id, {});
    for (const clientId of [client.id, another.id]) {
      await tenant.db.flight(recordEvent(tenant, { type: 'oauth2.token_issued', clientId }));
    }
  });
  expect((await toldTo(endpoint)).map(({ type, payload }) => [type, payload.client])).toEqual([
    ['client.updated', expect.objectContaining({ id: client.id, name: 'Renamed' })],
    ['oauth2.token_issued', { id: client.id, clientId: client.clientId, name: 'Renamed' }],
  ]);
});

it('tells of what is gone by its id', async () => {
  const endpoint = await createEndpoint(organisation, ['session.revoked']);
  const gone = uuidv7();
  await withContext(async ({ openTenant }) => {
    const tenant = openTenant(organisation.id, {});
    await tenant.db.flight(recordEvent(tenant, { type: 'session.revoked', resourceId: gone }));
  });
  expect(await toldTo(endpoint)).toMatchObject([{ payload: { session: { id: gone } } }]);
});
