-- Which organisations a web origin may call for. Alone in its migration: CONCURRENTLY
-- cannot share a transaction.
CREATE INDEX CONCURRENTLY organisations_allowed_origins ON organisations USING gin (allowed_origins jsonb_path_ops) WHERE allowed_origins IS NOT NULL;
