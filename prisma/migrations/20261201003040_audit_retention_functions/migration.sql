-- What removes the audit log after its retention. The Worker may not: these functions may, and nothing that is younger.

-- Up to when the entries of an organisation may be removed: the month of an entry is over before its retention began.
-- Null for a week after a change of the retention.
CREATE FUNCTION audit_retention_end(organisation organisations) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp SET timezone = 'UTC'
AS $$
  SELECT date_trunc('month', now() - make_interval(days => LEAST(3650, GREATEST(30, COALESCE(organisation.audit_retention_days, 365)))))
  WHERE organisation.audit_retention_changed_at IS NULL OR organisation.audit_retention_changed_at < now() - interval '7 days'
$$;

-- Drops the partitions of which every organisation's retention is over. Returns how many.
CREATE FUNCTION drop_audit_partitions() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' SET timezone = 'UTC'
AS $$
DECLARE
  until timestamptz;
  name text;
  dropped integer := 0;
BEGIN
  SELECT min(COALESCE(audit_retention_end(o), '-infinity')) INTO until FROM organisations o;
  FOR name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'audit_logs'::regclass AND c.relname ~ '^audit_logs_\d{4}_\d{2}$'
      AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= COALESCE(until, date_trunc('month', now() - interval '365 days'))
    ORDER BY c.relname
  LOOP
    EXECUTE format('DROP TABLE %I', name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END
$$;

-- Removes at most `most` blocks or entries of an organisation that are past its retention, and returns how many; 0 when
-- none is left. The newest of the blocks that could go stays: from it the chain is checked.
CREATE FUNCTION cut_audit_log(organisation uuid, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  lowest CONSTANT uuid := (SELECT lowest_id(audit_retention_end(o)) FROM organisations o WHERE o.id = organisation);
  removed integer;
BEGIN
  DELETE FROM audit_blocks WHERE id = ANY (ARRAY(
    SELECT b.id FROM audit_blocks b
    WHERE b.organisation_id = organisation AND b.number < (
      SELECT e.number FROM audit_blocks e WHERE e.organisation_id = organisation AND e.last_id < lowest
      ORDER BY e.number DESC LIMIT 1)
    ORDER BY b.number LIMIT most));
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed > 0 THEN RETURN removed; END IF;
  DELETE FROM audit_logs WHERE organisation_id = organisation AND id < lowest AND id = ANY (ARRAY(
    SELECT l.id FROM audit_logs l WHERE l.organisation_id = organisation AND l.id < lowest ORDER BY l.id LIMIT most));
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END
$$;

-- Organisations with entries, or more than one block, past their retention, after those of the page before.
CREATE FUNCTION organisations_past_audit_retention(after uuid, most integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT o.id FROM organisations o, LATERAL (SELECT lowest_id(audit_retention_end(o)) AS lowest) e
  WHERE o.id > after AND (
    EXISTS (SELECT FROM audit_logs l WHERE l.organisation_id = o.id AND l.id < e.lowest)
    OR 1 < (SELECT count(*) FROM (
      SELECT FROM audit_blocks b WHERE b.organisation_id = o.id AND b.last_id < e.lowest ORDER BY b.number LIMIT 2) AS two))
  ORDER BY o.id LIMIT most
$$;

REVOKE ALL ON FUNCTION audit_retention_end(organisations), drop_audit_partitions(), cut_audit_log(uuid, integer),
  organisations_past_audit_retention(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_audit_partitions(), cut_audit_log(uuid, integer),
  organisations_past_audit_retention(uuid, integer) TO cerberus_system;
