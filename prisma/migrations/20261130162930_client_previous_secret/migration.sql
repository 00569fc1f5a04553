-- The secret before a rotation with an overlap, and when it ends.
ALTER TABLE "clients" ADD COLUMN     "previous_client_secret" TEXT,
ADD COLUMN     "previous_client_secret_sealed" TEXT,
ADD COLUMN     "previous_secret_expires_at" TIMESTAMPTZ(6);
