-- The people with a password in an order that nothing else knows: an address that nobody has costs the hash of one of them.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY users_password_sample ON users (md5(id::text)) WHERE password IS NOT NULL AND deleted_at IS NULL;
