-- Lists of invitations by their end. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY invitations_listed_by_expiry ON invitations (organisation_id, expires_at, id);
