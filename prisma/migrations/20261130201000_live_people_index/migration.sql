-- Looks people up who are not deleted, without reading their rows. In a database of small organisations the planner took
-- the index by creation instead, which has the id last: in a large organisation each look-up then reads all its people.
-- Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY users_live_by_id ON users (organisation_id, id) WHERE deleted_at IS NULL;
