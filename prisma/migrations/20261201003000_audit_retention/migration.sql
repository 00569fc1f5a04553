-- For how long an organisation keeps its audit log. Null: 365 days.
ALTER TABLE organisations
  ADD COLUMN audit_retention_days integer,
  -- When it was changed last. Nothing is removed for a week after it: who comes in cannot remove traces at once.
  ADD COLUMN audit_retention_changed_at timestamptz(6);

ALTER TABLE organisations ADD CONSTRAINT organisations_audit_retention_days
  CHECK (audit_retention_days BETWEEN 30 AND 3650) NOT VALID;

-- Here, so that no statement of the Worker can say that it was changed long ago.
CREATE FUNCTION note_audit_retention_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
  NEW.audit_retention_changed_at := CASE
    WHEN NEW.audit_retention_days IS DISTINCT FROM OLD.audit_retention_days THEN now()
    ELSE OLD.audit_retention_changed_at END;
  RETURN NEW;
END
$$;

CREATE TRIGGER audit_retention_change BEFORE UPDATE OF audit_retention_days, audit_retention_changed_at ON organisations
  FOR EACH ROW EXECUTE FUNCTION note_audit_retention_change();

REVOKE ALL ON FUNCTION note_audit_retention_change() FROM PUBLIC;
