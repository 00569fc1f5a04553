-- Events of a type, in the order of time. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY audit_logs_of_types ON audit_logs (organisation_id, event_type, id);
