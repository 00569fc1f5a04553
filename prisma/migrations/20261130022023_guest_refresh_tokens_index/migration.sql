-- What a guest holds: few rows of a table of many. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY refresh_tokens_of_guests ON refresh_tokens (member_id) WHERE member_id IS NOT NULL;
