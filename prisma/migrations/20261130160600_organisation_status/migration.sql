-- What the suspension, the cancellation and the erasure of an organisation leave in its row.

-- AlterTable
ALTER TABLE "organisations" ADD COLUMN     "access_ended_at" TIMESTAMPTZ(6),
ADD COLUMN     "erased_at" TIMESTAMPTZ(6),
ADD COLUMN     "erasure_started_at" TIMESTAMPTZ(6),
ADD COLUMN     "open_status" "OrganisationStatus",
ADD COLUMN     "status_reason" TEXT,
ADD COLUMN     "suspended_at" TIMESTAMPTZ(6);
