ALTER TABLE "organisations" VALIDATE CONSTRAINT "organisations_onboarding_invitation_id_fkey";
