-- Row-level security and grants for the tables of provider; see tenant_isolation.

DO $$
DECLARE
  table_name text;
  condition text := 'organisation_id = NULLIF(current_setting(''app.organisation_id'', true), '''')::uuid';
BEGIN
  FOREACH table_name IN ARRAY ARRAY['organisation_scopes', 'session_clients', 'logout_deliveries'] LOOP
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

GRANT SELECT, INSERT, UPDATE, DELETE ON organisation_scopes, session_clients, logout_deliveries TO cerberus_worker;
GRANT SELECT ON organisation_scopes, session_clients, logout_deliveries TO cerberus_system;
-- Deliveries that are due are claimed and recorded for every organisation at once; old ones are swept.
GRANT UPDATE, DELETE ON logout_deliveries TO cerberus_system;
