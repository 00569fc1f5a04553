-- What a guest holds: few rows of a table of many. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY logout_deliveries_of_guests ON logout_deliveries (member_id) WHERE member_id IS NOT NULL;
