-- What limits an API key: the client or the key with which it was made, networks, and how often it may be used.

CREATE TYPE "ApiKeyRateLimit" AS ENUM ('low', 'standard', 'high');

ALTER TABLE "api_keys"
  ADD COLUMN "created_by_client_id" UUID,
  ADD COLUMN "created_by_key_id" UUID,
  ADD COLUMN "allowed_networks" JSONB,
  ADD COLUMN "rate_limit" "ApiKeyRateLimit" NOT NULL DEFAULT 'standard',
  ADD CONSTRAINT "api_keys_organisation_id_created_by_client_id_fkey" FOREIGN KEY ("organisation_id", "created_by_client_id") REFERENCES "clients"("organisation_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION NOT VALID,
  ADD CONSTRAINT "api_keys_organisation_id_created_by_key_id_fkey" FOREIGN KEY ("organisation_id", "created_by_key_id") REFERENCES "api_keys"("organisation_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION NOT VALID,
  -- A person or a client: the permissions of a key are among theirs.
  ADD CONSTRAINT "api_keys_one_maker" CHECK ("created_by_id" IS NULL OR "created_by_client_id" IS NULL) NOT VALID,
  -- An empty list would allow nobody: null allows any network.
  ADD CONSTRAINT "api_keys_networks_list" CHECK (
    "allowed_networks" IS NULL
    OR (jsonb_typeof("allowed_networks") = 'array' AND jsonb_array_length("allowed_networks") > 0)
  ) NOT VALID;
