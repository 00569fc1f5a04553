-- Searching people by any part of their name or address.
--
-- Row-level security is evaluated before any operator that might reveal a row it should hide, and ILIKE counts as one,
-- so a query of the Worker's role cannot use a trigram index. This function can: it runs as its owner and filters by
-- the same setting as the policies do, inside. It answers ids only; the rows are then read under the policies.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE FUNCTION search_users(term text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT id FROM users
  WHERE organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid
    AND deleted_at IS NULL
    AND lower(name || ' ' || email)
      LIKE '%' || replace(replace(replace(lower(term), '\', '\\'), '%', '\%'), '_', '\_') || '%'
$$;

REVOKE ALL ON FUNCTION search_users(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_users(text) TO cerberus_worker;
