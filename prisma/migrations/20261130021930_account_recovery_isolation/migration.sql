-- Row-level security and grants for the links by which people recover their accounts; see tenant_isolation.

ALTER TABLE recovery_links ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON recovery_links FOR ALL TO cerberus_worker
  USING (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid)
  WITH CHECK (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid);
CREATE POLICY system_access ON recovery_links FOR ALL TO cerberus_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_links TO cerberus_worker;
GRANT SELECT ON recovery_links TO cerberus_system;
-- Old ones are swept, of every organisation.
GRANT DELETE ON recovery_links TO cerberus_system;
