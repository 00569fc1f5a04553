-- What happened to a thing, in the order of time. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY audit_logs_of_resources ON audit_logs (organisation_id, resource_id, id)
WHERE resource_id IS NOT NULL;
