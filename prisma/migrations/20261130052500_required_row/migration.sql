-- Ends a transaction in which a statement found no row: what was sent behind it is then not done.

CREATE FUNCTION require_row(row_count bigint) RETURNS void
-- VOLATILE: the planner leaves out what is not, as nobody reads the result.
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
  IF row_count = 0 THEN
    RAISE no_data_found USING MESSAGE = 'A required row was not found';
  END IF;
END
$$;

REVOKE ALL ON FUNCTION require_row(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION require_row(bigint) TO cerberus_worker, cerberus_system;
