/** Of whom a stream tells: of everybody whom its client knows, except those whom its receiver removed (SSF 8.1.3). */
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { streamNotFound } from './streams.ts';

/** How the receiver names a person. */
export type NamedPerson = { id: string } | { email: string };

interface Stream {
  id: string;
  /** The id of its client. */
  clientId: string;
}

/**
 * Nothing is said about whether there is such a person, or whether the client knows them. One round trip.
 * @throws not_found for an unknown stream
 */
export async function leaveOut(tenant: Tenant, stream: Stream, person: NamedPerson): Promise<void> {
  const { organisationId, now } = tenant;
  await onPerson(
    tenant,
    stream,
    sql`
    INSERT INTO event_stream_left_out (organisation_id, stream_id, user_id, created_at)
    SELECT ${organisationId}::uuid, ${stream.id}::uuid, u.id, ${now} FROM users u
    WHERE ${isNamed(tenant, person)} AND u.deleted_at IS NULL
      AND EXISTS (SELECT FROM tokens t WHERE t.organisation_id = u.organisation_id AND t.user_id = u.id
        AND t.client_id = ${stream.clientId}::uuid)
    ON CONFLICT DO NOTHING`,
    sql`
    INSERT INTO event_stream_left_out_guests (organisation_id, stream_id, member_id, created_at)
    SELECT ${organisationId}::uuid, ${stream.id}::uuid, g.id, ${now} FROM ${guestOf(stream, person)} WHERE g.id IS NOT NULL
    ON CONFLICT DO NOTHING`,
  );
}

/** Tells of the person again. One round trip. @throws not_found for an unknown stream */
export async function takeIn(tenant: Tenant, stream: Stream, person: NamedPerson): Promise<void> {
  await onPerson(
    tenant,
    stream,
    sql`
    DELETE FROM event_stream_left_out l USING users u
    WHERE l.organisation_id = ${tenant.organisationId} AND l.stream_id = ${stream.id}::uuid
      AND u.organisation_id = l.organisation_id AND u.id = l.user_id AND u.deleted_at IS NULL
      AND ${isNamed(tenant, person)}`,
    sql`
    DELETE FROM event_stream_left_out_guests l USING ${guestOf(stream, person)}
    WHERE l.organisation_id = ${tenant.organisationId} AND l.stream_id = ${stream.id}::uuid AND l.member_id = g.id`,
  );
}

/** SQL: the statements find the person and change the row, so that finding nobody takes no other time */
async function onPerson(
  { db }: Tenant,
  { id, clientId }: Stream,
  ...statements: ReturnType<typeof sql>[]
): Promise<void> {
  if (!isUuid(id)) throw streamNotFound();
  await db.flight(
    required(db.prisma.eventStream.findFirstOrThrow({ where: { id, clientId }, select: { id: true } }), streamNotFound),
    ...statements,
  );
}

/** The guest as `g`, of whose account the host sees nothing. */
function guestOf({ clientId }: Stream, person: NamedPerson): Sql {
  const [id, email] = 'id' in person ? [person.id, null] : [null, person.email.toLowerCase()];
  const known = id !== null && isUuid(id) ? id : null;
  return sql`(SELECT guest_of_client(${clientId}::uuid, ${known}::uuid, ${email}::text) AS id) g`;
}

/** The condition on `users u`. */
function isNamed({ organisationId }: Tenant, person: NamedPerson) {
  const named =
    'id' in person
      ? sql`u.id = ${isUuid(person.id) ? person.id : null}::uuid`
      : sql`u.email = ${person.email.toLowerCase()}`;
  return sql`u.organisation_id = ${organisationId} AND ${named}`;
}
