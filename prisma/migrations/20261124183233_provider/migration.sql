-- CreateEnum
CREATE TYPE "AccessTokenFormat" AS ENUM ('jwt', 'opaque');

-- CreateEnum
CREATE TYPE "SubjectType" AS ENUM ('public', 'pairwise');

-- AlterEnum
ALTER TYPE "TokenEndpointAuthMethod" ADD VALUE 'client_secret_jwt' AFTER 'client_secret_post';
ALTER TYPE "TokenEndpointAuthMethod" ADD VALUE 'private_key_jwt' AFTER 'client_secret_jwt';

-- AlterTable
ALTER TABLE "authorization_codes" ADD COLUMN     "claims" JSONB,
ADD COLUMN     "resources" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "session_id" UUID;

-- AlterTable
ALTER TABLE "authorization_requests" ADD COLUMN     "acr_values" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "claims" JSONB,
ADD COLUMN     "hinted_subject" TEXT,
ADD COLUMN     "resources" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "response_mode" TEXT NOT NULL DEFAULT 'query';

-- AlterTable
ALTER TABLE "clients" ADD COLUMN     "access_token_format" "AccessTokenFormat" NOT NULL DEFAULT 'jwt',
ADD COLUMN     "allow_plain_pkce" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "backchannel_logout_session_required" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "backchannel_logout_uri" TEXT,
ADD COLUMN     "client_secret_sealed" TEXT,
ADD COLUMN     "consent_lifetime" INTEGER,
ADD COLUMN     "default_max_age" INTEGER,
ADD COLUMN     "frontchannel_logout_session_required" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "frontchannel_logout_uri" TEXT,
ADD COLUMN     "id_token_signed_response_alg" TEXT NOT NULL DEFAULT 'RS256',
ADD COLUMN     "jwks" JSONB,
ADD COLUMN     "jwks_uri" TEXT,
ADD COLUMN     "post_logout_redirect_uris" JSONB,
ADD COLUMN     "refresh_family_lifetime" INTEGER NOT NULL DEFAULT 7776000,
ADD COLUMN     "refresh_token_grace" INTEGER NOT NULL DEFAULT 30,
ADD COLUMN     "resources" JSONB,
ADD COLUMN     "sector_identifier_uri" TEXT,
ADD COLUMN     "subject_type" "SubjectType" NOT NULL DEFAULT 'public',
ADD COLUMN     "userinfo_signed_response_alg" TEXT;

-- AlterTable
ALTER TABLE "jwks" ADD COLUMN     "staged_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "organisations" ADD COLUMN     "pairwise_salt" TEXT;

-- AlterTable
ALTER TABLE "refresh_tokens" ADD COLUMN     "claims" JSONB,
ADD COLUMN     "family_expires_at" TIMESTAMPTZ(6),
ADD COLUMN     "resources" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "session_id" UUID;

-- AlterTable
ALTER TABLE "tokens" ADD COLUMN     "claims" JSONB,
ADD COLUMN     "token" TEXT;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "address" JSONB,
ADD COLUMN     "birthdate" TEXT,
ADD COLUMN     "gender" TEXT,
ADD COLUMN     "locale" TEXT,
ADD COLUMN     "nickname" TEXT,
ADD COLUMN     "preferred_username" TEXT,
ADD COLUMN     "profile_url" TEXT,
ADD COLUMN     "website" TEXT,
ADD COLUMN     "zoneinfo" TEXT;

-- CreateTable
CREATE TABLE "organisation_scopes" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organisation_scopes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session_clients" (
    "organisation_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_clients_pkey" PRIMARY KEY ("organisation_id","session_id","client_id")
);

-- CreateTable
CREATE TABLE "logout_deliveries" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "response_status" INTEGER,
    "error_message" TEXT,
    "delivered_at" TIMESTAMPTZ(6),
    "failed_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "logout_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "organisation_scopes_organisation_id_id_key" ON "organisation_scopes"("organisation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_scopes_organisation_id_name_key" ON "organisation_scopes"("organisation_id", "name");

-- CreateIndex
CREATE INDEX "session_clients_organisation_id_client_id_idx" ON "session_clients"("organisation_id", "client_id");

-- CreateIndex
CREATE INDEX "logout_deliveries_organisation_id_user_id_idx" ON "logout_deliveries"("organisation_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "logout_deliveries_organisation_id_id_key" ON "logout_deliveries"("organisation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "logout_deliveries_organisation_id_client_id_session_id_key" ON "logout_deliveries"("organisation_id", "client_id", "session_id");

-- The next logout token to send: few are due in a table that keeps all.
CREATE INDEX logout_deliveries_due ON logout_deliveries (next_attempt_at)
  WHERE delivered_at IS NULL AND failed_at IS NULL;

-- AddForeignKey
ALTER TABLE "organisation_scopes" ADD CONSTRAINT "organisation_scopes_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_clients" ADD CONSTRAINT "session_clients_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_clients" ADD CONSTRAINT "session_clients_organisation_id_session_id_fkey" FOREIGN KEY ("organisation_id", "session_id") REFERENCES "sessions"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_clients" ADD CONSTRAINT "session_clients_organisation_id_client_id_fkey" FOREIGN KEY ("organisation_id", "client_id") REFERENCES "clients"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "logout_deliveries" ADD CONSTRAINT "logout_deliveries_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "logout_deliveries" ADD CONSTRAINT "logout_deliveries_organisation_id_client_id_fkey" FOREIGN KEY ("organisation_id", "client_id") REFERENCES "clients"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "logout_deliveries" ADD CONSTRAINT "logout_deliveries_organisation_id_user_id_fkey" FOREIGN KEY ("organisation_id", "user_id") REFERENCES "users"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
