-- Alone in its migration: CONCURRENTLY keeps sign-ins going while the index is built, and cannot share a transaction.
CREATE INDEX CONCURRENTLY users_search ON users
  USING gin (organisation_id, lower(name || ' ' || email) gin_trgm_ops) WHERE deleted_at IS NULL;
