-- Nothing asks for it: ids are in the order of time.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS audit_logs_created_at_idx;
