-- Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY "api_keys_organisation_id_created_by_key_id_idx" ON "api_keys"("organisation_id", "created_by_key_id");
