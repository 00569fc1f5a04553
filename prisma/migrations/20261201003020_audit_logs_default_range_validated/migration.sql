-- Reads and writes go on.
ALTER TABLE audit_logs VALIDATE CONSTRAINT audit_logs_default_range;
