-- What failed, in the order of time. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY audit_logs_of_failures ON audit_logs (organisation_id, id) WHERE NOT success;
