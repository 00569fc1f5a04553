-- What a person did, in the order of time, and for the foreign key. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY audit_logs_of_people ON audit_logs (organisation_id, user_id, id) WHERE user_id IS NOT NULL;
