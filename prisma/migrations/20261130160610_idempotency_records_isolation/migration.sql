-- Row-level security and grants for idempotency_records; see tenant_isolation.

ALTER TABLE idempotency_records ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_isolation ON idempotency_records FOR ALL TO cerberus_worker
  USING (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid)
  WITH CHECK (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid);
CREATE POLICY system_access ON idempotency_records FOR ALL TO cerberus_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_records TO cerberus_worker;
-- Expired rows are swept for every organisation at once.
GRANT SELECT, DELETE ON idempotency_records TO cerberus_system;
