-- When an administrator last chose the permissions of a role. Null for a default role as it was made: the seed completes
-- it when the catalogue grows. Until now nobody could choose them.
ALTER TABLE "roles" ADD COLUMN "permissions_chosen_at" TIMESTAMPTZ(6);
-- Of several default roles the oldest stays. The index in the next migration allows one.
UPDATE "roles" SET "is_default" = false
WHERE "is_default" AND EXISTS (
  SELECT FROM "roles" older
  WHERE older."organisation_id" = "roles"."organisation_id" AND older."is_default" AND older."id" < "roles"."id");
