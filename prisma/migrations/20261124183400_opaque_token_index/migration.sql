-- Opaque access tokens by their hash. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE UNIQUE INDEX CONCURRENTLY "tokens_token_key" ON "tokens"("token");
