-- Row-level security and grants of the streams of security events; see tenant_isolation. And what writes into them.

DO $$
DECLARE
  table_name text;
  condition CONSTANT text := 'organisation_id = NULLIF(current_setting(''app.organisation_id'', true), '''')::uuid';
BEGIN
  FOREACH table_name IN ARRAY ARRAY['event_streams', 'event_stream_left_out', 'event_stream_deliveries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I FOR ALL TO cerberus_worker USING (%s) WITH CHECK (%s)',
                   table_name, condition, condition);
    EXECUTE format('CREATE POLICY system_access ON %I FOR ALL TO cerberus_system USING (true) WITH CHECK (true)', table_name);
  END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON event_streams, event_stream_left_out, event_stream_deliveries TO cerberus_worker;
GRANT SELECT ON event_streams, event_stream_left_out, event_stream_deliveries TO cerberus_system;
-- Pushing, and removing what is old, for every organisation at once.
GRANT UPDATE, DELETE ON event_stream_deliveries TO cerberus_system;

-- Writes an event for each stream that is to be told of it: those of clients which have tokens of the person. Of a guest
-- the streams of their hosts are told, but only that sessions ended and the account is closed: what else a person does
-- at home is not for their hosts.
CREATE FUNCTION tell_event_streams(entry audit_logs) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  subject uuid;
  facts jsonb;
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
  facts := jsonb_strip_nulls(jsonb_build_object(
    'entry', entry.id, 'entryType', entry.event_type, 'occurredAt', entry.created_at, 'metadata', entry.metadata,
    'sessionId', CASE entry.resource_type WHEN 'session' THEN entry.resource_id END,
    'initiator', CASE WHEN entry.user_id = subject THEN 'user'
      WHEN entry.user_id IS NULL AND entry.client_id IS NULL AND entry.metadata -> 'operator' IS NULL
        AND entry.metadata -> 'apiKeyId' IS NULL THEN 'system' ELSE 'admin' END));
  INSERT INTO event_stream_deliveries (id, organisation_id, stream_id, type, user_id, facts, next_attempt_at)
    SELECT time_ordered_id(), s.organisation_id, s.id, t.type, subject, facts, now()
    FROM event_streams s CROSS JOIN LATERAL jsonb_array_elements_text(s.tells -> entry.event_type) AS t (type)
    WHERE s.organisation_id = entry.organisation_id AND s.status <> 'disabled' AND s.tells ? entry.event_type
      AND EXISTS (SELECT FROM tokens k
        WHERE k.organisation_id = s.organisation_id AND k.user_id = subject AND k.client_id = s.client_id)
      AND NOT EXISTS (SELECT FROM event_stream_left_out l
        WHERE l.organisation_id = s.organisation_id AND l.stream_id = s.id AND l.user_id = subject);
  INSERT INTO event_stream_deliveries (id, organisation_id, stream_id, type, member_id, facts, next_attempt_at)
    SELECT time_ordered_id(), s.organisation_id, s.id, t.type, m.id, facts - 'metadata', now()
    FROM organisation_members m
    JOIN event_streams s ON s.organisation_id = m.organisation_id AND s.status <> 'disabled' AND s.tells ? entry.event_type
    CROSS JOIN LATERAL jsonb_array_elements_text(s.tells -> entry.event_type) AS t (type)
    WHERE m.user_id = subject AND m.user_organisation_id = entry.organisation_id AND m.left_at IS NULL
      AND t.type ~ '/(session-revoked|account-disabled|account-enabled|account-purged)$'
      AND EXISTS (SELECT FROM tokens k
        WHERE k.organisation_id = s.organisation_id AND k.member_id = m.id AND k.client_id = s.client_id);
END
$$;

-- As before, and tells the streams of security events.
CREATE OR REPLACE FUNCTION tell_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  endpoints uuid[] := ARRAY(
    SELECT e.id FROM webhook_endpoints e
    WHERE e.organisation_id = NEW.organisation_id AND e.is_active AND e.event_types && ARRAY[NEW.event_type, '*']
      AND (e.client_id IS NULL OR e.client_id = NEW.client_id
        OR (NEW.resource_type = 'client' AND e.client_id::text = NEW.resource_id)));
BEGIN
  -- Which types these are is said by the catalogue of events; the others have nothing to look for.
  IF NEW.event_type ~ '^(user|session|team|membership)\.' THEN PERFORM tell_event_streams(NEW); END IF;
  IF cardinality(endpoints) = 0 THEN RETURN NULL; END IF;
  INSERT INTO events (id, organisation_id, type, payload, created_at)
    VALUES (NEW.id, NEW.organisation_id, NEW.event_type, event_payload(NEW), NEW.created_at);
  INSERT INTO webhook_deliveries (id, organisation_id, endpoint_id, event_id, event_type, next_attempt_at)
    SELECT time_ordered_id(), NEW.organisation_id, endpoint, NEW.id, NEW.event_type, now() FROM unnest(endpoints) AS endpoint;
  RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION tell_event_streams(audit_logs) FROM PUBLIC;
