-- The audit log in partitions by month, so that what is past its retention goes with a whole partition
-- (docs/decisions/0049). No row is moved: the table that there is becomes the default partition.
-- lint:allow rename because the name stays that of a table with the same columns, by which all rows are found

DO $$
DECLARE
  signatures text[];
  signature text;
  told text[];
  index_name text;
  definition text;
  definitions text[] := '{}';
  condition CONSTANT text := 'organisation_id = NULLIF(current_setting(''app.organisation_id'', true), '''')::uuid';
BEGIN
  -- Functions that take an entry take one of the new table.
  signatures := ARRAY(SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND 'audit_logs'::regtype = ANY (proargtypes::oid[]) ORDER BY 1);
  told := ARRAY(SELECT pg_get_functiondef(s::regprocedure) FROM unnest(signatures) AS s);
  DROP TRIGGER event_told ON audit_logs;
  FOREACH signature IN ARRAY signatures LOOP
    EXECUTE format('DROP FUNCTION %s', signature);
  END LOOP;
  definitions := ARRAY(SELECT indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename = 'audit_logs' AND indexname <> 'audit_logs_pkey');

  ALTER TABLE audit_logs RENAME TO audit_logs_default;
  FOR index_name IN SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'audit_logs_default' LOOP
    EXECUTE format('ALTER INDEX %I RENAME TO %I', index_name, replace(index_name, 'audit_logs_', 'audit_logs_default_'));
  END LOOP;
  CREATE TABLE audit_logs (LIKE audit_logs_default INCLUDING DEFAULTS,
    CONSTRAINT audit_logs_pkey PRIMARY KEY (id)) PARTITION BY RANGE (id);
  FOREACH definition IN ARRAY definitions LOOP
    EXECUTE definition;
  END LOOP;
  ALTER TABLE audit_logs
    ADD CONSTRAINT audit_logs_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
      ON DELETE RESTRICT ON UPDATE CASCADE,
    ADD CONSTRAINT audit_logs_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id)
      REFERENCES users (organisation_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    ADD CONSTRAINT audit_logs_organisation_id_client_id_fkey FOREIGN KEY (organisation_id, client_id)
      REFERENCES clients (organisation_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION;
  ALTER TABLE audit_logs ATTACH PARTITION audit_logs_default DEFAULT;

  ALTER TABLE audit_logs ENABLE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY tenant_isolation ON audit_logs FOR ALL TO cerberus_worker USING (%1$s) WITH CHECK (%1$s)', condition);
  CREATE POLICY system_access ON audit_logs FOR ALL TO cerberus_system USING (true) WITH CHECK (true);
  GRANT SELECT, INSERT ON audit_logs TO cerberus_worker;
  GRANT SELECT ON audit_logs TO cerberus_system;
  -- Partitions are reached through their table alone.
  DROP POLICY tenant_isolation ON audit_logs_default;
  DROP POLICY system_access ON audit_logs_default;
  REVOKE ALL ON audit_logs_default FROM cerberus_worker, cerberus_system;

  FOREACH definition IN ARRAY told LOOP
    EXECUTE definition;
  END LOOP;
  FOREACH signature IN ARRAY signatures LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
  END LOOP;
  CREATE CONSTRAINT TRIGGER event_told AFTER INSERT ON audit_logs DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION tell_event();
END
$$;

-- Makes the partitions from the newest one, or from this month, up to so many months from now. A month of which the
-- default partition has entries stays there. Returns how many were made.
CREATE FUNCTION make_audit_partitions(months integer, since timestamptz DEFAULT now()) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' SET timezone = 'UTC'
AS $$
DECLARE
  month timestamptz;
  name text;
  taken boolean;
  made integer := 0;
BEGIN
  -- Two at once would make the same ones.
  PERFORM pg_advisory_xact_lock(hashtext('audit_logs partitions'));
  FOR month IN SELECT generate_series(date_trunc('month', since), date_trunc('month', now()) + make_interval(months => months), '1 month') LOOP
    name := to_char(month, '"audit_logs_"YYYY_MM');
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    SELECT EXISTS (SELECT FROM audit_logs_default d
      WHERE d.id >= lowest_id(month) AND d.id < lowest_id(month + interval '1 month')) INTO taken;
    CONTINUE WHEN taken;
    EXECUTE format('CREATE TABLE %I (LIKE audit_logs INCLUDING DEFAULTS INCLUDING INDEXES)', name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE audit_logs ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name,
      lowest_id(month), lowest_id(month + interval '1 month'));
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;

REVOKE ALL ON FUNCTION make_audit_partitions(integer, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_audit_partitions(integer, timestamptz) TO cerberus_system;

-- Where there are entries already: only the months that the check speaks of, and enough of them that hardly an entry of
-- today is left when the next one is made.
DO $$
DECLARE
  lowest CONSTANT uuid := (SELECT substring(pg_get_constraintdef(oid) FROM '''([0-9a-f-]{36})''')::uuid FROM pg_constraint
    WHERE conrelid = 'audit_logs_default'::regclass AND conname = 'audit_logs_default_range');
  first CONSTANT timestamptz := to_timestamp(('x' || left(replace(lowest::text, '-', ''), 12))::bit(48)::bigint / 1000.0);
BEGIN
  IF EXISTS (SELECT FROM audit_logs_default) THEN
    PERFORM make_audit_partitions(13, first);
  ELSE
    PERFORM make_audit_partitions(3);
  END IF;
  ALTER TABLE audit_logs_default DROP CONSTRAINT audit_logs_default_range;
END
$$;
