-- What the sending of webhooks keeps: who has a delivery at the moment, how its attempts ended, and how an endpoint fares.

ALTER TABLE webhook_endpoints
  -- The first failure since the last success.
  ADD COLUMN failing_since timestamptz(6),
  -- After failures in a row: nothing is sent to it before.
  ADD COLUMN paused_until timestamptz(6),
  -- It answered 410: it is to be switched off.
  ADD COLUMN gone_at timestamptz(6);

-- lint:allow drop-column because no release has read or written it: the state follows from delivered_at and failed_at
ALTER TABLE webhook_deliveries DROP COLUMN status;
DROP TYPE "WebhookDeliveryStatus";

ALTER TABLE webhook_deliveries
  -- It is being sent until then.
  ADD COLUMN claimed_until timestamptz(6),
  -- How each attempt ended, the latest last.
  ADD COLUMN attempts jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN redelivered_at timestamptz(6);

-- The endpoints that something waits for, and what of it is due.
-- lint:allow index because no release has written rows into it
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (endpoint_id, next_attempt_at)
  WHERE delivered_at IS NULL AND failed_at IS NULL;
-- How many deliveries of an endpoint are being sent.
-- lint:allow index because no release has written rows into it
CREATE INDEX webhook_deliveries_claimed ON webhook_deliveries (endpoint_id, claimed_until) WHERE claimed_until IS NOT NULL;
-- What an endpoint has missed, in the order of events.
-- lint:allow index because no release has written rows into it
CREATE INDEX webhook_deliveries_failed ON webhook_deliveries (endpoint_id, event_id) WHERE failed_at IS NOT NULL;

-- lint:allow index because no release has written rows into it
-- Which endpoints are to be switched off. Few are failing.
CREATE INDEX webhook_endpoints_failing ON webhook_endpoints (failing_since) WHERE is_active AND failing_since IS NOT NULL;

-- How a delivery ended is recorded where it was claimed, across organisations.
GRANT UPDATE (failure_count, failing_since, paused_until, gone_at, last_triggered_at) ON webhook_endpoints TO cerberus_system;

-- As before, and more kinds of things.
CREATE OR REPLACE FUNCTION event_resource(organisation uuid, kind text, resource text) RETURNS jsonb
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
    WHEN 'api_key' THEN
      SELECT jsonb_build_object('id', k.id, 'name', k.name, 'prefix', k.key_prefix)
        INTO found FROM api_keys k WHERE k.organisation_id = organisation AND k.id = key;
    WHEN 'resource' THEN
      SELECT jsonb_build_object('id', r.id, 'indicator', r.indicator)
        INTO found FROM resources r WHERE r.organisation_id = organisation AND r.id = key;
    WHEN 'scope' THEN
      SELECT jsonb_build_object('id', s.id, 'name', s.name)
        INTO found FROM organisation_scopes s WHERE s.organisation_id = organisation AND s.id = key;
    WHEN 'mfa_factor' THEN
      SELECT jsonb_build_object('id', f.id, 'type', f.type, 'name', f.name)
        INTO found FROM mfa_factors f WHERE f.organisation_id = organisation AND f.id = key;
    WHEN 'webhook' THEN
      SELECT jsonb_build_object('id', w.id, 'url', w.url, 'isActive', w.is_active)
        INTO found FROM webhook_endpoints w WHERE w.organisation_id = organisation AND w.id = key;
    WHEN 'organisation' THEN
      SELECT jsonb_build_object('id', o.id, 'name', o.name, 'slug', o.slug)
        INTO found FROM organisations o WHERE o.id = organisation AND o.id = key;
    ELSE NULL;
  END CASE;
  RETURN COALESCE(found, jsonb_build_object('id', resource));
END
$$;

-- As before, and a delivery is due by the clock of the Worker, whichever clock is ahead: it is sent right after the answer.
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
    SELECT time_ordered_id(), NEW.organisation_id, endpoint, NEW.id, NEW.event_type, LEAST(now(), NEW.created_at)
    FROM unnest(endpoints) AS endpoint;
  RETURN NULL;
END
$$;
