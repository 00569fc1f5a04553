-- A pending sign-in is found by the secret in its cookie, before anybody knows whose it is. Alone in its migration:
-- CONCURRENTLY cannot share a transaction.
CREATE UNIQUE INDEX CONCURRENTLY one_time_codes_pending_sign_in ON one_time_codes (code_hash) WHERE purpose = 'sign_in';
