-- What a status list is made of. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY tokens_revoked_by_status_number ON tokens (status_number)
  WHERE revoked_at IS NOT NULL AND status_number IS NOT NULL;
