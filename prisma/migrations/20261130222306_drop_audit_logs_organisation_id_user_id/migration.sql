-- audit_logs_of_people replaces it.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS audit_logs_organisation_id_user_id_idx;
