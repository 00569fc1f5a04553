-- An invitation founds one organisation: of two at once, this refuses the second.
CREATE UNIQUE INDEX CONCURRENTLY "organisations_onboarding_invitation_id_key" ON "organisations"("onboarding_invitation_id");
