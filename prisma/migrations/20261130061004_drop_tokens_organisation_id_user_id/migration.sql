-- tokens_of_people replaces it.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS tokens_organisation_id_user_id_idx;
