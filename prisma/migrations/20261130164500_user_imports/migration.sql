-- CreateEnum
CREATE TYPE "UserImportFormat" AS ENUM ('csv', 'jsonl');

-- CreateEnum
CREATE TYPE "UserImportExisting" AS ENUM ('skip', 'update');

-- CreateTable
CREATE TABLE "user_imports" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "format" "UserImportFormat" NOT NULL,
    "on_existing" "UserImportExisting" NOT NULL DEFAULT 'skip',
    "processed_rows" INTEGER NOT NULL DEFAULT 0,
    "created_rows" INTEGER NOT NULL DEFAULT 0,
    "updated_rows" INTEGER NOT NULL DEFAULT 0,
    "skipped_rows" INTEGER NOT NULL DEFAULT 0,
    "failed_rows" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_import_faults" (
    "organisation_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "errors" JSONB NOT NULL,

    CONSTRAINT "user_import_faults_pkey" PRIMARY KEY ("organisation_id","import_id","row")
);

-- CreateIndex
CREATE INDEX "user_imports_expires_at_idx" ON "user_imports"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "user_imports_organisation_id_id_key" ON "user_imports"("organisation_id", "id");

-- AddForeignKey
ALTER TABLE "user_imports" ADD CONSTRAINT "user_imports_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_import_faults" ADD CONSTRAINT "user_import_faults_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_import_faults" ADD CONSTRAINT "user_import_faults_organisation_id_import_id_fkey" FOREIGN KEY ("organisation_id", "import_id") REFERENCES "user_imports"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Row-level security and grants (see tenant_isolation) -------------------------------------------------------------

DO $$
DECLARE
  table_name text;
  condition text := 'organisation_id = NULLIF(current_setting(''app.organisation_id'', true), '''')::uuid';
BEGIN
  FOREACH table_name IN ARRAY ARRAY['user_imports', 'user_import_faults'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON %I FOR ALL TO cerberus_worker USING (%s) WITH CHECK (%s)',
      table_name, condition, condition
    );
    EXECUTE format(
      'CREATE POLICY system_access ON %I FOR ALL TO cerberus_system USING (true) WITH CHECK (true)', table_name
    );
  END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON user_imports TO cerberus_worker;
GRANT SELECT, INSERT, DELETE ON user_import_faults TO cerberus_worker;
-- The sweep removes what has expired.
GRANT SELECT, DELETE ON user_imports TO cerberus_system;
GRANT SELECT ON user_import_faults TO cerberus_system;
