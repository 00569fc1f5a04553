/** What events say is what the reference says: no member is missing there, and none is of another type. */
import { describe, expect, it } from 'vitest';
import { EVENTS, type EventType } from '../../../src/domain/events/catalogue.ts';
import { thingMembers } from '../../../src/domain/events/payloads.ts';
import { envelopeOf } from '../../../src/domain/webhooks/messages.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { asOwner } from '../../support/database.ts';
import { describedEvent, faultOfEvent } from '../../support/documented-answers.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { ACTS } from './acts.ts';

interface Stored {
  id: string;
  type: EventType;
  payload: Record<string, unknown>;
  createdAt: Date;
}

const seen = new Set<string>();
/** Members of things, e.g. `user.email`, and `actor <type>`. */
const said = new Set<string>();

function note({ type, payload }: Stored): void {
  seen.add(type);
  said.add(`actor ${(payload.actor as { type: string }).type}`);
  const kind = EVENTS[type].resource;
  for (const member of Object.keys((payload[kind] as object | undefined) ?? {})) said.add(`${kind}.${member}`);
}

/** It is told of everything; nothing is sent to it. */
async function listen({ id }: TestOrganisation): Promise<void> {
  await asOwner(
    `INSERT INTO webhook_endpoints (id, organisation_id, url, secret_encrypted, events, event_types, paused_until)
     VALUES ($1, $2, 'https://receiver.example/', '', '["*"]', '{*}', now() + interval '1 day')`,
    [uuidv7(), id],
  );
}

async function toldOf({ id }: TestOrganisation): Promise<Stored[]> {
  const rows = await asOwner<Stored>(
    'SELECT id, type, payload, created_at AS "createdAt" FROM events WHERE organisation_id = $1',
    [id],
  );
  return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }));
}

describe('the events of', () => {
  it.each(Object.entries(ACTS))('%s are as the reference says', async (_name, act) => {
    const organisation = await createOrganisation();
    await listen(organisation);
    await act(organisation);
    const told = await toldOf(organisation);
    told.forEach(note);
    const faults = told.flatMap(({ id: eventId, type, payload, createdAt }) => {
      const delivery = { eventId, eventType: type, organisationId: organisation.id, payload };
      return faultOfEvent(type, envelopeOf(delivery, createdAt, type)) ?? [];
    });
    expect(faults).toEqual([]);
    expect(told.length).toBeGreaterThan(0);
  });
});

it.each(Object.keys(EVENTS) as EventType[])('the example of %s is as its schema says', (type) => {
  expect(faultOfEvent(type, { ...describedEvent(type).example, type, event: type })).toBeNull();
});

/** Of the first two nobody can be told; the others are about what others are about. */
const ELSEWHERE: EventType[] = [
  'organisation.created',
  'organisation.erased',
  'user.change_undone',
  'user.taken_over',
  'user.mfa.factors_reviewed',
  'oauth2.consent.granted',
  'webhook.disabled',
];

it('these are all events but a few, about every kind of thing, and say all that the reference promises', () => {
  const types = Object.keys(EVENTS) as EventType[];
  expect(types.filter((type) => !seen.has(type))).toEqual(ELSEWHERE);
  const promised = types.flatMap((type) => thingMembers(type).map((member) => `${EVENTS[type].resource}.${member}`));
  const actors = ['user', 'guest', 'api_key', 'client', 'operator', 'system'].map((type) => `actor ${type}`);
  expect([...new Set([...promised, ...actors])].filter((member) => !said.has(member))).toEqual([]);
});
