-- Row-level security and grants for the sign-ins of guests; see tenant_isolation.

ALTER TABLE organisation_member_sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON organisation_member_sessions FOR ALL TO cerberus_worker
  USING (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid)
  WITH CHECK (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid);
CREATE POLICY system_access ON organisation_member_sessions FOR ALL TO cerberus_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON organisation_member_sessions TO cerberus_worker;
GRANT SELECT ON organisation_member_sessions TO cerberus_system;

-- What follows where two organisations meet. Neither may read or write the other's rows, so the database itself carries
-- the end of a session or an account, which is the home's, to what the hosts have issued. It does so whoever ends it.

-- The host asks whether a session that it was shown is the guest's, and keeps it from ending until its transaction has.
CREATE FUNCTION hold_guest_session(guest uuid, session uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  PERFORM FROM sessions s
    JOIN organisation_members m ON m.user_organisation_id = s.organisation_id AND m.user_id = s.user_id
  WHERE s.id = session AND m.id = guest AND m.left_at IS NULL AND m.blocked_at IS NULL
    AND m.organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid
  FOR KEY SHARE OF s;
  RETURN FOUND;
END
$$;

-- The home asks which addresses of clients of hosts the browser must load when a session of its own ends.
CREATE FUNCTION guest_frontchannel_logouts(session uuid) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT c.frontchannel_logout_uri
  FROM organisation_member_sessions g
  JOIN sessions s ON s.id = g.session_id
    AND s.organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid
  JOIN clients c ON c.organisation_id = g.organisation_id AND c.id = g.client_id
    AND c.is_active AND NOT c.revoked AND c.deleted_at IS NULL
  WHERE g.session_id = session AND c.frontchannel_logout_uri IS NOT NULL
$$;

-- Ends sign-ins of guests, and tells the clients that take logout tokens. Due at once, also by a clock that is behind.
CREATE FUNCTION end_guest_sign_ins(guests uuid[], ended_sessions uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH ended AS (
    DELETE FROM organisation_member_sessions
    WHERE member_id = ANY (guests) OR session_id = ANY (ended_sessions)
    RETURNING organisation_id, member_id, session_id, client_id
  ),
  moment AS (SELECT lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') AS hex)
  INSERT INTO logout_deliveries (id, organisation_id, client_id, member_id, session_id, next_attempt_at)
  SELECT (substr(hex, 1, 8) || '-' || substr(hex, 9) || '-7' || substr(gen_random_uuid()::text, 16))::uuid,
         ended.organisation_id, ended.client_id, ended.member_id, ended.session_id, now() - interval '1 minute'
  FROM moment, ended
  JOIN clients c ON c.organisation_id = ended.organisation_id AND c.id = ended.client_id
    AND c.is_active AND NOT c.revoked AND c.deleted_at IS NULL AND c.backchannel_logout_uri IS NOT NULL
  ON CONFLICT (organisation_id, client_id, session_id) DO UPDATE
    SET id = EXCLUDED.id, member_id = EXCLUDED.member_id, attempt = 0, next_attempt_at = EXCLUDED.next_attempt_at,
        response_status = NULL, error_message = NULL, delivered_at = NULL, failed_at = NULL, updated_at = now()
$$;

-- Takes back all that guests hold. A code or refresh token that is being redeemed at this moment is waited for: the
-- statements that follow see its successor.
CREATE FUNCTION end_guest_access(guests uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  IF cardinality(guests) = 0 THEN RETURN; END IF;
  PERFORM FROM authorization_codes WHERE member_id = ANY (guests) AND revoked_at IS NULL ORDER BY id FOR UPDATE;
  PERFORM FROM refresh_tokens WHERE member_id = ANY (guests) AND revoked_at IS NULL ORDER BY id FOR UPDATE;
  DELETE FROM authorization_codes WHERE member_id = ANY (guests);
  UPDATE tokens SET revoked_at = now(), updated_at = now() WHERE member_id = ANY (guests) AND revoked_at IS NULL;
  UPDATE refresh_tokens SET revoked_at = now(), updated_at = now()
  WHERE member_id = ANY (guests) AND revoked_at IS NULL;
  PERFORM end_guest_sign_ins(guests, '{}');
END
$$;

-- A member leaves, or is blocked by the host.
CREATE FUNCTION on_member_ended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  PERFORM end_guest_access(ARRAY[NEW.id]);
  IF NEW.left_at IS NOT NULL THEN
    UPDATE consents SET revoked_at = now(), updated_at = now() WHERE member_id = NEW.id AND revoked_at IS NULL;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER member_ended AFTER UPDATE OF left_at, blocked_at ON organisation_members FOR EACH ROW
  WHEN ((OLD.left_at IS NULL AND NEW.left_at IS NOT NULL) OR (OLD.blocked_at IS NULL AND NEW.blocked_at IS NOT NULL))
  EXECUTE FUNCTION on_member_ended();

-- What ends a person's access at home ends it where they are a guest; whoever is deleted is a member nowhere.
CREATE FUNCTION on_person_ended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  PERFORM end_guest_access(ARRAY(SELECT id FROM organisation_members WHERE user_id = NEW.id));
  IF NEW.deleted_at IS NOT NULL THEN
    UPDATE organisation_members SET left_at = now() WHERE user_id = NEW.id AND left_at IS NULL;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER person_ended AFTER UPDATE OF password_changed_at, blocked_at, deletion_scheduled_at, deleted_at
  ON users FOR EACH ROW
  WHEN (OLD.password_changed_at IS DISTINCT FROM NEW.password_changed_at
    OR (OLD.blocked_at IS NULL AND NEW.blocked_at IS NOT NULL)
    OR (NEW.deletion_scheduled_at IS NOT NULL AND OLD.deletion_scheduled_at IS DISTINCT FROM NEW.deletion_scheduled_at)
    OR (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL))
  EXECUTE FUNCTION on_person_ended();

-- A session ends. Only an act is told to clients, and an act names its organisation: what grew old is swept without one.
CREATE FUNCTION on_sessions_ended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  ended_ids uuid[] := ARRAY(SELECT e.id FROM ended e JOIN organisation_member_sessions g ON g.session_id = e.id);
BEGIN
  IF cardinality(ended_ids) = 0 THEN RETURN NULL; END IF;
  IF NULLIF(current_setting('app.organisation_id', true), '') IS NULL THEN
    DELETE FROM organisation_member_sessions WHERE session_id = ANY (ended_ids);
    RETURN NULL;
  END IF;
  DELETE FROM authorization_codes a USING organisation_member_sessions g
  WHERE g.session_id = ANY (ended_ids) AND a.organisation_id = g.organisation_id AND a.member_id = g.member_id
    AND a.session_id = g.session_id AND a.revoked_at IS NULL;
  PERFORM end_guest_sign_ins('{}', ended_ids);
  RETURN NULL;
END
$$;
CREATE TRIGGER sessions_ended AFTER DELETE ON sessions REFERENCING OLD TABLE AS ended FOR EACH STATEMENT
  EXECUTE FUNCTION on_sessions_ended();

REVOKE ALL ON FUNCTION hold_guest_session(uuid, uuid), guest_frontchannel_logouts(uuid), end_guest_sign_ins(uuid[], uuid[]),
  end_guest_access(uuid[]), on_member_ended(), on_person_ended(), on_sessions_ended() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hold_guest_session(uuid, uuid), guest_frontchannel_logouts(uuid) TO cerberus_worker;
