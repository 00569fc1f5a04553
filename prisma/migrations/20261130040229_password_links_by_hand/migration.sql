-- Whether a link to choose a password went to the mailbox of its person. One that the operator hands on proves no address.
-- A constant default rewrites nothing.
ALTER TABLE "password_reset_tokens" ADD COLUMN "sent_by_mail" BOOLEAN NOT NULL DEFAULT true;
