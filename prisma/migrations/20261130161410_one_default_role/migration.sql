-- An organisation has one default role, or none.
CREATE UNIQUE INDEX CONCURRENTLY "roles_one_default" ON "roles"("organisation_id") WHERE "is_default";
