-- CreateTable
CREATE TABLE "audit_blocks" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "last_id" UUID NOT NULL,
    "row_ids" UUID[],
    "digests" TEXT NOT NULL,
    "seal" TEXT NOT NULL,
    "sealed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "audit_blocks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_blocks_organisation_id_number_key" ON "audit_blocks"("organisation_id", "number");

-- AddForeignKey
ALTER TABLE "audit_blocks" ADD CONSTRAINT "audit_blocks_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
