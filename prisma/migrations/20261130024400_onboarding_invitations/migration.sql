-- Who may found an organisation where not everybody may. They belong to no organisation: there is none yet.

-- CreateTable
CREATE TABLE "onboarding_invitations" (
    "id" UUID NOT NULL,
    "email" TEXT,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "onboarding_invitations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "onboarding_invitations_token_key" ON "onboarding_invitations"("token");

-- AlterTable
ALTER TABLE "organisations" ADD COLUMN "onboarding_invitation_id" UUID;

-- AddForeignKey
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_onboarding_invitation_id_fkey" FOREIGN KEY ("onboarding_invitation_id") REFERENCES "onboarding_invitations"("id") ON DELETE SET NULL ON UPDATE CASCADE NOT VALID;

-- Found by the hash of a token before there is an organisation; written by the owner's command alone.
GRANT SELECT ON onboarding_invitations TO cerberus_system;
