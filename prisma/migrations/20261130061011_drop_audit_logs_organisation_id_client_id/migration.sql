-- audit_logs_of_clients replaces it.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS audit_logs_organisation_id_client_id_idx;
