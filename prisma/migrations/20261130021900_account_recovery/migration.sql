-- CreateEnum
CREATE TYPE "RecoveryLinkKind" AS ENUM ('password_undo', 'address_undo', 'factor_review');

-- AlterTable
ALTER TABLE "known_devices" ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "mfa_factors" ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "held_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "factor_checked_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "backup_code_failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "password_failures" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "recovery_links" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" "RecoveryLinkKind" NOT NULL,
    "previous_email" TEXT,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "consumed_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recovery_links_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "recovery_links_token_key" ON "recovery_links"("token");

-- CreateIndex
CREATE INDEX "recovery_links_organisation_id_user_id_idx" ON "recovery_links"("organisation_id", "user_id");

-- CreateIndex
CREATE INDEX "recovery_links_expires_at_idx" ON "recovery_links"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "recovery_links_organisation_id_id_key" ON "recovery_links"("organisation_id", "id");

-- AddForeignKey
ALTER TABLE "recovery_links" ADD CONSTRAINT "recovery_links_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_links" ADD CONSTRAINT "recovery_links_organisation_id_user_id_fkey" FOREIGN KEY ("organisation_id", "user_id") REFERENCES "users"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
