-- Whom an event tells of: an erasure finds what was told of one person. Alone in its migration: CONCURRENTLY cannot share
-- a transaction.
CREATE INDEX CONCURRENTLY events_payload ON events USING gin (payload jsonb_path_ops);
