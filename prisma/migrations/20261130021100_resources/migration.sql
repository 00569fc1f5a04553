-- AlterTable
ALTER TABLE "clients" ADD COLUMN     "allow_api" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "resources" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "indicator" TEXT NOT NULL,
    "signing_alg" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "resources_pkey" PRIMARY KEY ("id"),
    -- RFC 8707 section 2: "an absolute URI […]. The URI MUST NOT include a fragment component." A space would end it in
    -- the audience of a stored token.
    CONSTRAINT "resources_indicator_uri" CHECK ("indicator" ~ '^[A-Za-z][A-Za-z0-9+.-]*:[^#[:space:]]+$'),
    -- Asymmetric: whoever verifies must not be able to sign.
    CONSTRAINT "resources_signing_alg" CHECK ("signing_alg" IN ('RS256', 'PS256', 'ES256', 'EdDSA'))
);

-- CreateTable
CREATE TABLE "client_resources" (
    "organisation_id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "client_resources_pkey" PRIMARY KEY ("organisation_id","client_id","resource_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "resources_indicator_key" ON "resources"("indicator");

-- CreateIndex
CREATE UNIQUE INDEX "resources_organisation_id_id_key" ON "resources"("organisation_id", "id");

-- CreateIndex
CREATE INDEX "client_resources_organisation_id_resource_id_idx" ON "client_resources"("organisation_id", "resource_id");

-- AddForeignKey
ALTER TABLE "resources" ADD CONSTRAINT "resources_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_resources" ADD CONSTRAINT "client_resources_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_resources" ADD CONSTRAINT "client_resources_organisation_id_client_id_fkey" FOREIGN KEY ("organisation_id", "client_id") REFERENCES "clients"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_resources" ADD CONSTRAINT "client_resources_organisation_id_resource_id_fkey" FOREIGN KEY ("organisation_id", "resource_id") REFERENCES "resources"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
