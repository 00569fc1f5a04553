-- CreateEnum
CREATE TYPE "IdTokenClaims" AS ENUM ('scopes', 'requested');

-- AlterTable
ALTER TABLE "clients" ADD COLUMN     "access_token_signed_response_alg" TEXT,
ADD COLUMN     "allow_endpoint_audience" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "id_token_claims" "IdTokenClaims" DEFAULT 'scopes';

-- Applications that exist go on finding name and address in the ID token. Later ones get what fits them: NULL.
ALTER TABLE "clients" ALTER COLUMN "id_token_claims" DROP DEFAULT;

-- AlterTable
ALTER TABLE "refresh_tokens" ADD COLUMN     "repeats" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "used_at" TIMESTAMPTZ(6),
ADD COLUMN     "used_by" TEXT;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "profile_updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;
