-- Tokens of people; those of clients name nobody. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY tokens_of_people ON tokens (user_id) WHERE user_id IS NOT NULL;
