-- What an erasure takes from where the Worker may not delete, or does not see: events that were told to webhooks, and
-- what the person held as a guest. Like forget_address it answers for people of the organisation that asks who are to be
-- erased, and for nobody else's; it comes before forget_address, which overwrites the address.
CREATE FUNCTION forget_person(person uuid) RETURNS void
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
  DELETE FROM organisation_member_sessions s WHERE s.member_id = ANY (guests);
  DELETE FROM organisation_member_roles r WHERE r.member_id = ANY (guests);
  DELETE FROM organisation_member_teams t WHERE t.member_id = ANY (guests);
END
$$;

REVOKE ALL ON FUNCTION forget_person(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_person(uuid) TO cerberus_worker;

-- The tokens that applications of hosts got for a person, for the copy of their data; the newest ten thousand.
CREATE FUNCTION guest_tokens(person uuid) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT COALESCE(json_agg(json_build_object(
    'id', g.id, 'clientId', g.client_id, 'scopes', g.scopes, 'audience', g.audience, 'issuedAt', g.issued_at,
    'expiresAt', g.expires_at, 'revokedAt', g.revoked_at, 'lastUsedAt', g.last_used_at, 'ipAddress', g.ip_address,
    'userAgent', g.user_agent) ORDER BY g.id DESC), '[]')
  FROM (
    SELECT t.id, c.client_id, t.scopes, t.audience, t.issued_at, t.expires_at, t.revoked_at, t.last_used_at, t.ip_address,
           t.user_agent
    FROM organisation_members m
    JOIN tokens t ON t.member_id = m.id
    JOIN clients c ON c.organisation_id = t.organisation_id AND c.id = t.client_id
    WHERE m.user_id = person AND m.user_organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid
    ORDER BY t.id DESC LIMIT 10000
  ) AS g
$$;

REVOKE ALL ON FUNCTION guest_tokens(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guest_tokens(uuid) TO cerberus_worker;
