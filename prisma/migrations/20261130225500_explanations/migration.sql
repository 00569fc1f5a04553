-- Why requests failed: for the organisation that they concern, and for operators where they concern none.

-- CreateTable
CREATE TABLE "explanations" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "request_id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "error" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "checks" JSONB NOT NULL,

    CONSTRAINT "explanations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "platform_explanations" (
    "id" UUID NOT NULL,
    "request_id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "error" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "checks" JSONB NOT NULL,

    CONSTRAINT "platform_explanations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "explanations_organisation_id_idx" ON "explanations"("organisation_id");

-- AddForeignKey
ALTER TABLE "explanations" ADD CONSTRAINT "explanations_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Row-level security and grants; see tenant_isolation.
ALTER TABLE explanations ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_isolation ON explanations FOR ALL TO cerberus_worker
  USING (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid)
  WITH CHECK (organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid);
CREATE POLICY system_access ON explanations FOR ALL TO cerberus_system USING (true) WITH CHECK (true);

-- An explanation is written once.
GRANT SELECT, INSERT ON explanations TO cerberus_worker;
-- Rows past their retention are swept for every organisation at once.
GRANT SELECT, DELETE ON explanations TO cerberus_system;
GRANT SELECT, INSERT, DELETE ON platform_explanations TO cerberus_system;
