-- No foreign key leads to it.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS authorization_codes_organisation_id_id_key;
