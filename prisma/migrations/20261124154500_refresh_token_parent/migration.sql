-- A line of rotated refresh tokens has no end while it is in use, so its oldest tokens must be removable one by one.
ALTER TABLE refresh_tokens DROP CONSTRAINT refresh_tokens_organisation_id_parent_token_id_fkey;
