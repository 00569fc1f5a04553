-- Row-level security and grants for resources and client_resources (see tenant_isolation), and the rows for what
-- clients.resources says.

-- 1. Row-level security ----------------------------------------------------------------------------------------------

DO $$
DECLARE
  table_name text;
  condition text := 'organisation_id = NULLIF(current_setting(''app.organisation_id'', true), '''')::uuid';
BEGIN
  FOREACH table_name IN ARRAY ARRAY['resources', 'client_resources'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON %I FOR ALL TO cerberus_worker USING (%s) WITH CHECK (%s)',
      table_name, condition, condition
    );
    EXECUTE format(
      'CREATE POLICY system_access ON %I FOR ALL TO cerberus_system USING (true) WITH CHECK (true)', table_name
    );
  END LOOP;
END
$$;

-- 2. Grants ----------------------------------------------------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE, DELETE ON resources, client_resources TO cerberus_worker;
GRANT SELECT ON resources, client_resources TO cerberus_system;

-- 3. Rows ------------------------------------------------------------------------------------------------------------
-- Until now a client of any organisation could name any indicator. The organisation whose client named it first owns it;
-- clients of the others lose it, and ask for it in vain (invalid_target). clients.resources stays as it was: what was
-- lost can be read there, and the Worker of before goes on with it.

INSERT INTO resources (id, organisation_id, indicator)
SELECT DISTINCT ON (named.indicator) gen_random_uuid(), c.organisation_id, named.indicator
FROM clients c
CROSS JOIN LATERAL jsonb_array_elements_text(
  CASE jsonb_typeof(c.resources) WHEN 'array' THEN c.resources ELSE '[]' END
) AS named (indicator)
WHERE c.deleted_at IS NULL AND named.indicator ~ '^[A-Za-z][A-Za-z0-9+.-]*:[^#[:space:]]+$'
ORDER BY named.indicator, c.created_at, c.id;

INSERT INTO client_resources (organisation_id, client_id, resource_id)
SELECT c.organisation_id, c.id, r.id
FROM clients c JOIN resources r ON r.organisation_id = c.organisation_id AND c.resources @> to_jsonb(r.indicator)
WHERE jsonb_typeof(c.resources) = 'array';
