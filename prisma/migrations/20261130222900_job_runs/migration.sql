-- The runs of scheduled jobs and of sweeps. They belong to no organisation.

-- CreateEnum
CREATE TYPE "JobOutcome" AS ENUM ('idle', 'done', 'failed');

-- CreateTable
CREATE TABLE "job_runs" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "finished_at" TIMESTAMPTZ(6),
    "outcome" "JobOutcome",
    "duration_ms" INTEGER,
    "processed" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "backlog" INTEGER,
    "oldest_due_at" TIMESTAMPTZ(6),
    "error" TEXT,

    CONSTRAINT "job_runs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "job_runs_name_id_idx" ON "job_runs"("name", "id");

-- CreateIndex
CREATE INDEX "job_runs_name_outcome_id_idx" ON "job_runs"("name", "outcome", "id");

-- No tenant's work reaches it.
GRANT SELECT, INSERT, UPDATE, DELETE ON job_runs TO cerberus_system;

-- Sweeps of browsers that nobody uses any more, and of invitations to found an organisation that nobody accepted.
GRANT DELETE ON known_devices, onboarding_invitations TO cerberus_system;
