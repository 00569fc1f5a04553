-- Nothing asks for it: a refresh token goes with its access token.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS refresh_tokens_expires_at_idx;
