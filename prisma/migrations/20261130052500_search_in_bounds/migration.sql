-- A search costs about the same, however many people there are. The newest thousand tell what to do with a term:
--   one that many are expected to have is common: the search goes on from the newest to older people;
--   any other one is looked for in the trigram index, by those of its trigrams that are rare: the lists of all who have
--   the common ones took most of the time and tell little. Nobody is sorted: it ends when enough are found.
-- Either way 3,000 more people at most are compared with the term, and is_partial says that others may have it. Where no
-- more people are than are compared, the index is not asked for one or two characters: it knows only where words begin.
-- The functions that were there stay for Workers that run already.

CREATE FUNCTION like_pattern(part text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT '%' || replace(replace(replace(part, '\', '\\'), '%', '\%'), '_', '\_') || '%' $$;

-- To the trigram index, whatever is neither letter nor digit is the same: a blank between words.
CREATE FUNCTION with_blanks(words text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT regexp_replace(words, '[^[:alnum:]]', ' ', 'g') $$;

-- What the trigram index is asked for a term: at most four of its first forty trigrams, the rarest of those that fewer
-- than a twentieth of the sample have. Of a term of one or two characters, which has none: itself, as the beginning of a word. None when
-- there is nothing to ask but what is common.
CREATE FUNCTION rare_parts(term text, sample text[]) RETURNS text[]
LANGUAGE sql STABLE SET search_path = public, pg_temp
AS $$
  WITH parts AS MATERIALIZED (
    SELECT part, with_blanks(part) AS searched FROM (
      SELECT DISTINCT substr(term, n, 3) AS part FROM generate_series(1, LEAST(length(term) - 2, 40)) n
      UNION ALL SELECT ' ' || term WHERE length(term) < 3) p
    -- Two words in a part, or none, are no trigram of the index.
    WHERE part ~ '^[^[:alnum:]]?[[:alnum:]]+[^[:alnum:]]?$'
  ),
  sampled AS MATERIALIZED (SELECT ' ' || with_blanks(words) || ' ' AS words FROM unnest(sample) words)
  SELECT ARRAY(
    SELECT part FROM parts
    CROSS JOIN LATERAL (SELECT count(*) AS times FROM sampled WHERE strpos(words, searched) > 0) found
    WHERE times < cardinality(sample) / 20.0 ORDER BY times, part LIMIT 4)
$$;

CREATE FUNCTION find_people(term text, most integer, OUT ids uuid[], OUT is_partial boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_indexscan = on
AS $$
DECLARE
  sample_size CONSTANT integer := 1000;
  compared_max integer := 3000;
  organisation CONSTANT uuid := NULLIF(current_setting('app.organisation_id', true), '')::uuid;
  lowered CONSTANT text := lower(term);
  pattern CONSTANT text := like_pattern(lowered);
  -- What the index has.
  indexed CONSTANT text := 'lower(u.name || '' '' || u.email)';
  address_of uuid[];
  sample text[];
  oldest uuid;
  people integer;
  condition text;
  candidate record;
  compared integer := 0;
BEGIN
  address_of := ARRAY(
    SELECT u.id FROM users u WHERE u.organisation_id = organisation AND u.email = lowered AND u.deleted_at IS NULL);
  -- A range of one organisation, in the order of the index by organisation and id: for an equality the planner takes the
  -- index by id alone to be as good, and walks through the people of all others.
  SELECT COALESCE(array_agg(n.id) FILTER (WHERE n.words LIKE pattern), '{}'), array_agg(n.words), (array_agg(n.id))[sample_size]
  INTO ids, sample, oldest
  FROM (
    SELECT u.id, lower(u.name || ' ' || u.email) AS words FROM users u
    WHERE u.organisation_id >= organisation AND u.organisation_id <= organisation AND u.deleted_at IS NULL
    ORDER BY u.organisation_id DESC, u.id DESC LIMIT sample_size) n;
  is_partial := false;

  IF oldest IS NOT NULL THEN
    people := estimate_people(NULL);
    -- A term of one or two characters that the index does not know is hardly worth the comparisons of others.
    IF length(lowered) < 3 AND people > sample_size + compared_max THEN
      compared_max := 1000;
    END IF;
    IF people / sample_size * cardinality(ids) < compared_max
      AND (length(lowered) > 2 OR compared_max < 3000) THEN
      SELECT string_agg(
        CASE WHEN length(lowered) > 2 THEN format('%s LIKE %L', indexed, like_pattern(part))
          ELSE format('(%1$s LIKE %2$L OR %1$s LIKE %3$L)', indexed, lowered || '%', like_pattern(part)) END, ' AND ')
      INTO condition FROM unnest(rare_parts(lowered, sample[1:250])) part;
    END IF;
    -- The planner takes short terms to be frequent, and would walk through all people until enough of them are found. The
    -- setting ends with the function, which has a value of its own for it.
    IF condition IS NOT NULL THEN
      PERFORM set_config('enable_indexscan', 'off', true);
    END IF;
    FOR candidate IN EXECUTE format('SELECT u.id, %s AS words FROM users u WHERE u.deleted_at IS NULL AND ', indexed)
      || COALESCE('u.organisation_id = $1 AND ' || condition,
        'u.organisation_id >= $1 AND u.organisation_id <= $1 AND u.id < $2 ORDER BY u.organisation_id DESC, u.id DESC')
      || ' LIMIT $3' USING organisation, oldest, compared_max
    LOOP
      compared := compared + 1;
      IF candidate.id < oldest AND candidate.words LIKE pattern THEN
        ids := ids || candidate.id;
        EXIT WHEN cardinality(ids) >= most;
      END IF;
    END LOOP;
    is_partial := compared = compared_max OR cardinality(ids) >= most OR (length(lowered) < 3 AND condition IS NOT NULL);
  END IF;
  ids := address_of || array_remove(ids, address_of[1]);
END $$;

REVOKE ALL ON FUNCTION like_pattern(text) FROM PUBLIC;
REVOKE ALL ON FUNCTION with_blanks(text) FROM PUBLIC;
REVOKE ALL ON FUNCTION rare_parts(text, text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION find_people(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_people(text, integer) TO cerberus_worker;
