-- Whose erasure is due: those who were erased already are the many. Alone in its migration: CONCURRENTLY cannot share a
-- transaction.
CREATE INDEX CONCURRENTLY users_departed ON users (deleted_at)
  WHERE deleted_at IS NOT NULL AND email NOT LIKE '%@deleted.invalid';
