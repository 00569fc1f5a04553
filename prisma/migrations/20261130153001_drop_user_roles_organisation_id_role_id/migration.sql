-- The index on organisation_id, role_id, user_id begins with the same columns.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY IF EXISTS user_roles_organisation_id_role_id_idx;
