-- What the audit log records is told to webhooks. A trigger writes the event and its deliveries in the transaction of
-- the change, whoever records it: the Worker, a command, a function of the database.

ALTER TABLE webhook_endpoints
  -- The audit event types that it is told of: what its `events` stand for. One '*' stands for all.
  ADD COLUMN event_types text[] NOT NULL DEFAULT '{}',
  ADD COLUMN previous_secret_encrypted text,
  ADD COLUMN previous_secret_expires_at timestamptz(6),
  -- Switched off after too many failures, not by a person.
  ADD COLUMN disabled_at timestamptz(6);

ALTER TABLE webhook_deliveries ADD COLUMN failed_at timestamptz(6);

-- A version 7 UUID of this moment (RFC 9562 section 5.7), for rows that the database writes. PostgreSQL has such a
-- function only since version 18.
CREATE FUNCTION time_ordered_id() RETURNS uuid
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
    52, 1), 53, 1), 'hex')::uuid
$$;

-- The thing that an event is about, as it is when the transaction ends. What is gone is known by its id.
CREATE FUNCTION event_resource(organisation uuid, kind text, resource text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  found jsonb;
  key uuid;
BEGIN
  IF resource IS NULL THEN RETURN NULL; END IF;
  IF resource !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN RETURN jsonb_build_object('id', resource); END IF;
  key := resource::uuid;
  CASE kind
    WHEN 'user' THEN
      SELECT jsonb_build_object('id', u.id, 'email', u.email, 'name', u.name, 'firstName', u.first_name,
                                'lastName', u.last_name, 'blockedAt', u.blocked_at)
        INTO found FROM users u WHERE u.organisation_id = organisation AND u.id = key;
    WHEN 'client' THEN
      SELECT jsonb_build_object('id', c.id, 'clientId', c.client_id, 'name', c.name)
        INTO found FROM clients c WHERE c.organisation_id = organisation AND c.id = key;
    WHEN 'role' THEN
      SELECT jsonb_build_object('id', r.id, 'name', r.name, 'slug', r.slug)
        INTO found FROM roles r WHERE r.organisation_id = organisation AND r.id = key;
    WHEN 'team' THEN
      SELECT jsonb_build_object('id', t.id, 'name', t.name, 'slug', t.slug)
        INTO found FROM teams t WHERE t.organisation_id = organisation AND t.id = key;
    WHEN 'invitation' THEN
      SELECT jsonb_build_object('id', i.id, 'email', i.email, 'expiresAt', i.expires_at)
        INTO found FROM invitations i WHERE i.organisation_id = organisation AND i.id = key;
    WHEN 'session' THEN
      SELECT jsonb_build_object('id', s.id, 'ipAddress', s.ip_address, 'userAgent', s.user_agent,
                                'expiresAt', s.expires_at)
        INTO found FROM sessions s WHERE s.organisation_id = organisation AND s.id = key;
    WHEN 'organisation' THEN
      SELECT jsonb_build_object('id', o.id, 'name', o.name, 'slug', o.slug)
        INTO found FROM organisations o WHERE o.id = organisation AND o.id = key;
    ELSE NULL;
  END CASE;
  RETURN COALESCE(found, jsonb_build_object('id', resource));
END
$$;

-- What an event says: who did it, to what, from where. Values that are not known are absent.
CREATE FUNCTION event_payload(entry audit_logs) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  person jsonb := event_resource(entry.organisation_id, 'user', entry.user_id::text);
  client jsonb := event_resource(entry.organisation_id, 'client', entry.client_id::text);
  kind text := COALESCE(entry.resource_type, 'resource');
BEGIN
  RETURN jsonb_strip_nulls(
    jsonb_build_object(
      'actor', CASE
        WHEN entry.metadata ? 'operator' THEN jsonb_build_object('type', 'operator', 'name', entry.metadata -> 'operator')
        WHEN entry.metadata ? 'apiKeyId' THEN jsonb_build_object('type', 'api_key', 'id', entry.metadata -> 'apiKeyId')
        WHEN entry.metadata ? 'memberId' THEN jsonb_build_object('type', 'guest', 'id', entry.metadata -> 'memberId')
        WHEN person IS NOT NULL THEN jsonb_build_object('type', 'user', 'id', person -> 'id', 'name', person -> 'name')
        WHEN client IS NOT NULL THEN jsonb_build_object('type', 'client', 'id', client -> 'id', 'name', client -> 'name')
        ELSE jsonb_build_object('type', 'system') END,
      'user', person,
      'client', client,
      'success', entry.success,
      'reason', entry.error_message,
      'ipAddress', NULLIF(entry.ip_address, '0.0.0.0'),
      'userAgent', NULLIF(entry.user_agent, ''),
      'metadata', NULLIF(entry.metadata, '{}'))
    || CASE WHEN entry.resource_id IS NULL THEN '{}'
         ELSE jsonb_build_object(kind, event_resource(entry.organisation_id, kind, entry.resource_id)) END);
END
$$;

-- Writes the event, and a delivery for each endpoint that is told of it.
CREATE FUNCTION tell_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  endpoints uuid[] := ARRAY(
    SELECT e.id FROM webhook_endpoints e
    WHERE e.organisation_id = NEW.organisation_id AND e.is_active AND e.event_types && ARRAY[NEW.event_type, '*']
      AND (e.client_id IS NULL OR e.client_id = NEW.client_id
        OR (NEW.resource_type = 'client' AND e.client_id::text = NEW.resource_id)));
BEGIN
  IF cardinality(endpoints) = 0 THEN RETURN NULL; END IF;
  INSERT INTO events (id, organisation_id, type, payload, created_at)
    VALUES (NEW.id, NEW.organisation_id, NEW.event_type, event_payload(NEW), NEW.created_at);
  INSERT INTO webhook_deliveries (id, organisation_id, endpoint_id, event_id, event_type, next_attempt_at)
    SELECT time_ordered_id(), NEW.organisation_id, endpoint, NEW.id, NEW.event_type, now() FROM unnest(endpoints) AS endpoint;
  RETURN NULL;
END
$$;

-- At the end of the transaction: an event may be recorded before the change that it tells of.
CREATE CONSTRAINT TRIGGER event_told AFTER INSERT ON audit_logs DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION tell_event();

REVOKE ALL ON FUNCTION time_ordered_id(), event_resource(uuid, text, text), event_payload(audit_logs), tell_event()
  FROM PUBLIC;

-- The ids of the audit log are in the order of time: as before, with such an id.
CREATE OR REPLACE FUNCTION revoke_guest_consents(person uuid, client text, ip_address text, user_agent text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  guest record;
BEGIN
  FOR guest IN
    SELECT m.id, m.organisation_id, c.id AS client_id
    FROM organisation_members m JOIN clients c ON c.organisation_id = m.organisation_id
    WHERE m.user_id = person AND c.deleted_at IS NULL AND client IN (c.client_id, c.id::text)
      AND m.user_organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid
  LOOP
    PERFORM FROM authorization_codes a
      WHERE a.member_id = guest.id AND a.client_id = guest.client_id AND a.revoked_at IS NULL ORDER BY a.id FOR UPDATE;
    PERFORM FROM refresh_tokens r
      WHERE r.member_id = guest.id AND r.client_id = guest.client_id AND r.revoked_at IS NULL ORDER BY r.id FOR UPDATE;
    DELETE FROM authorization_codes a
      WHERE a.member_id = guest.id AND a.client_id = guest.client_id AND a.revoked_at IS NULL;
    UPDATE tokens t SET revoked_at = now(), updated_at = now()
      WHERE t.member_id = guest.id AND t.client_id = guest.client_id AND t.revoked_at IS NULL;
    UPDATE refresh_tokens r SET revoked_at = now(), updated_at = now()
      WHERE r.member_id = guest.id AND r.client_id = guest.client_id AND r.revoked_at IS NULL;
    UPDATE consents k SET revoked_at = now(), updated_at = now()
      WHERE k.member_id = guest.id AND k.client_id = guest.client_id AND k.revoked_at IS NULL;
    IF FOUND THEN
      INSERT INTO audit_logs (id, organisation_id, client_id, event_type, event_category, action, resource_type,
                              ip_address, user_agent, metadata, success)
      VALUES (time_ordered_id(), guest.organisation_id, guest.client_id, 'oauth2.consent.revoked', 'auth', 'delete',
              'consent', revoke_guest_consents.ip_address, revoke_guest_consents.user_agent,
              jsonb_build_object('memberId', guest.id), true);
    END IF;
  END LOOP;
END
$$;
