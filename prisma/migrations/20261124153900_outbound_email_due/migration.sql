-- The next mail to send. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE INDEX CONCURRENTLY outbound_emails_due ON outbound_emails (next_attempt_at)
  WHERE sent_at IS NULL AND failed_at IS NULL;
