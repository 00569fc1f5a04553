-- Row-level security and grants for the tables of people; see tenant_isolation.

DO $$
DECLARE
  table_name text;
  condition text := 'organisation_id = NULLIF(current_setting(''app.organisation_id'', true), '''')::uuid';
BEGIN
  FOREACH table_name IN ARRAY ARRAY['password_history', 'known_devices', 'one_time_codes'] LOOP
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

GRANT SELECT, INSERT, UPDATE, DELETE ON password_history, known_devices, one_time_codes TO cerberus_worker;
GRANT SELECT ON password_history, known_devices, one_time_codes TO cerberus_system;
GRANT DELETE ON one_time_codes, outbound_emails TO cerberus_system;
-- They belong to no organisation: no tenant's work can reach them.
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_throttles, webauthn_challenges TO cerberus_system;
