-- No foreign key leads to it.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS audit_logs_organisation_id_id_key;
