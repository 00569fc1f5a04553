-- audit_logs_of_a_client replaces it.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS audit_logs_of_clients;
