-- The audit log is cut into months by its ids, which are in the order of time. What is there becomes the default
-- partition. That no entry of the months to come is in it is checked here and in the next migration, while reads and
-- writes go on: otherwise each new partition would read all of it under a lock.

DO $$
DECLARE
  -- Not the next month if it is near: migrations that stop between two of these leave a week.
  first CONSTANT timestamptz := (date_trunc('month', now() AT TIME ZONE 'UTC' + interval '7 days') + interval '1 month') AT TIME ZONE 'UTC';
  lowest CONSTANT uuid := lowest_id(first);
  highest CONSTANT uuid := lowest_id(first + interval '14 months');
BEGIN
  EXECUTE format('ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_default_range CHECK (id < %L OR id >= %L) NOT VALID',
    lowest, highest);
END
$$;
