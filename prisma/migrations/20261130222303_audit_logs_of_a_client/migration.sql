-- What names a client, in the order of time, and for the foreign key. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY audit_logs_of_a_client ON audit_logs (client_id, id) WHERE client_id IS NOT NULL;
