-- What waits for its person travels sealed; a row says only that it was answered.
-- lint:allow ban-drop-not-null because the Workers of earlier releases find rows by their handle, and these have none
ALTER TABLE "authorization_requests" ALTER COLUMN "handle" DROP NOT NULL,
ALTER COLUMN "redirect_uri" DROP NOT NULL,
ALTER COLUMN "scopes" DROP NOT NULL,
ALTER COLUMN "prompt" DROP NOT NULL;
