-- Entries of early releases have random ids. The few that look as if they were of the months to come get one of their
-- own month: the audit log is to be cut into months by its ids.

-- The lowest id of a moment (RFC 9562 section 5.7).
CREATE FUNCTION lowest_id(moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp
AS $$ SELECT rpad(lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid $$;

REVOKE ALL ON FUNCTION lowest_id(timestamptz) FROM PUBLIC;

UPDATE audit_logs SET id = encode(overlay(uuid_send(id) PLACING substring(uuid_send(lowest_id(created_at)) FOR 6) FROM 1 FOR 6), 'hex')::uuid
  WHERE id >= lowest_id(now()) AND id < lowest_id(now() + interval '2 years') AND substr(id::text, 15, 1) <> '7';
