-- Guests of whom the receiver of a stream wants to hear nothing (SSF 1.0 section 8.1.3.3), as event_stream_left_out has
-- them of the organisation's own people.

-- CreateTable
CREATE TABLE "event_stream_left_out_guests" (
    "organisation_id" UUID NOT NULL,
    "stream_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_stream_left_out_guests_pkey" PRIMARY KEY ("organisation_id","stream_id","member_id")
);

-- CreateIndex
CREATE INDEX "event_stream_left_out_guests_organisation_id_member_id_idx" ON "event_stream_left_out_guests"("organisation_id", "member_id");

-- AddForeignKey
ALTER TABLE "event_stream_left_out_guests" ADD CONSTRAINT "event_stream_left_out_guests_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_stream_left_out_guests" ADD CONSTRAINT "event_stream_left_out_guests_organisation_id_stream_id_fkey" FOREIGN KEY ("organisation_id", "stream_id") REFERENCES "event_streams"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_stream_left_out_guests" ADD CONSTRAINT "event_stream_left_out_guests_organisation_id_member_id_fkey" FOREIGN KEY ("organisation_id", "member_id") REFERENCES "organisation_members"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE event_stream_left_out_guests ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON event_stream_left_out_guests FOR ALL TO cerberus_worker
  USING (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid)
  WITH CHECK (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid);
CREATE POLICY system_access ON event_stream_left_out_guests FOR ALL TO cerberus_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON event_stream_left_out_guests TO cerberus_worker;
GRANT SELECT ON event_stream_left_out_guests TO cerberus_system;

-- The guest of the organisation that asks whom one of its clients knows, by the id of the account or by its address: the
-- host does not see the account.
CREATE FUNCTION guest_of_client(client uuid, person uuid, known_by text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT m.id
  FROM (SELECT u.id, u.organisation_id FROM users u WHERE u.id = person AND u.deleted_at IS NULL
    UNION ALL SELECT u.id, u.organisation_id FROM users u WHERE u.email = known_by AND u.deleted_at IS NULL) u
  JOIN organisation_members m ON m.user_organisation_id = u.organisation_id AND m.user_id = u.id
  WHERE m.organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid
    AND EXISTS (SELECT FROM tokens k
      WHERE k.organisation_id = m.organisation_id AND k.member_id = m.id AND k.client_id = client)
  LIMIT 1
$$;

REVOKE ALL ON FUNCTION guest_of_client(uuid, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guest_of_client(uuid, uuid, text) TO cerberus_worker;

-- As before, and does not tell of an erased guest who was left out.
CREATE OR REPLACE FUNCTION forget_person(person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  home CONSTANT uuid := NULLIF(current_setting('app.organisation_id', true), '')::uuid;
  gone text;
  places uuid[];
  guests uuid[];
  descriptions jsonb[];
BEGIN
  SELECT u.email INTO gone FROM users u
    WHERE u.id = person AND u.organisation_id = home
      AND (u.deleted_at IS NOT NULL OR u.deletion_scheduled_at IS NOT NULL);
  IF gone IS NULL THEN
    RETURN;
  END IF;
  guests := ARRAY(SELECT m.id FROM organisation_members m WHERE m.user_id = person AND m.user_organisation_id = home);
  places := ARRAY(SELECT m.organisation_id FROM organisation_members m WHERE m.id = ANY (guests)) || home;
  PERFORM set_config('app.streams_of_the_erased', ARRAY(SELECT s.id FROM event_streams s
    WHERE EXISTS (SELECT FROM users u WHERE u.organisation_id = home AND u.id = person AND u.deleted_at IS NULL)
      AND (s.client_id IN (SELECT t.client_id FROM tokens t WHERE t.organisation_id = home AND t.user_id = person)
        OR s.client_id IN (SELECT t.client_id FROM tokens t WHERE t.member_id = ANY (guests)))
      AND NOT EXISTS (SELECT FROM event_stream_left_out l WHERE l.stream_id = s.id AND l.user_id = person)
      AND NOT EXISTS (SELECT FROM event_stream_left_out_guests l
        WHERE l.stream_id = s.id AND l.member_id = ANY (guests)))::text, true);
  descriptions := ARRAY[
    jsonb_build_object('user', jsonb_build_object('id', person)),
    jsonb_build_object('actor', jsonb_build_object('id', person)),
    jsonb_build_object('invitation', jsonb_build_object('email', gone))]
    || ARRAY(SELECT jsonb_build_object('actor', jsonb_build_object('id', guest)) FROM unnest(guests) AS guest);
  -- Their deliveries go with them.
  DELETE FROM events e WHERE e.organisation_id = ANY (places) AND e.payload @> ANY (descriptions);

  -- Tokens before the codes that they came from. The membership stays: it is named in what the host did about it.
  DELETE FROM refresh_tokens r WHERE r.member_id = ANY (guests);
  DELETE FROM tokens t WHERE t.member_id = ANY (guests);
  DELETE FROM authorization_codes a WHERE a.member_id = ANY (guests);
  DELETE FROM consents k WHERE k.member_id = ANY (guests);
  DELETE FROM event_stream_deliveries d WHERE d.member_id = ANY (guests);
  DELETE FROM event_stream_left_out_guests l WHERE l.member_id = ANY (guests);
  DELETE FROM organisation_member_sessions s WHERE s.member_id = ANY (guests);
  DELETE FROM organisation_member_roles r WHERE r.member_id = ANY (guests);
  DELETE FROM organisation_member_teams t WHERE t.member_id = ANY (guests);
END
$$;

-- As before, and leaves guests out.
CREATE OR REPLACE FUNCTION tell_event_streams(entry audit_logs) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  subject uuid;
  guest uuid;
  facts jsonb;
  ended_sign_ins jsonb;
  erased_from uuid[] := '{}';
BEGIN
  IF NOT entry.success THEN RETURN; END IF;
  -- The person whom the entry is about, not the one who acted.
  BEGIN
    subject := COALESCE(entry.metadata ->> 'userId',
      CASE entry.resource_type WHEN 'user' THEN entry.resource_id END, entry.user_id::text)::uuid;
  EXCEPTION WHEN invalid_text_representation THEN
    RETURN;
  END;
  IF subject IS NULL THEN RETURN; END IF;
  -- Entries about memberships name the membership or the person. One that has ended is told of by its end alone.
  IF entry.event_type ~ '^(membership|team)\.' THEN
    guest := (SELECT m.id FROM organisation_members m
      WHERE m.organisation_id = entry.organisation_id AND (m.id = subject OR m.user_id = subject)
        AND (m.left_at IS NULL OR entry.event_type = 'membership.deleted'));
  END IF;
  IF entry.event_type = 'user.deleted' AND entry.metadata ? 'erased' THEN
    erased_from := COALESCE(NULLIF(current_setting('app.streams_of_the_erased', true), ''), '{}')::uuid[];
  END IF;
  facts := jsonb_strip_nulls(jsonb_build_object(
    'entry', entry.id, 'entryType', entry.event_type, 'occurredAt', entry.created_at, 'metadata', entry.metadata,
    'sessionId', CASE entry.resource_type WHEN 'session' THEN entry.resource_id END,
    'initiator', CASE WHEN entry.user_id = subject OR entry.metadata ->> 'memberId' = guest::text THEN 'user'
      WHEN entry.user_id IS NULL AND entry.client_id IS NULL
        AND NOT entry.metadata ?| ARRAY['operator', 'apiKeyId', 'memberId'] THEN 'system' ELSE 'admin' END));

  INSERT INTO event_stream_deliveries (id, organisation_id, stream_id, type, user_id, facts, next_attempt_at)
    SELECT time_ordered_id(), s.organisation_id, s.id, t.type, subject, facts, now()
    FROM event_streams s CROSS JOIN LATERAL jsonb_array_elements_text(s.tells -> entry.event_type) AS t (type)
    WHERE s.organisation_id = entry.organisation_id AND s.status <> 'disabled' AND s.tells ? entry.event_type
      AND (s.id = ANY (erased_from) OR EXISTS (SELECT FROM tokens k
        WHERE k.organisation_id = s.organisation_id AND k.user_id = subject AND k.client_id = s.client_id))
      AND NOT EXISTS (SELECT FROM event_stream_left_out l
        WHERE l.organisation_id = s.organisation_id AND l.stream_id = s.id AND l.user_id = subject);

  IF guest IS NOT NULL THEN
    INSERT INTO event_stream_deliveries (id, organisation_id, stream_id, type, member_id, facts, next_attempt_at)
      SELECT time_ordered_id(), s.organisation_id, s.id, t.type, guest, facts, now()
      FROM event_streams s CROSS JOIN LATERAL jsonb_array_elements_text(s.tells -> entry.event_type) AS t (type)
      WHERE s.organisation_id = entry.organisation_id AND s.status <> 'disabled' AND s.tells ? entry.event_type
        AND EXISTS (SELECT FROM tokens k
          WHERE k.organisation_id = s.organisation_id AND k.member_id = guest AND k.client_id = s.client_id)
        AND NOT EXISTS (SELECT FROM event_stream_left_out_guests l
          WHERE l.organisation_id = s.organisation_id AND l.stream_id = s.id AND l.member_id = guest);
    RETURN;
  END IF;

  -- Of what happens at home, the catalogue says what is for hosts: 'guest.<type>'. A deletion ends the memberships in its
  -- own transaction. The end of a session is told to the clients which that session signed in to.
  ended_sign_ins := COALESCE(NULLIF(current_setting('app.ended_guest_sign_ins', true), ''), '[]')::jsonb;
  INSERT INTO event_stream_deliveries (id, organisation_id, stream_id, type, member_id, facts, next_attempt_at)
    SELECT time_ordered_id(), s.organisation_id, s.id, t.type, m.id, facts - 'metadata', now()
    FROM organisation_members m
    JOIN event_streams s ON s.organisation_id = m.organisation_id AND s.status <> 'disabled'
      AND s.tells ? ('guest.' || entry.event_type)
    CROSS JOIN LATERAL jsonb_array_elements_text(s.tells -> ('guest.' || entry.event_type)) AS t (type)
    WHERE m.user_id = subject AND m.user_organisation_id = entry.organisation_id
      AND (m.left_at IS NULL OR m.left_at = now())
      AND (s.id = ANY (erased_from) OR EXISTS (SELECT FROM tokens k
        WHERE k.organisation_id = s.organisation_id AND k.member_id = m.id AND k.client_id = s.client_id))
      AND NOT EXISTS (SELECT FROM event_stream_left_out_guests l
        WHERE l.organisation_id = s.organisation_id AND l.stream_id = s.id AND l.member_id = m.id)
      AND (entry.resource_type IS DISTINCT FROM 'session' OR entry.metadata ->> 'scope' = 'all'
        OR ended_sign_ins @> jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
          'member', m.id, 'client', s.client_id, 'session', facts -> 'sessionId'))));
END
$$;
