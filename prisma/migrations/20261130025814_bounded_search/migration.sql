-- Searching people costs no more than so many answers: the whole address first, then the newest whose name or address has
-- the term in it. A term that many have is found often enough among the newest people, where nothing else is read; the
-- trigram index, which would gather all of them first, is for the rest, and for terms of three characters or more. Shorter
-- ones are looked for among the newest people only. The function with one parameter stays for Workers that run already.
CREATE FUNCTION search_users(term text, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  organisation uuid := NULLIF(current_setting('app.organisation_id', true), '')::uuid;
  pattern text := '%' || replace(replace(replace(lower(term), '\', '\\'), '%', '\%'), '_', '\_') || '%';
  newest uuid[];
BEGIN
  newest := ARRAY(
    SELECT n.id FROM (
      SELECT u.id, u.name, u.email FROM users u WHERE u.organisation_id = organisation AND u.deleted_at IS NULL
      ORDER BY u.id DESC LIMIT 10000) n
    WHERE lower(n.name || ' ' || n.email) LIKE pattern ORDER BY n.id DESC LIMIT most);
  IF cardinality(newest) >= most OR length(term) < 3 THEN
    RETURN QUERY SELECT u.id FROM users u WHERE u.organisation_id = organisation AND u.email = lower(term) AND u.deleted_at IS NULL
      UNION SELECT unnest(newest);
    RETURN;
  END IF;
  RETURN QUERY
      (SELECT u.id FROM users u WHERE u.organisation_id = organisation AND u.email = lower(term) AND u.deleted_at IS NULL)
      UNION
      (SELECT u.id FROM users u WHERE u.organisation_id = organisation AND u.deleted_at IS NULL
         AND lower(u.name || ' ' || u.email) LIKE pattern ORDER BY u.id DESC LIMIT most);
END $$;

-- About how many rows there are, from the statistics; for counts beyond what is worth counting. EXPLAIN is not allowed in a
-- function that is called stable.
CREATE FUNCTION estimate_people(blocked boolean) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM users WHERE organisation_id = %L AND deleted_at IS NULL %s',
    NULLIF(current_setting('app.organisation_id', true), ''),
    CASE blocked WHEN true THEN 'AND blocked_at IS NOT NULL' WHEN false THEN 'AND blocked_at IS NULL' ELSE '' END)
    INTO plan;
  RETURN round((plan -> 0 -> 'Plan' ->> 'Plan Rows')::numeric)::integer;
END $$;

REVOKE ALL ON FUNCTION search_users(text, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION estimate_people(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_users(text, integer) TO cerberus_worker;
GRANT EXECUTE ON FUNCTION estimate_people(boolean) TO cerberus_worker;
