-- Row-level security and grants for audit_blocks; see tenant_isolation. Append-only, as the audit log.

ALTER TABLE audit_blocks ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_isolation ON audit_blocks FOR ALL TO cerberus_worker
  USING (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid)
  WITH CHECK (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid);
CREATE POLICY system_access ON audit_blocks FOR ALL TO cerberus_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT ON audit_blocks TO cerberus_worker;
GRANT SELECT ON audit_blocks TO cerberus_system;
