-- What security events say of guests: also what their host does to them, and of their home only what concerns the client.

-- As before, and leaves a note for the rest of the transaction of the sign-ins that ended: which client of a host is told
-- of the end of a session depends on them.
CREATE OR REPLACE FUNCTION on_sessions_ended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  ended_ids uuid[] := ARRAY(SELECT e.id FROM ended e JOIN organisation_member_sessions g ON g.session_id = e.id);
  sign_ins jsonb;
BEGIN
  IF cardinality(ended_ids) = 0 THEN RETURN NULL; END IF;
  IF NULLIF(current_setting('app.organisation_id', true), '') IS NULL THEN
    DELETE FROM organisation_member_sessions WHERE session_id = ANY (ended_ids);
    RETURN NULL;
  END IF;
  sign_ins := (SELECT jsonb_agg(jsonb_build_object('member', g.member_id, 'client', g.client_id, 'session', g.session_id))
    FROM organisation_member_sessions g WHERE g.session_id = ANY (ended_ids));
  PERFORM set_config('app.ended_guest_sign_ins',
    (COALESCE(NULLIF(current_setting('app.ended_guest_sign_ins', true), ''), '[]')::jsonb || sign_ins)::text, true);
  DELETE FROM authorization_codes a USING organisation_member_sessions g
  WHERE g.session_id = ANY (ended_ids) AND a.organisation_id = g.organisation_id AND a.member_id = g.member_id
    AND a.session_id = g.session_id AND a.revoked_at IS NULL;
  PERFORM end_guest_sign_ins('{}', ended_ids);
  RETURN NULL;
END
$$;

-- Writes an event for each stream that is to be told of it: those of clients which have tokens of the person. They are in
-- three groups, and nobody is in two: the organisation's own people, its guests, and its people where they are guests.
CREATE OR REPLACE FUNCTION tell_event_streams(entry audit_logs) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  subject uuid;
  guest uuid;
  facts jsonb;
  ended_sign_ins jsonb;
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
      AND EXISTS (SELECT FROM tokens k
        WHERE k.organisation_id = s.organisation_id AND k.user_id = subject AND k.client_id = s.client_id)
      AND NOT EXISTS (SELECT FROM event_stream_left_out l
        WHERE l.organisation_id = s.organisation_id AND l.stream_id = s.id AND l.user_id = subject);

  IF guest IS NOT NULL THEN
    INSERT INTO event_stream_deliveries (id, organisation_id, stream_id, type, member_id, facts, next_attempt_at)
      SELECT time_ordered_id(), s.organisation_id, s.id, t.type, guest, facts, now()
      FROM event_streams s CROSS JOIN LATERAL jsonb_array_elements_text(s.tells -> entry.event_type) AS t (type)
      WHERE s.organisation_id = entry.organisation_id AND s.status <> 'disabled' AND s.tells ? entry.event_type
        AND EXISTS (SELECT FROM tokens k
          WHERE k.organisation_id = s.organisation_id AND k.member_id = guest AND k.client_id = s.client_id);
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
      AND EXISTS (SELECT FROM tokens k
        WHERE k.organisation_id = s.organisation_id AND k.member_id = m.id AND k.client_id = s.client_id)
      AND (entry.resource_type IS DISTINCT FROM 'session' OR entry.metadata ->> 'scope' = 'all'
        OR ended_sign_ins @> jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
          'member', m.id, 'client', s.client_id, 'session', facts -> 'sessionId'))));
END
$$;
