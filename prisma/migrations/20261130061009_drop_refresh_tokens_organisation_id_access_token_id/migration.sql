-- The unique index on access_token_id alone serves the foreign key.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS refresh_tokens_organisation_id_access_token_id_key;
