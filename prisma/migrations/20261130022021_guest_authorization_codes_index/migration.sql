-- What a guest holds: few rows of a table of many. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY authorization_codes_of_guests ON authorization_codes (member_id) WHERE member_id IS NOT NULL;
