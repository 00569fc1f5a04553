-- It served the constraint alone. Alone in its migration: CONCURRENTLY cannot share a transaction.
DROP INDEX CONCURRENTLY refresh_tokens_organisation_id_parent_token_id_idx;
