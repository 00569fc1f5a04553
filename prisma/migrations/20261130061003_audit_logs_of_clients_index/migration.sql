-- For the foreign key: most of the trail names no client. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY audit_logs_of_clients ON audit_logs (client_id) WHERE client_id IS NOT NULL;
