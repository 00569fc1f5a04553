-- The audit log is cut into months by its ids, which are in the order of time. What is there becomes the default
-- partition. That no entry of the months to come is in it is checked here and in the next migration, while reads and
-- writes go on: otherwise each new partition would read all of it under a lock.

-- The lowest id of a moment (RFC 9562 section 5.7).
CREATE FUNCTION lowest_id(moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp
AS $$ SELECT rpad(lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid $$;

REVOKE ALL ON FUNCTION lowest_id(timestamptz) FROM PUBLIC;

DO $$
DECLARE
  -- Not the next month if it is near: migrations that stop between two of these leave a week.
  first CONSTANT timestamptz := (date_trunc('month', now() AT TIME ZONE 'UTC' + interval '7 days') + interval '1 month') AT TIME ZONE 'UTC';
  lowest CONSTANT uuid := lowest_id(first);
  highest CONSTANT uuid := lowest_id(first + interval '14 months');
BEGIN
  -- Entries of early releases have random ids. Few of them are in this range.
  UPDATE audit_logs SET id = encode(overlay(uuid_send(id) PLACING uuid_send(lowest_id(created_at)) FROM 1 FOR 6), 'hex')::uuid
    WHERE id >= lowest AND id < highest AND substr(id::text, 15, 1) <> '7';
  EXECUTE format('ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_default_range CHECK (id < %L OR id >= %L) NOT VALID',
    lowest, highest);
END
$$;
