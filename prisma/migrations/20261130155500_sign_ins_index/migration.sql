-- Sign-ins of an organisation by day, for its statistics. Ids are in the order of time. Alone in its migration:
-- CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY audit_logs_of_sign_ins ON audit_logs (organisation_id, success, id) WHERE action = 'login';
