-- What people did as guests is theirs to see and to take back from home, where the hosts' rows cannot be read. Each function
-- answers for people of the organisation that asks, and for nobody else's.

-- The applications of hosts that a person lets use their account.
CREATE FUNCTION guest_consents(person uuid)
RETURNS TABLE (id uuid, scopes jsonb, granted_at timestamptz, expires_at timestamptz, client json)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT k.id, k.scopes, k.granted_at, k.expires_at,
         json_build_object('id', c.id, 'clientId', c.client_id, 'name', c.name, 'logoUri', c.logo_uri)
  FROM organisation_members m
  JOIN consents k ON k.organisation_id = m.organisation_id AND k.member_id = m.id AND k.revoked_at IS NULL
  JOIN clients c ON c.organisation_id = k.organisation_id AND c.id = k.client_id AND c.deleted_at IS NULL
  WHERE m.user_id = person AND m.left_at IS NULL
    AND m.user_organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid
$$;

-- Takes one of them back, with all that its client got. As in the application: what is being redeemed is waited for.
CREATE FUNCTION revoke_guest_consents(person uuid, client text, ip_address text, user_agent text) RETURNS void
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
      VALUES (gen_random_uuid(), guest.organisation_id, guest.client_id, 'oauth2.consent.revoked', 'auth', 'delete',
              'consent', revoke_guest_consents.ip_address, revoke_guest_consents.user_agent,
              jsonb_build_object('memberId', guest.id), true);
    END IF;
  END LOOP;
END
$$;

-- Where a person is a guest, for the copy of their data.
CREATE FUNCTION guest_memberships(person uuid) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT COALESCE(json_agg(json_build_object(
    'id', m.id, 'organisation', json_build_object('id', o.id, 'slug', o.slug, 'name', o.name),
    'joinedAt', m.joined_at, 'leftAt', m.left_at,
    'roles', COALESCE((
      SELECT json_agg(json_build_object('id', r.id, 'name', r.name, 'slug', r.slug) ORDER BY r.slug)
      FROM organisation_member_roles g JOIN roles r ON r.organisation_id = g.organisation_id AND r.id = g.role_id
      WHERE g.organisation_id = m.organisation_id AND g.member_id = m.id), '[]'),
    'teams', COALESCE((
      SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'slug', t.slug) ORDER BY t.slug)
      FROM organisation_member_teams g JOIN teams t ON t.organisation_id = g.organisation_id AND t.id = g.team_id
      WHERE g.organisation_id = m.organisation_id AND g.member_id = m.id), '[]')
  ) ORDER BY m.joined_at), '[]')
  FROM organisation_members m JOIN organisations o ON o.id = m.organisation_id AND o.deleted_at IS NULL
  WHERE m.user_id = person
    AND m.user_organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid
$$;

REVOKE ALL ON FUNCTION guest_consents(uuid), revoke_guest_consents(uuid, text, text, text), guest_memberships(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guest_consents(uuid), revoke_guest_consents(uuid, text, text, text), guest_memberships(uuid)
TO cerberus_worker;
