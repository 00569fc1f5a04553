-- The few who are blocked, among the many who are not. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY users_blocked ON users (organisation_id, created_at DESC, id DESC)
  WHERE deleted_at IS NULL AND blocked_at IS NOT NULL;
