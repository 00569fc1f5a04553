-- Whose deletion is due. Alone in its migration: CONCURRENTLY
-- cannot share a transaction.
CREATE INDEX CONCURRENTLY users_deletion_due ON users (deletion_scheduled_at) WHERE deletion_scheduled_at IS NOT NULL;
