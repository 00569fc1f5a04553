-- Cancelled organisations that are not erased yet. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY organisations_cancelled ON organisations (id)
  WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
