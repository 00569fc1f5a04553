-- Opaque tokens by their hash; a JWT has none. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE UNIQUE INDEX CONCURRENTLY opaque_tokens ON tokens (token) WHERE token IS NOT NULL;
