-- Looks at the keys that were there before; nobody waits for it.
ALTER TABLE "api_keys" VALIDATE CONSTRAINT "api_keys_organisation_id_created_by_client_id_fkey";
ALTER TABLE "api_keys" VALIDATE CONSTRAINT "api_keys_organisation_id_created_by_key_id_fkey";
ALTER TABLE "api_keys" VALIDATE CONSTRAINT "api_keys_one_maker";
ALTER TABLE "api_keys" VALIDATE CONSTRAINT "api_keys_networks_list";
