-- Tokens that come from a code; those of clients do not. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY tokens_of_families ON tokens (family_id) WHERE family_id IS NOT NULL;
