-- The people of a role, in the order of their ids. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY user_roles_organisation_id_role_id_user_id_idx
  ON user_roles (organisation_id, role_id, user_id);
