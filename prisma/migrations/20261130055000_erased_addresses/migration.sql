-- Takes the address of a person who is being erased from where the Worker may not write (the audit trail, invitations to
-- found an organisation) and does not see (organisations whose guest they were). It answers for people of the organisation
-- that asks who are to be erased, and for nobody else's. Of the trail it takes the address alone: who did what, and when,
-- stays. Nothing writes the address there any more.
CREATE FUNCTION forget_address(person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  home CONSTANT uuid := NULLIF(current_setting('app.organisation_id', true), '')::uuid;
  nowhere CONSTANT text := format('%s@deleted.invalid', person);
  gone text;
  hosts uuid[];
BEGIN
  SELECT u.email INTO gone FROM users u
    WHERE u.id = person AND u.organisation_id = home
      AND (u.deleted_at IS NOT NULL OR u.deletion_scheduled_at IS NOT NULL);
  IF gone IS NULL THEN
    RETURN;
  END IF;
  hosts := ARRAY(SELECT m.organisation_id FROM organisation_members m WHERE m.user_id = person) || home;
  -- A link that is still open would lead to an account of nobody's address.
  UPDATE invitations i
    SET email = nowhere, updated_at = now(),
        revoked_at = COALESCE(i.revoked_at, CASE WHEN i.accepted_at IS NULL THEN now() END)
    WHERE i.organisation_id = ANY (hosts) AND i.email = gone;
  UPDATE audit_logs l SET metadata = l.metadata - 'email'
    WHERE l.organisation_id = ANY (hosts) AND l.event_type = 'invitation.created' AND l.metadata ->> 'email' = gone;
  UPDATE onboarding_invitations i SET email = nowhere WHERE i.email = gone;
  -- The address of an organisation that its founder has left is its owner's.
  UPDATE organisations o SET email = owner.email, updated_at = now()
    FROM users owner
    WHERE o.id = home AND o.email = gone
      AND owner.organisation_id = o.id AND owner.id = o.owner_id AND owner.id <> person;
END
$$;

REVOKE ALL ON FUNCTION forget_address(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_address(uuid) TO cerberus_worker;
