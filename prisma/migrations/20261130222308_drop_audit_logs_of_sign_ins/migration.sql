-- audit_logs_of_types replaces it.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS audit_logs_of_sign_ins;
