-- Lists of people by name, without sorting an organisation. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY users_listed_by_name ON users (organisation_id, name, id) WHERE deleted_at IS NULL;
