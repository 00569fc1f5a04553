-- As before, for an audit log in partitions: their rows are told apart by ids, and partitions are no tables to be emptied.
CREATE OR REPLACE FUNCTION erase_organisation_rows(organisation uuid, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  kept CONSTANT text[] := ARRAY['organisation.created', 'organisation.suspended', 'organisation.reactivated',
    'organisation.cancelled', 'organisation.restored', 'organisation.erased'];
  candidate regclass;
  has_rows boolean;
  filled regclass[] := '{}';
  batch uuid[];
  removed integer;
BEGIN
  IF organisation IS DISTINCT FROM NULLIF(current_setting('app.organisation_id', true), '')::uuid THEN
    RAISE EXCEPTION 'Another organisation' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM FROM organisations o WHERE o.id = organisation AND o.erasure_started_at IS NOT NULL AND o.erased_at IS NULL
    AND o.deleted_at <= now() - interval '30 days' FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'The organisation is not to be erased' USING ERRCODE = 'insufficient_privilege';
  END IF;

  -- The trail first: it refers to people and clients.
  DELETE FROM audit_logs WHERE organisation_id = organisation AND id = ANY (ARRAY(
    SELECT l.id FROM audit_logs l WHERE l.organisation_id = organisation AND l.event_type <> ALL (kept) LIMIT most));
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed > 0 THEN RETURN removed; END IF;
  UPDATE audit_logs l SET user_id = NULL, client_id = NULL, ip_address = '0.0.0.0', user_agent = '',
      metadata = jsonb_strip_nulls(jsonb_build_object('operator', l.metadata -> 'operator', 'reason', l.metadata -> 'reason'))
    WHERE l.organisation_id = organisation AND (l.user_id IS NOT NULL OR l.client_id IS NOT NULL OR l.user_agent <> '');
  UPDATE organisations o SET owner_id = NULL WHERE o.id = organisation AND o.owner_id IS NOT NULL;
  UPDATE onboarding_invitations i SET email = organisation || '@deleted.invalid'
    FROM organisations o WHERE o.id = organisation AND i.id = o.onboarding_invitation_id AND i.email NOT LIKE '%@deleted.invalid';

  FOR candidate IN
    SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE organisation_id = $1)', candidate) INTO has_rows USING organisation;
    IF has_rows THEN filled := filled || candidate; END IF;
  END LOOP;
  SELECT f.name INTO candidate FROM unnest(filled) AS f (name)
    WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = f.name
      AND k.conrelid <> f.name AND k.conrelid = ANY (filled))
    ORDER BY f.name::text LIMIT 1;
  IF candidate IS NULL THEN
    IF cardinality(filled) > 0 THEN RAISE EXCEPTION 'These tables refer to one another: %', filled; END IF;
    RETURN 0;
  END IF;

  IF candidate = 'users'::regclass THEN
    batch := ARRAY(SELECT u.id FROM users u WHERE u.organisation_id = organisation LIMIT most);
    -- Hosts knew their guests by their addresses.
    UPDATE invitations i SET email = format('%s@deleted.invalid', u.id), updated_at = now(),
        revoked_at = COALESCE(i.revoked_at, CASE WHEN i.accepted_at IS NULL THEN now() END)
      FROM users u JOIN organisation_members m ON m.user_id = u.id AND m.user_organisation_id = u.organisation_id
      WHERE u.id = ANY (batch) AND i.organisation_id = m.organisation_id AND i.email = u.email;
    UPDATE audit_logs l SET metadata = l.metadata - 'email'
      FROM users u JOIN organisation_members m ON m.user_id = u.id AND m.user_organisation_id = u.organisation_id
      WHERE u.id = ANY (batch) AND l.organisation_id = m.organisation_id AND l.event_type = 'invitation.created'
        AND l.metadata ->> 'email' = u.email;
    DELETE FROM users u WHERE u.id = ANY (batch);
  ELSE
    EXECUTE format('DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE organisation_id = $1 LIMIT $2))',
      candidate) USING organisation, most;
  END IF;
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END
$$;
