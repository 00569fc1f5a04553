-- Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE UNIQUE INDEX CONCURRENTLY "outbound_emails_dedupe_key_key" ON "outbound_emails" ("dedupe_key");
