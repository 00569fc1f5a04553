-- Where a person was on their way to who asked for a new password: sealed. A column without default rewrites nothing.
ALTER TABLE "password_reset_tokens" ADD COLUMN "destination" TEXT;
