-- The audit log of an organisation in the order of time: ids are. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY audit_logs_listed ON audit_logs (organisation_id, id);
