-- In which session a request was answered, and with which code: a form that is sent again by the same person goes where
-- the first one led. Empty for what an earlier release answers, which is not given again.
ALTER TABLE "authorization_requests" ADD COLUMN "session_id" UUID, ADD COLUMN "code_id" UUID;
