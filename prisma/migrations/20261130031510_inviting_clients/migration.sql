-- Invitations that a client sent for itself, by a token of its own.

-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "invited_by_client_id" UUID;
