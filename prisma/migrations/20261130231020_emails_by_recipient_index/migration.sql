-- The mail of one person: what an export shows, and an erasure deletes. Alone in its migration: CONCURRENTLY cannot share
-- a transaction.
CREATE INDEX CONCURRENTLY "outbound_emails_organisation_id_recipient_idx" ON "outbound_emails"("organisation_id", "recipient");
